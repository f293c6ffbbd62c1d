//! The events that the service invokes the Lambda with.
//!
//! Each type here is both the name in `#[on(...)]` and the data that a handler can take:
//!
//! ```
//! # use offhook::prelude::*;
//! # #[offhook::app] pub struct App;
//! #[on(Hangup)]
//! async fn bye(hangup: event::Hangup) {
//!     tracing::info!(code = hangup.sip_response_code, "bye");
//! }
//! # fn main() {}
//! ```

mod about_action;
mod about_call;
mod invocation;

use serde_json::Value;

use crate::action::Sealed as SealedAction;
use crate::wire::open_enum;

pub use about_action::{
    ActionFailed, ActionInterrupted, ActionSuccessful, AnyResults, Echo, ErrorType, OfAction,
};
pub(crate) use about_call::arguments;
pub use about_call::{
    Any, CallAnswered, CallUpdateRequested, DigitsReceived, Hangup, InvalidLambdaResponse,
    NewInboundCall, NewOutboundCall, Ringing,
};
pub use invocation::Invocation;
#[cfg(feature = "lambda")]
pub(crate) use invocation::LambdaContext;

/// A kind of event, as a type.
///
/// Sealed: the service's set of events is frozen, and what it might add reaches `#[on(_)]`.
pub trait Event: sealed::Sealed + Sized + Send + Sync + 'static {
    /// The event's `InvocationEventType`.
    fn event_type(&self) -> EventType;

    /// The event's `ActionData`, as the service writes it.
    fn action_data(&self) -> Option<Value> {
        None
    }

    /// The error that stands at the event's top level.
    #[doc(hidden)]
    fn top_level_error(&self) -> Option<(String, String)> {
        None
    }

    /// Takes the event's data from an invocation.
    ///
    /// Never fails: a field with a value of another form reads as absent, and a number or a boolean
    /// as text where text is expected. [`Invocation::raw`] has the value as it came.
    fn read(invocation: &Invocation) -> Self;
}

/// An event to whose reply the service pays attention: it runs the actions that a handler returns.
#[diagnostic::on_unimplemented(
    message = "the service ignores actions returned for `{Self}`",
    label = "this handler returns actions",
    note = "return nothing, or a `Reply` without actions; act on the event that follows, such as `CallAnswered`"
)]
pub trait TakesActions {}

/// An event that may be answered with nothing.
#[diagnostic::on_unimplemented(
    message = "a handler for `{Self}` must return actions",
    label = "this can return nothing",
    note = "the service logs an error when a new call is answered with an empty list: return an action, such as `Speak::text(\"…\")` or `Hangup::busy()`"
)]
pub trait MayBeSilent {}

/// What follows from the table of events: [`EventType`], and which replies suit an event.
macro_rules! events {
    (
        [$($(#[$doc:meta])* $event:ident = $word:literal $(| $spelling:literal)*: $replies:ident;)*]
        [$($(#[$about_doc:meta])* $about:ident = $about_word:literal $(| $about_spelling:literal)*: $about_replies:ident;)*]
    ) => {
        open_enum! {
            /// The kind of an event: `InvocationEventType`.
            pub enum EventType {
                $($(#[$doc])* $event = $word $(| $spelling)*,)*
                $($(#[$about_doc])* $about = $about_word $(| $about_spelling)*,)*
            }
        }

        impl EventType {
            /// Whether the service runs the actions of a reply to this event.
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

/// What the service does with a reply's actions: for an event type, whether it runs them.
macro_rules! replies {
    (ignored) => { false };
    ($other:ident) => { true };
    (required: [$($generics:tt)*] $event:ty) => { replies!(@impl TakesActions: [$($generics)*] $event); };
    (ignored: [$($generics:tt)*] $event:ty) => { replies!(@impl MayBeSilent: [$($generics)*] $event); };
    (optional: [$($generics:tt)*] $event:ty) => {
        replies!(@impl TakesActions: [$($generics)*] $event);
        replies!(@impl MayBeSilent: [$($generics)*] $event);
    };
    // Not recommended as examples of the property: that would be a list of all events.
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
