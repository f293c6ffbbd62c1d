//! The errors of a flow: those that its awaits return, to match on, and those that end it.

use std::error::Error as StdError;
use std::fmt;

use crate::action::ActionType;
use crate::event::ErrorType;
use crate::wire::{EventError, clip};

/// Why an await of the [`Line`](super::Line) has no result.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum LineError {
    /// LEG-A has hung up. Every await of the line returns this from now on, and a flow that passes it
    /// on ends normally. Side effects still work, and another error is one.
    CallEnded,
    /// The action failed, or one before it in its list, which the service then dropped:
    /// `ACTION_FAILED` with its `Type` and `ErrorType`.
    Failed(ActionType, ErrorType),
    /// The service could not use the reply with the action: `INVALID_LAMBDA_RESPONSE` with its
    /// `ErrorType`.
    Refused(ErrorType),
}

/// Why no digits were entered.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum AskError {
    /// The attempts ran out: `InvalidDigitsReceived`.
    NoDigits,
    /// The side effect of [`once`](super::Run::once) failed.
    Once(OnceError),
    /// Another reason.
    Line(LineError),
}

/// Why nobody was bridged.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum BridgeError {
    /// The far end did not answer: `CallNotAnswered`.
    NotAnswered,
    /// Another reason.
    Line(LineError),
}

/// A side effect that failed. Its error was logged when it did; a replay does not have it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct OnceError {
    /// The side effect's name.
    pub name: &'static str,
}

/// The far end of an outbound call did not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct NotAnswered {
    /// The `SipResponseCode` of the HANGUP: 480 not answered, 486 busy, 487 cancelled, or another; 0
    /// if it had none.
    pub code: u16,
}

/// Why a call has no arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ArgumentsError {
    /// The flow did not begin with `NEW_OUTBOUND_CALL`, which brings them.
    Unknown,
    /// They do not fit the type.
    Invalid(EventError),
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CallEnded => f.write_str("the caller has hung up"),
            Self::Failed(action, error) => {
                write!(f, "{} failed: {}", clip(action.as_str()), clip(error.as_str()))
            }
            Self::Refused(error) => write!(f, "the reply was refused: {}", clip(error.as_str())),
        }
    }
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDigits => f.write_str("no valid digits were entered"),
            Self::Once(error) => error.fmt(f),
            Self::Line(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for BridgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnswered => f.write_str("the far end did not answer"),
            Self::Line(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for OnceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the side effect \"{}\" failed", self.name)
    }
}

impl fmt::Display for NotAnswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the call was not answered: SIP response {}", self.code)
    }
}

impl fmt::Display for ArgumentsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str(
                "the arguments of the call are not known: the flow did not begin with NEW_OUTBOUND_CALL, or the attributes of the reply to it were not kept",
            ),
            Self::Invalid(error) => error.fmt(f),
        }
    }
}

impl StdError for ArgumentsError {}
impl StdError for LineError {}
impl StdError for AskError {}
impl StdError for BridgeError {}
impl StdError for OnceError {}
impl StdError for NotAnswered {}

