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
mod call;
mod error;
mod invocation;
mod participant;

use serde_json::Value;

use crate::action::{ActionType, Sealed as SealedAction};
use crate::wire::open_enum;

pub use about_action::{
    ActionFailed, ActionInterrupted, ActionSuccessful, AnyResults, Echo, ErrorType, OfAction,
};
pub(crate) use about_call::arguments;
pub use about_call::{
    Any, CallAnswered, CallUpdateRequested, DigitsReceived, HandlerError, Hangup,
    InvalidLambdaResponse, NewInboundCall, NewOutboundCall, Ringing,
};
pub use call::Call;
pub(crate) use error::APPEARS_TWICE;
pub use error::EventError;
pub(crate) use error::Under;
pub use invocation::Invocation;
pub(crate) use invocation::LambdaContext;
pub use participant::{Direction, Participant, Status};

open_enum! {
    /// The kind of an event: `InvocationEventType`.
    pub enum EventType {
        /// A call reached a number or a Voice Connector with a SIP rule.
        NewInboundCall = "NEW_INBOUND_CALL" | "NEW_INCOMING_CALL",
        /// CreateSipMediaApplicationCall was called.
        NewOutboundCall = "NEW_OUTBOUND_CALL",
        /// The far end rings.
        Ringing = "RINGING",
        /// The far end answered an outbound call.
        CallAnswered = "CALL_ANSWERED",
        /// A list of actions, or one whose results are needed at once, succeeded.
        ActionSuccessful = "ACTION_SUCCESSFUL",
        /// An action failed; the rest of its list was dropped.
        ActionFailed = "ACTION_FAILED" | "ActionFailed",
        /// A running action was cut short by a call update.
        ActionInterrupted = "ACTION_INTERRUPTED",
        /// A leg hung up.
        Hangup = "HANGUP",
        /// The caller pressed keys that a ReceiveDigits action listens for.
        DigitsReceived = "DIGITS_RECEIVED",
        /// UpdateSipMediaApplicationCall was called.
        CallUpdateRequested = "CALL_UPDATE_REQUESTED",
        /// The last reply could not be used.
        InvalidLambdaResponse = "INVALID_LAMBDA_RESPONSE",
    }
}

impl EventType {
    /// Whether the service runs the actions of a reply to this event.
    pub(crate) fn takes_actions(&self) -> bool {
        !matches!(self, Self::NewOutboundCall | Self::Ringing | Self::ActionInterrupted)
    }
}

/// A kind of event, as a type.
///
/// Sealed: the service's set of events is frozen, and what it might add reaches `#[on(_)]`.
pub trait Event: sealed::Sealed + Sized + Send + Sync + 'static {
    /// The event's place in the dispatch table.
    #[doc(hidden)]
    const SLOT: usize;

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
    /// # Errors
    /// Names the field that has the wrong form.
    fn read(invocation: &Invocation) -> Result<Self, EventError>;
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

/// What the service makes of replies, by event.
macro_rules! replies {
    ($($property:ident: $($event:ident)*, of an action: $($action_event:ident)*;)*) => {$(
        // Not recommended as examples of the property: that would be a list of all events.
        $(#[diagnostic::do_not_recommend] impl $property for $event {})*
        $(#[diagnostic::do_not_recommend] impl<A: OfAction> $property for $action_event<A> {})*
    )*};
}
replies! {
    TakesActions:
        NewInboundCall CallAnswered Hangup DigitsReceived CallUpdateRequested InvalidLambdaResponse
        Any HandlerError,
        of an action: ActionSuccessful ActionFailed;
    MayBeSilent:
        NewOutboundCall Ringing CallAnswered Hangup DigitsReceived CallUpdateRequested
        InvalidLambdaResponse Any HandlerError,
        of an action: ActionSuccessful ActionFailed ActionInterrupted;
}

mod sealed {
    pub trait Sealed {}
}

/// The places of the dispatch table: the events without an action, then three by action.
pub(crate) mod slot {
    use super::{ActionType, EventType};

    pub(crate) const NEW_INBOUND_CALL: usize = 0;
    pub(crate) const NEW_OUTBOUND_CALL: usize = 1;
    pub(crate) const RINGING: usize = 2;
    pub(crate) const CALL_ANSWERED: usize = 3;
    pub(crate) const HANGUP: usize = 4;
    pub(crate) const DIGITS_RECEIVED: usize = 5;
    pub(crate) const CALL_UPDATE_REQUESTED: usize = 6;
    pub(crate) const INVALID_LAMBDA_RESPONSE: usize = 7;
    pub(crate) const ANY: usize = 8;
    pub(crate) const HANDLER_ERROR: usize = 9;
    pub(crate) const ACTION_SUCCESSFUL: usize = 10;
    pub(crate) const ACTION_FAILED: usize = ACTION_SUCCESSFUL + EACH;
    pub(crate) const ACTION_INTERRUPTED: usize = ACTION_FAILED + EACH;
    pub(crate) const COUNT: usize = ACTION_INTERRUPTED + EACH;

    /// The actions and, last, the handler for any action.
    const EACH: usize = ActionType::COUNT + 1;

    /// The place of an event's own handler.
    pub(crate) fn of(event: &EventType, action: Option<&ActionType>) -> usize {
        let action = || action.map_or(ActionType::COUNT, ActionType::index);
        match event {
            EventType::NewInboundCall => NEW_INBOUND_CALL,
            EventType::NewOutboundCall => NEW_OUTBOUND_CALL,
            EventType::Ringing => RINGING,
            EventType::CallAnswered => CALL_ANSWERED,
            EventType::Hangup => HANGUP,
            EventType::DigitsReceived => DIGITS_RECEIVED,
            EventType::CallUpdateRequested => CALL_UPDATE_REQUESTED,
            EventType::InvalidLambdaResponse => INVALID_LAMBDA_RESPONSE,
            EventType::ActionSuccessful => ACTION_SUCCESSFUL + action(),
            EventType::ActionFailed => ACTION_FAILED + action(),
            EventType::ActionInterrupted => ACTION_INTERRUPTED + action(),
            EventType::Other(_) => ANY,
        }
    }

    /// The place that serves when `slot` has no handler of its own.
    pub(crate) const fn fallback(slot: usize) -> Option<usize> {
        match slot {
            // These have defaults of their own, which `_` does not displace.
            ANY | HANDLER_ERROR | CALL_UPDATE_REQUESTED => None,
            0..ACTION_SUCCESSFUL => Some(ANY),
            _ => {
                let any_action = slot - (slot - ACTION_SUCCESSFUL) % EACH + ActionType::COUNT;
                Some(if slot == any_action { ANY } else { any_action })
            }
        }
    }
}
