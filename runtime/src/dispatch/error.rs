//! The failure of an invocation.

use std::error::Error as StdError;
use std::fmt;
#[cfg(feature = "lambda")]
use std::time::Duration;

use crate::action::ActionType;
use crate::error::Error;
use crate::event::{EventType, Invocation};
#[cfg(feature = "flow")]
use crate::flow::FlowError;
use crate::reply::ReplyError;
use crate::session::SessionError;
use crate::wire::clip;

/// The failure of an invocation: the event, the handler and the reason.
///
/// The error of [`handle`](crate::handle) and of the Lambda when the event could be decoded, and
/// what `#[on_error]` finds in its [`Error`]. `Display` shows all of it, the reason's own causes
/// too, in one line, and `Debug` the same. It therefore has no `source`: the cause is in
/// [`kind`](Self::kind).
pub struct InvocationError {
    event: EventType,
    action: Option<ActionType>,
    handler: Option<&'static str>,
    kind: InvocationErrorKind,
    /// Whether it ends a flow.
    #[cfg(feature = "flow")]
    pub(super) ends_flow: bool,
}

/// The reason why an invocation failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum InvocationErrorKind {
    /// A new inbound call has no handler.
    NoHandler,
    /// A parameter could not be loaded, or the handler returned an error.
    Failed(Error),
    /// The handler panicked with this message.
    Panicked(String),
    /// The handler was cancelled: it took longer than its deadline, or than Lambda gives it.
    #[cfg(feature = "lambda")]
    Deadline(Duration),
    /// The session can't be read or stored.
    Session(SessionError),
    /// The reply breaks a rule of the service.
    Reply(ReplyError),
    /// A flow can't go on.
    #[cfg(feature = "flow")]
    Flow(FlowError),
}

impl InvocationError {
    pub(super) fn new(
        invocation: &Invocation,
        handler: Option<&'static str>,
        kind: InvocationErrorKind,
    ) -> Self {
        Self {
            event: invocation.event_type().clone(),
            action: invocation.action_type().cloned(),
            handler,
            kind,
            #[cfg(feature = "flow")]
            ends_flow: false,
        }
    }

    /// The kind of event.
    pub fn event_type(&self) -> &EventType {
        &self.event
    }

    /// The action that the event is about.
    pub fn action_type(&self) -> Option<&ActionType> {
        self.action.as_ref()
    }

    /// The path of the handler or flow, such as `reception::menu::chosen`; `None` for a default.
    pub fn handler(&self) -> Option<&'static str> {
        self.handler
    }

    /// The reason.
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
            // `Debug` of an `Error` is the chain of its causes.
            InvocationErrorKind::Failed(error) => write!(f, " failed: {error:?}"),
            InvocationErrorKind::Panicked(message) => write!(f, " panicked: {message}"),
            #[cfg(feature = "lambda")]
            InvocationErrorKind::Deadline(time) => write!(
                f,
                " was cancelled after {} ms, its deadline: give its requests timeouts that are shorter",
                u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
            ),
            InvocationErrorKind::Session(error) => write!(f, " failed: {error}"),
            #[cfg(feature = "flow")]
            InvocationErrorKind::Flow(error) => write!(f, " failed: {error}"),
            InvocationErrorKind::Reply(error) => {
                write!(f, " returned a reply that the service would refuse: {error}")
            }
        }
    }
}

/// As `Display`: each [`Error`] needs a `Debug`, and a derived one would link that of every type in
/// it into every app.
impl fmt::Debug for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for InvocationError {}

#[cfg(feature = "flow")]
impl From<FlowError> for InvocationErrorKind {
    fn from(error: FlowError) -> Self {
        Self::Flow(error)
    }
}

/// A handler was cancelled after this time.
#[cfg(feature = "lambda")]
#[derive(Debug)]
pub(super) struct DeadlineExceeded(pub(super) Duration);

#[cfg(feature = "lambda")]
impl fmt::Display for DeadlineExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the deadline was exceeded")
    }
}

#[cfg(feature = "lambda")]
impl StdError for DeadlineExceeded {}

impl From<Error> for InvocationErrorKind {
    fn from(error: Error) -> Self {
        let kind = error.downcast().map(Self::Reply);
        let kind = kind.or_else(|error| error.downcast().map(Self::Session));
        #[cfg(feature = "flow")]
        let kind = kind.or_else(|error| error.downcast().map(Self::Flow));
        #[cfg(feature = "lambda")]
        let kind = kind
            .or_else(|error| error.downcast().map(|DeadlineExceeded(time)| Self::Deadline(time)));
        kind.unwrap_or_else(Self::Failed)
    }
}
