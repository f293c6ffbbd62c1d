//! The error of a reply.

use std::error::Error as StdError;
use std::fmt;

use crate::action::{ActionError, ActionType};

/// A reply that the service would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ReplyError {
    /// An action breaks a rule.
    Action(ActionError),
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

impl From<ActionError> for ReplyError {
    fn from(invalid: ActionError) -> Self {
        Self::Action(invalid)
    }
}
