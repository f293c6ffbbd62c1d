//! Replies that the service would refuse.

use std::error::Error as StdError;
use std::fmt;

use crate::action::ActionError;

/// A reply that the service would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ReplyError {
    /// An action breaks a rule.
    Action(ActionError),
    /// More than the 10 actions that the service takes.
    TooManyActions {
        /// Number of them.
        count: usize,
    },
    /// A new inbound call is answered without an action.
    Silent,
    /// More than 100 transaction attributes.
    TooManyAttributes {
        /// Number of them.
        count: usize,
    },
    /// The transaction attributes take more than 20 KB of JSON.
    AttributesTooLarge {
        /// Their size in bytes.
        bytes: usize,
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
        }
    }
}

impl StdError for ReplyError {}

impl From<ActionError> for ReplyError {
    fn from(invalid: ActionError) -> Self {
        Self::Action(invalid)
    }
}