/// Returns `true` if an error says that the caller has left, or was caused by one that does: a flow
/// that passes it on ends as calls do.
pub(super) fn is_call_ended(error: &(dyn StdError + 'static)) -> bool {
    let line = match (error.downcast_ref(), error.downcast_ref()) {
        (Some(AskError::Line(line)), _) | (_, Some(BridgeError::Line(line))) => Some(line),
        _ => error.downcast_ref(),
    };
    line == Some(&LineError::CallEnded)
        || error.is::<NotAnswered>()
        || error.source().is_some_and(is_call_ended)
}

impl From<LineError> for AskError {
    fn from(error: LineError) -> Self {
        match error {
            LineError::Failed(_, ErrorType::InvalidDigitsReceived) => Self::NoDigits,
            other => Self::Line(other),
        }
    }
}

impl From<OnceError> for AskError {
    fn from(error: OnceError) -> Self {
        Self::Once(error)
    }
}

impl From<LineError> for BridgeError {
    fn from(error: LineError) -> Self {
        match error {
            LineError::Failed(_, ErrorType::CallNotAnswered) => Self::NotAnswered,
            other => Self::Line(other),
        }
    }
}

/// Why a flow can't go on. It ends the flow, and goes to `#[on_error]` or becomes a Lambda error.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FlowError {
    /// The journal can't be read.
    Unreadable {
        /// The problem.
        problem: &'static str,
    },
    /// The journal is of a flow that the app does not have.
    Unknown,
    /// The app does not have the version of the flow with which the call began.
    NoVersion {
        /// The flow's name.
        flow: &'static str,
        /// The version.
        version: u32,
    },
    /// The flow does not ask for what the journal answers: it was changed while the call was up, or
    /// it depends on something that is not the same at each run.
    Mismatch {
        /// The flow's path.
        flow: &'static str,
        /// The number of the journal's entry, from 1.
        entry: usize,
        /// What the entry is.
        answers: String,
        /// What the flow does instead, with its line of code.
        instead: String,
    },
    /// An action was reported that the flow did not ask for, and no handler takes the event.
    Unexpected {
        /// The action.
        action: ActionType,
        /// What the flow waits for, with its line of code.
        instead: String,
    },
    /// A side effect uses the line.
    InOnce {
        /// The side effect's name.
        once: &'static str,
        /// The line of code.
        at: String,
    },
    /// The journal does not fit into the transaction attributes.
    TooLarge {
        /// The number of attributes that the journal takes.
        parts: usize,
        /// The number of the session's and the app's own attributes.
        others: usize,
        /// The journal's characters.
        characters: usize,
        /// The largest entry: what it is, and its characters.
        largest: (String, usize),
    },
    /// A handler beside a running flow changed transaction attributes, which could take the place of
    /// newer ones with a newer journal.
    Attributes,
    /// A reply that enters a flow holds actions, or was given while a flow runs.
    Enter {
        /// The problem.
        problem: &'static str,
    },
    /// Other invocations of the call changed the stored journal again and again.
    Contended,
}

impl FlowError {
    pub(super) fn unreadable(problem: &'static str) -> Self {
        Self::Unreadable { problem }
    }
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { problem } => write!(
                f,
                "the journal in the transaction attribute \"offhook-flow\" can't be read: {problem}"
            ),
            Self::Unknown => f.write_str(
                "the journal in the transaction attribute \"offhook-flow\" is of a flow that the app does not have: was it renamed while calls were up? keep the function under its old name until they have ended",
            ),
            Self::NoVersion { flow, version } => write!(
                f,
                "the call began with version {version} of the flow `{flow}`, which the app does not have: keep its function with #[flow(version = {version}, of = {flow})] until the calls that began with it have ended"
            ),
            Self::Mismatch { flow, entry, answers, instead } => write!(
                f,
                "the flow `{flow}` does not fit its journal: entry {entry} is {answers}, but the flow {instead}. Was it changed while the call was up? Then give it a new `version`, and keep the old function. Otherwise it depends on a clock, a random number or state of the process: use `line.now()`, `line.random()` or `line.once(..)`. The order of a `HashMap` and `select!` without `biased` are random too"
            ),
            Self::Unexpected { action, instead } => write!(
                f,
                "{} was reported, which the flow did not ask for: it {instead}. A handler beside the flow that sends actions needs one for their events too. If events come at once, such as call updates, the journal of one can overwrite that of another: keep journals in a store, #[offhook::app(journals = …)]",
                clip(action.as_str())
            ),
            Self::InOnce { once, at } => write!(
                f,
                "the side effect \"{once}\" uses the line {at}, which no event answers while it runs: await the line before the `once` or after it"
            ),
            Self::TooLarge { parts, others, characters, largest: (what, size) } => write!(
                f,
                "the journal has {characters} characters and takes {parts} transaction attributes, beside {others} of the session and the app; the service takes 10. The largest entry is {what} with {size} characters: return less from it, raise #[offhook::app(attribute_limit = …)], or keep journals in a store, #[offhook::app(journals = …)]"
            ),
            Self::Attributes => f.write_str(
                "a handler beside a running flow changed transaction attributes or the session: its copy could overwrite a newer journal. Use a call update that the flow awaits, or keep journals in a store, #[offhook::app(journals = …)]",
            ),
            Self::Enter { problem } => write!(f, "the reply can't enter a flow: {problem}"),
            Self::Contended => f.write_str(
                "other invocations of the call changed the stored journal five times in a row",
            ),
        }
    }
}

impl StdError for FlowError {}
