//! The failure of an invocation.

use std::error::Error as StdError;
use std::fmt;

use crate::action::ActionType;
use crate::error::Error;
use crate::event::EventType;
use crate::reply::ReplyError;
use crate::wire::clip;

/// An invocation that ended in a Lambda error: which event, which handler, and why.
///
/// This is what [`handle`](crate::handle) and the Lambda fail with when the event could be decoded.
#[derive(Debug)]
pub struct InvocationError {
    pub(super) event: EventType,
    pub(super) action: Option<ActionType>,
    pub(super) handler: Option<&'static str>,
    pub(super) kind: InvocationErrorKind,
}

/// Why an invocation failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum InvocationErrorKind {
    /// No handler takes a new inbound call.
    NoHandler,
    /// A parameter could not be loaded, or the handler returned an error.
    Failed(Error),
    /// The handler panicked, with this message.
    Panicked(String),
    /// The reply breaks a rule of the service.
    Reply(ReplyError),
}

impl InvocationError {
    /// The kind of event.
    pub fn event_type(&self) -> &EventType {
        &self.event
    }

    /// The action that the event is about.
    pub fn action_type(&self) -> Option<&ActionType> {
        self.action.as_ref()
    }

    /// The handler's path, such as `reception::menu::chosen`.
    pub fn handler(&self) -> Option<&'static str> {
        self.handler
    }

    /// Why it failed.
    pub fn kind(&self) -> &InvocationErrorKind {
        &self.kind
    }
}

impl fmt::Display for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.handler {
            Some(handler) => write!(f, "handler `{handler}` for {}", clip(self.event.as_str()))?,
            None => f.write_str(clip(self.event.as_str()))?,
        }
        if let Some(action) = &self.action {
            write!(f, " ({})", clip(action.as_str()))?;
        }
        match &self.kind {
            InvocationErrorKind::NoHandler => {
                f.write_str(" has no handler: annotate one with #[on(NewInboundCall)]")
            }
            InvocationErrorKind::Failed(_) => f.write_str(" failed"),
            InvocationErrorKind::Panicked(message) => write!(f, " panicked: {message}"),
            InvocationErrorKind::Reply(_) => {
                f.write_str(" gave a reply that the service would refuse")
            }
        }
    }
}

impl StdError for InvocationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.kind {
            InvocationErrorKind::Failed(error) => Some(error.as_std()),
            InvocationErrorKind::Reply(error) => Some(error),
            InvocationErrorKind::NoHandler | InvocationErrorKind::Panicked(_) => None,
        }
    }
}
