//! What can go wrong while an event is handled.

use std::error::Error as StdError;
use std::fmt;

use crate::action::{ActionType, InvalidAction};
use crate::event::{EventError, EventType};

/// What a handler, a parameter or the framework fails with: any error, or a text.
///
/// `?` turns anything into it that turns into `Box<dyn Error + Send + Sync>`: every error type, and
/// `&str` and `String`. `Display` shows the error, `Debug` its whole chain of causes, so that a
/// `main` that returns it prints something useful.
///
/// What Offhook itself puts into it never holds phone numbers, digits or SIP headers. What your
/// own errors say is printed as it is.
///
/// ```
/// use offhook::{Error, Result};
///
/// fn extension(digits: &str) -> Result<u16> {
///     if digits.is_empty() {
///         return Err("no digits were entered".into());
///     }
///     Ok(digits.parse()?)
/// }
/// assert_eq!(extension("").unwrap_err().to_string(), "no digits were entered");
/// ```
pub struct Error(Box<dyn StdError + Send + Sync>);

/// A result whose error is [`Error`] unless it says otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The wrapped error, if it is of this type: [`EventError`], [`ReplyError`],
    /// [`InvocationError`] or one of your own.
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }

    /// The wrapped error.
    pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }

    /// The error and its causes in one line.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.chain())
    }
}

/// An invocation that ended in a Lambda error: which event, which handler, and why.
///
/// This is what [`handle`](crate::handle) and the Lambda fail with when the event could be decoded.
#[derive(Debug)]
pub struct InvocationError {
    pub(crate) event: EventType,
    pub(crate) action: Option<ActionType>,
    pub(crate) handler: Option<&'static str>,
    pub(crate) cause: Cause,
}

/// Why an invocation failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
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
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// What Lambda shows as the type of the error.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.cause {
            Cause::NoHandler => "Offhook.NoHandler",
            Cause::Failed(_) => "Offhook.HandlerFailed",
            Cause::Panicked(_) => "Offhook.HandlerPanicked",
            Cause::Reply(_) => "Offhook.InvalidReply",
        }
    }
}

impl fmt::Display for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.handler {
            Some(handler) => write!(f, "handler `{handler}` for {}", self.event)?,
            None => write!(f, "{}", self.event)?,
        }
        if let Some(action) = &self.action {
            write!(f, " ({action})")?;
        }
        match &self.cause {
            Cause::NoHandler => {
                f.write_str(" has no handler: annotate one with #[on(NewInboundCall)]")
            }
            Cause::Failed(_) => f.write_str(" failed"),
            Cause::Panicked(message) => write!(f, " panicked: {message}"),
            Cause::Reply(_) => f.write_str(" gave a reply that the service would refuse"),
        }
    }
}

impl StdError for InvocationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Failed(error) => Some(error.as_std()),
            Cause::Reply(error) => Some(error),
            Cause::NoHandler | Cause::Panicked(_) => None,
        }
    }
}

/// A reply that the service would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ReplyError {
    /// An action breaks a rule.
    Action(InvalidAction),
    /// More than the 10 actions that the service takes.
    TooManyActions {
        /// How many there are.
        count: usize,
    },
    /// A new inbound call is answered without an action.
    Silent,
    /// More than 100 transaction attributes.
    TooManyAttributes {
        /// How many there are.
        count: usize,
    },
    /// The transaction attributes take more than 20 KB of JSON.
    AttributesTooLarge {
        /// How many bytes they take.
        bytes: usize,
    },
    /// The session takes more than the app's `attribute_limit`.
    SessionTooLarge {
        /// How many characters it takes.
        characters: usize,
        /// How many it may take.
        limit: usize,
    },
    /// It can't be read: it is no JSON object, or a field of it has the wrong form.
    Unreadable {
        /// The field, as a path in the service's spelling; empty for the reply as a whole.
        field: String,
        /// What is wrong with it, without its value.
        problem: String,
    },
    /// It holds an action that is none of the 18.
    UnknownAction {
        /// Its place in the list, from 0.
        index: usize,
    },
    /// The parameters of an action are not of the types that the action has.
    Misfit {
        /// The action's place in the list, from 0.
        index: usize,
        /// Which it is.
        action: ActionType,
    },
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(invalid) => invalid.fmt(f),
            Self::TooManyActions { count } => write!(f, "it holds {count} actions; the service takes at most 10"),
            Self::Silent => f.write_str(
                "it holds no action; the service logs an error for a new inbound call that is answered with none",
            ),
            Self::TooManyAttributes { count } => {
                write!(f, "it holds {count} transaction attributes; the service takes at most 100")
            }
            Self::AttributesTooLarge { bytes } => {
                write!(f, "its transaction attributes take {bytes} bytes; the service takes at most 20480")
            }
            Self::SessionTooLarge { characters, limit } => write!(
                f,
                "its session takes {characters} characters; at most {limit} are allowed: keep less in it, or raise the limit with #[offhook::app(attribute_limit = …)]"
            ),
            Self::Unreadable { field, problem } if field.is_empty() => write!(f, "it {problem}"),
            Self::Unreadable { field, problem } => write!(f, "its {field} {problem}"),
            Self::UnknownAction { index } => {
                write!(f, "its Actions[{index}] is no action that the service has")
            }
            Self::Misfit { index, action } => {
                write!(f, "the parameters of its Actions[{index}] do not fit {action}")
            }
        }
    }
}

impl StdError for ReplyError {}

impl From<InvalidAction> for ReplyError {
    fn from(invalid: InvalidAction) -> Self {
        Self::Action(invalid)
    }
}

/// An event that can't be decoded, or the failure of an invocation, for Lambda.
impl From<Error> for lambda_runtime::Diagnostic {
    fn from(error: Error) -> Self {
        let error_type =
            match (error.downcast_ref::<InvocationError>(), error.downcast_ref::<EventError>()) {
                (Some(failed), _) => failed.type_name(),
                (None, Some(_)) => "Offhook.InvalidEvent",
                (None, None) => "Offhook.Error",
            };
        Self { error_type: error_type.to_owned(), error_message: error.chain() }
    }
}
