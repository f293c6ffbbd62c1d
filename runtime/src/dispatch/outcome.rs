//! The outcome of an invocation.

use crate::error::Error;
use crate::reply::Reply;

/// The outcome of an invocation, with the failure that `#[on_error]` answered.
///
/// Returned by [`respond_detailed`](crate::respond_detailed), for tests and simulators.
#[derive(Debug)]
pub enum Outcome {
    /// The handler's reply, or the default.
    Replied(Reply),
    /// The reply of `#[on_error]` to a failure.
    Recovered {
        /// The reply.
        reply: Reply,
        /// The failure that it answers, an [`InvocationError`](crate::InvocationError).
        failure: Error,
    },
    /// A Lambda error: an [`InvocationError`](crate::InvocationError).
    Failed(Error),
}

impl Outcome {
    /// The reply, if one is sent.
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Replied(reply) | Self::Recovered { reply, .. } => Some(reply),
            Self::Failed(_) => None,
        }
    }

    /// The failure, whether `#[on_error]` answered it or not.
    pub fn failure(&self) -> Option<&Error> {
        match self {
            Self::Replied(_) => None,
            Self::Recovered { failure, .. } | Self::Failed(failure) => Some(failure),
        }
    }

    /// The result of the invocation, without a failure that was answered.
    ///
    /// # Errors
    /// The Lambda error.
    pub fn into_result(self) -> Result<Reply, Error> {
        match self {
            Self::Replied(reply) | Self::Recovered { reply, .. } => Ok(reply),
            Self::Failed(error) => Err(error),
        }
    }

    /// The word for a log.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Replied(_) => "replied",
            Self::Recovered { .. } => "recovered",
            Self::Failed(_) => "failed",
        }
    }
}
