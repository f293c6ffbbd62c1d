//! Findings: problems of a call that no expectation checks.
//!
//! Depends on nothing else of the simulator.

use std::fmt;
use std::time::Duration;

use offhook::Leg;
use offhook_service::milliseconds;
use serde::Serialize;

/// A mistake of the application, or a problem that it should have prevented.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// A leg is connected without another party, and nothing is scheduled that would hang it up. It is
    /// billed until it is hung up.
    LegLeftConnected {
        /// The leg.
        leg: Leg,
        /// The cost per hour, from
        /// [`leg_price_per_minute`](crate::Simulator::leg_price_per_minute).
        hourly_price: Option<f64>,
    },
    /// A reply contained actions although the service ignores them for this event.
    IgnoredActions {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
        /// The number of ignored actions.
        count: usize,
    },
    /// A reply replaced the transaction attributes with a map that lacks one of their keys.
    AttributeLost {
        /// The lost key.
        key: String,
        /// The `Sequence` of the answered event.
        sequence: u64,
    },
    /// The Lambda took more than 5 s, after which the service invokes it again.
    SlowReply {
        /// The event's `Sequence`.
        sequence: u64,
        /// The time from the event to its reply.
        #[serde(rename = "took_ms", with = "milliseconds")]
        took: Duration,
    },
    /// For more than 4 s, the caller heard nothing, was connected to no other party, and no action
    /// waited for keys, words or a message.
    DeadAir {
        /// The start, on the call's clock.
        #[serde(rename = "from_ms", with = "milliseconds")]
        from: Duration,
        /// The length.
        #[serde(rename = "length_ms", with = "milliseconds")]
        length: Duration,
    },
    /// Two deliveries of one event got different replies.
    NotIdempotent {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// The Lambda failed for an event.
    LambdaError {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// The service rejects a reply.
    InvalidReply {
        /// The `Sequence` of the answered event.
        sequence: u64,
        /// The reason.
        problem: String,
    },
    /// The call reached the limit of 1,000 invocations per call.
    TooManyInvocations,
}

impl Finding {
    /// Returns the name of the finding in scenario files.
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
                    "{leg} was left connected without another party: 60 billed minutes per hour"
                )?;
                hourly_price.map_or(Ok(()), |price| write!(f, ", {price:.2} at the given price"))
            }
            Self::IgnoredActions { event, sequence, count } => {
                write!(
                    f,
                    "the service ignores actions for {event} (sequence {sequence}): the reply contained {count}"
                )
            }
            Self::AttributeLost { key, sequence } => write!(
                f,
                "the transaction attribute {key:?} was lost: the attributes in the reply to sequence {sequence} don't contain it"
            ),
            Self::SlowReply { sequence, took } => write!(
                f,
                "the reply to sequence {sequence} took {:.1} s: after 5 s the service invokes again",
                took.as_secs_f64()
            ),
            Self::DeadAir { from, length } => write!(
                f,
                "{:.1} s of dead air from {:.1} s on: the caller heard nothing and no action waited for input",
                length.as_secs_f64(),
                from.as_secs_f64()
            ),
            Self::NotIdempotent { event, sequence } => {
                write!(
                    f,
                    "{event} (sequence {sequence}) was delivered twice and got different replies"
                )
            }
            Self::LambdaError { event, sequence } => {
                write!(f, "the Lambda failed for {event} (sequence {sequence})")
            }
            Self::InvalidReply { sequence, problem } => {
                write!(f, "the reply to sequence {sequence} is invalid: {problem}")
            }
            Self::TooManyInvocations => {
                f.write_str("the call reached the limit of 1,000 invocations")
            }
        }
    }
}
