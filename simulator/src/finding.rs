//! What is wrong with a call even when every expectation holds.

use std::fmt;
use std::time::Duration;

use offhook::Leg;
use serde::Serialize;

/// Something that the application should not have done, or should not have let happen.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// A leg is connected with nobody to talk to, and nothing is going to hang it up. It is billed
    /// until somebody does.
    LegLeftConnected {
        /// The leg.
        leg: Leg,
        /// What an hour of it costs, by the price that the simulator was given.
        hourly_price: Option<f64>,
    },
    /// Actions were returned for an event for which the service ignores them.
    IgnoredActions {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
        /// How many.
        count: usize,
    },
    /// A reply's attributes replaced a map and so lost a key that no longer comes back.
    AttributeLost {
        /// The key.
        key: String,
        /// The `Sequence` of the event that was answered.
        sequence: u64,
    },
    /// The Lambda took more than 5 s, after which the service invokes it again.
    SlowReply {
        /// The event's `Sequence`.
        sequence: u64,
        /// How long it took.
        #[serde(rename = "took_ms", serialize_with = "crate::transcript::milliseconds")]
        took: Duration,
    },
    /// Nothing played, rang or was connected for more than 4 s, and no action waited for keys, words
    /// or a message.
    DeadAir {
        /// From this time of the call.
        #[serde(rename = "from_ms", serialize_with = "crate::transcript::milliseconds")]
        from: Duration,
        /// For so long.
        #[serde(rename = "length_ms", serialize_with = "crate::transcript::milliseconds")]
        length: Duration,
    },
    /// A retried event got another reply than the first time.
    NotIdempotent {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// The Lambda failed.
    LambdaError {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// A reply could not be used.
    InvalidReply {
        /// The `Sequence` of the event that was answered.
        sequence: u64,
        /// Why.
        problem: String,
    },
    /// The call used up the invocations that one call has.
    TooManyInvocations,
}

impl Finding {
    /// The finding's name, as scenario files have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LegLeftConnected { .. } => "leg_left_connected",
            Self::IgnoredActions { .. } => "ignored_actions",
            Self::AttributeLost { .. } => "attribute_lost",
            Self::SlowReply { .. } => "slow_reply",
            Self::DeadAir { .. } => "dead_air",
            Self::NotIdempotent { .. } => "not_idempotent",
            Self::LambdaError { .. } => "lambda_error",
            Self::InvalidReply { .. } => "invalid_reply",
            Self::TooManyInvocations => "too_many_invocations",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LegLeftConnected { leg, hourly_price } => {
                write!(
                    f,
                    "{leg} was left connected, with nobody to talk to: 60 billed minutes an hour"
                )?;
                hourly_price.map_or(Ok(()), |price| write!(f, ", {price:.2} by your price"))
            }
            Self::IgnoredActions { event, sequence, count } => {
                write!(
                    f,
                    "{count} action(s) returned for {event} (sequence {sequence}), where the service ignores them"
                )
            }
            Self::AttributeLost { key, sequence } => write!(
                f,
                "the transaction attribute {key:?} was lost: the reply to sequence {sequence} replaced the map without it"
            ),
            Self::SlowReply { sequence, took } => write!(
                f,
                "the reply to sequence {sequence} took {:.1} s: after 5 s the service invokes again",
                took.as_secs_f64()
            ),
            Self::DeadAir { from, length } => write!(
                f,
                "dead air for {:.1} s from {:.1} s on: the caller heard nothing, and nothing was asked of them",
                length.as_secs_f64(),
                from.as_secs_f64()
            ),
            Self::NotIdempotent { event, sequence } => {
                write!(
                    f,
                    "{event} (sequence {sequence}) was delivered twice and answered differently"
                )
            }
            Self::LambdaError { event, sequence } => {
                write!(f, "the Lambda failed on {event} (sequence {sequence})")
            }
            Self::InvalidReply { sequence, problem } => {
                write!(f, "the reply to sequence {sequence} can't be used: {problem}")
            }
            Self::TooManyInvocations => f.write_str("the call used up its 1,000 invocations"),
        }
    }
}
