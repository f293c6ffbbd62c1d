//! The events with which the service invokes the Lambda.
//!
//! Each type is both the name in `#[on(...)]` and the data that a handler can take:
//!
//! ```standalone_crate
//! # use offhook::prelude::*;
//! # #[offhook::app] pub struct App;
//! #[on(Hangup)]
//! async fn bye(hangup: event::Hangup) {
//!     tracing::info!(code = hangup.sip_response_code, "bye");
//! }
//! # fn main() {}
//! ```
//!
//! Depends on `wire`, `call` and the types of `action`.

mod about_action;
mod about_call;
mod data;
mod error_fields;
mod invocation;

use serde_json::value::RawValue;

use crate::action::Sealed as SealedAction;
use crate::wire::open_enum;

pub use about_action::{
    ActionFailed, ActionInterrupted, ActionSuccessful, AnyResults, Echo, OfAction,
};
pub use about_call::{
    Any, CallAnswered, CallUpdateRequested, DigitsReceived, Hangup, InvalidLambdaResponse,
    NewInboundCall, NewOutboundCall, Ringing,
};
pub(crate) use about_call::{HangupData, HangupParameters, arguments};
pub use error_fields::ErrorType;
pub(crate) use error_fields::error_type;
pub use invocation::Invocation;
#[cfg(feature = "lambda")]
pub(crate) use invocation::LambdaContext;

/// The type of an event's data.
///
/// This trait is sealed: the service no longer adds events, and an unknown event would reach
/// `#[on(_)]`.
pub trait Event: sealed::Sealed + Sized + Send + Sync + 'static {
    /// Returns the event's type: `InvocationEventType`.
    fn event_type(&self) -> EventType;

    /// Returns the event's `ActionData` in the service's JSON.
    fn action_data(&self) -> Option<Box<RawValue>> {
        None
    }

    /// Returns the `ErrorType` and `ErrorMessage` at the top level of the event.
    #[doc(hidden)]
    fn top_level_error(&self) -> Option<(String, String)> {
        None
    }

    /// Reads the event's data from an invocation.
    ///
    /// Never fails: a field with a value of another form reads as absent, and a number or a boolean
    /// as text where text is expected. [`Invocation::raw`] returns the value as it came.
    fn read(invocation: &Invocation) -> Self;
}

/// An event for which the service runs the actions of the reply.
#[diagnostic::on_unimplemented(
    message = "the service ignores actions returned for `{Self}`",
    label = "this handler returns actions",
    note = "return nothing, or a `Reply` without actions; act on the event that follows, such as `CallAnswered`"
)]
pub trait TakesActions {}

/// An event that a reply without actions can answer.
#[diagnostic::on_unimplemented(
    message = "a handler for `{Self}` must return actions",
    label = "this can return nothing",
    note = "the service logs an error when a new call is answered with an empty list: return an action, such as `Speak::text(\"…\")` or `Hangup::busy()`"
)]
pub trait MayBeSilent {}

/// Generates [`EventType`] and the impls of [`TakesActions`] and [`MayBeSilent`] from the table of
/// events.
macro_rules! events {
    (
        [$($(#[$doc:meta])* $event:ident = $word:literal $(| $spelling:literal)*: $replies:ident;)*]
        [$($(#[$about_doc:meta])* $about:ident = $about_word:literal $(| $about_spelling:literal)*: $about_replies:ident;)*]
    ) => {
        open_enum! {
            /// The type of an event: `InvocationEventType`.
            pub enum EventType {
                $($(#[$doc])* $event = $word $(| $spelling)*,)*
                $($(#[$about_doc])* $about = $about_word $(| $about_spelling)*,)*
            }
        }

        impl EventType {
            /// Returns `true` if the service runs the actions of a reply to this event.
            pub(crate) fn takes_actions(&self) -> bool {
                match self {
                    $(Self::$event => replies!($replies),)*
                    $(Self::$about => replies!($about_replies),)*
                    Self::Other(_) => true,
                }
            }
        }

        $(replies!($replies: [] $event);)*
        $(replies!($about_replies: [A: OfAction] $about<A>);)*
    };
}

/// Expands the table's entry for the actions of a reply: to a `bool` for `takes_actions`, or to the
/// impls for an event.
macro_rules! replies {
    (ignored) => { false };
    ($other:ident) => { true };
    (required: [$($generics:tt)*] $event:ty) => { replies!(@impl TakesActions: [$($generics)*] $event); };
    (ignored: [$($generics:tt)*] $event:ty) => { replies!(@impl MayBeSilent: [$($generics)*] $event); };
    (optional: [$($generics:tt)*] $event:ty) => {
        replies!(@impl TakesActions: [$($generics)*] $event);
        replies!(@impl MayBeSilent: [$($generics)*] $event);
    };
    // Otherwise rustc lists all implementing events after the message of the trait.
    (@impl $property:ident: [$($generics:tt)*] $event:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $property for $event {}
    };
}

offhook_macros::__events!(events);
replies!(optional: [] Any);

mod sealed {
    pub trait Sealed {}
}
