//! Findings: problems of a call that no expectation checks.
//!
//! Depends on the faults, which explain some of them.

use std::fmt;
use std::time::Duration;

use offhook::Leg;
use offhook_service::milliseconds;
use serde::Serialize;

use crate::Fault;
use crate::named::named;

/// A problem of a call, with the injected fault that explains it.
///
/// A call with a finding fails, unless a fault explains the finding or the test
/// [allows](crate::Simulator::allow) its kind.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The problem, with its details.
    #[serde(flatten)]
    pub defect: Defect,
    /// How often it was found: at each attempt of the service to deliver an event that fails alike.
    pub times: usize,
    /// The injected fault that necessarily causes the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<Fault>,
}

named! {
    /// The kind of a [`Finding`].
    pub enum FindingKind {
        /// A leg is connected without another party, and nothing is scheduled that would hang it up. It
        /// is billed until it is hung up.
        LegLeftConnected = "leg_left_connected",
        /// A reply contained actions although the service ignores them for this event.
        IgnoredActions = "ignored_actions",
        /// A reply replaced actions that had not run, though the event reported no act of a person and no
        /// call update, and no other reply came meanwhile.
        ReplacedActions = "replaced_actions",
        /// A reply replaced the transaction attributes with a map that lacks one of their keys.
        AttributeLost = "attribute_lost",
        /// The Lambda took more than 5 s, after which the service invokes it again.
        SlowReply = "slow_reply",
        /// For more than 4 s, the caller heard nothing, was connected to no other party, and no action
        /// waited for keys, words or a message.
        DeadAir = "dead_air",
        /// Two deliveries of one event got different replies.
        NotIdempotent = "not_idempotent",
        /// A handler failed, and `#[on_error]` answered for it.
        HandlerFailed = "handler_failed",
        /// The Lambda failed for an event.
        LambdaError = "lambda_error",
        /// The service rejects a reply.
        InvalidReply = "invalid_reply",
        /// The call reached the limit of 1,000 invocations per call.
        TooManyInvocations = "too_many_invocations",
    }
}

/// The problem of a [`Finding`], with its details. [`FindingKind`] describes each.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Defect {
    /// A leg is connected without another party.
    LegLeftConnected {
        /// The leg.
        leg: Leg,
        /// The cost per hour, from
        /// [`leg_price_per_minute`](crate::Simulator::leg_price_per_minute).
        hourly_price: Option<f64>,
    },
    /// The service ignores the actions of a reply.
    IgnoredActions {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
        /// The number of ignored actions.
        count: usize,
    },
    /// A reply replaced actions that had not run.
    ReplacedActions {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
        /// The `Type`s of the replaced actions.
        actions: Vec<String>,
    },
    /// A reply lost a transaction attribute.
    AttributeLost {
        /// The lost key.
        key: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// A reply took more than 5 s.
    SlowReply {
        /// The event's `Sequence`.
        sequence: u64,
        /// The time from the event to its reply.
        #[serde(rename = "took_ms", with = "milliseconds")]
        took: Duration,
    },
    /// The caller heard nothing for more than 4 s.
    DeadAir {
        /// The start, on the call's clock.
        #[serde(rename = "from_ms", with = "milliseconds")]
        from: Duration,
        /// The length.
        #[serde(rename = "length_ms", with = "milliseconds")]
        length: Duration,
    },
    /// Two deliveries of an event got different replies.
    NotIdempotent {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// A handler failed, and `#[on_error]` answered.
    HandlerFailed {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
        /// The handler's error.
        error: String,
    },
    /// The Lambda failed.
    LambdaError {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// The service rejects a reply.
    InvalidReply {
        /// The event's `Sequence`.
        sequence: u64,
        /// The reason.
        reason: String,
    },
    /// The call reached the limit of invocations.
    TooManyInvocations,
}

impl Finding {
    /// Returns the kind of the problem.
    pub fn kind(&self) -> FindingKind {
        self.defect.kind()
    }
}

impl Defect {
    /// Returns the kind of the problem.
    pub fn kind(&self) -> FindingKind {
        match self {
            Self::LegLeftConnected { .. } => FindingKind::LegLeftConnected,
            Self::IgnoredActions { .. } => FindingKind::IgnoredActions,
            Self::ReplacedActions { .. } => FindingKind::ReplacedActions,
            Self::AttributeLost { .. } => FindingKind::AttributeLost,
            Self::SlowReply { .. } => FindingKind::SlowReply,
            Self::DeadAir { .. } => FindingKind::DeadAir,
            Self::NotIdempotent { .. } => FindingKind::NotIdempotent,
            Self::HandlerFailed { .. } => FindingKind::HandlerFailed,
            Self::LambdaError { .. } => FindingKind::LambdaError,
            Self::InvalidReply { .. } => FindingKind::InvalidReply,
            Self::TooManyInvocations => FindingKind::TooManyInvocations,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.defect.fmt(f)?;
        if self.times > 1 {
            write!(f, " ({} times)", self.times)?;
        }
        self.caused_by.map_or(Ok(()), |fault| write!(f, " (explained by the fault {fault})"))
    }
}

impl fmt::Display for Defect {
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
            Self::ReplacedActions { event, sequence, actions } => {
                let actions = actions.join(", ");
                write!(
                    f,
                    "the reply to {event} (sequence {sequence}) replaced actions that had not run: {actions}"
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
            Self::HandlerFailed { event, sequence, error } => write!(
                f,
                "the handler of {event} (sequence {sequence}) failed, and #[on_error] answered: {error}"
            ),
            Self::LambdaError { event, sequence } => {
                write!(f, "the Lambda failed for {event} (sequence {sequence})")
            }
            Self::InvalidReply { sequence, reason } => {
                write!(f, "the reply to sequence {sequence} is invalid: {reason}")
            }
            Self::TooManyInvocations => {
                f.write_str("the call reached the limit of 1,000 invocations")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One defect of each kind.
    fn defects() -> [Defect; FindingKind::ALL.len()] {
        let (event, sequence) = ("RINGING".to_owned(), 2);
        [
            Defect::LegLeftConnected { leg: Leg::A, hourly_price: Some(0.6) },
            Defect::IgnoredActions { event: event.clone(), sequence, count: 1 },
            Defect::ReplacedActions { event: event.clone(), sequence, actions: vec![] },
            Defect::AttributeLost { key: "a".to_owned(), sequence },
            Defect::SlowReply { sequence, took: Duration::from_secs(6) },
            Defect::DeadAir { from: Duration::ZERO, length: Duration::from_secs(5) },
            Defect::NotIdempotent { event: event.clone(), sequence },
            Defect::HandlerFailed { event: event.clone(), sequence, error: String::new() },
            Defect::LambdaError { event, sequence },
            Defect::InvalidReply { sequence, reason: String::new() },
            Defect::TooManyInvocations,
        ]
    }

    #[test]
    fn json_names_the_kind_of_every_finding() {
        let kinds: BTreeSet<FindingKind> = defects().iter().map(Defect::kind).collect();
        assert!(kinds.into_iter().eq(FindingKind::ALL));
        for defect in defects() {
            let json = serde_json::to_value(&defect).unwrap();
            assert_eq!(json["finding"], defect.kind().name());
            assert_eq!(json["finding"], serde_json::to_value(defect.kind()).unwrap());
        }
    }

    #[test]
    fn finding_names_the_fault_that_explains_it() {
        let defect = Defect::LambdaError { event: "HANGUP".to_owned(), sequence: 2 };
        let own = Finding { defect: defect.clone(), times: 1, caused_by: None };
        assert_eq!(own.to_string(), "the Lambda failed for HANGUP (sequence 2)");
        assert_eq!(serde_json::to_value(&own).unwrap().get("caused_by"), None);
        let explained = Finding { defect, times: 2, caused_by: Some(Fault::LambdaCrash) };
        assert_eq!(
            explained.to_string(),
            "the Lambda failed for HANGUP (sequence 2) (2 times) (explained by the fault lambda_crash)"
        );
        assert_eq!(serde_json::to_value(&explained).unwrap()["caused_by"], "lambda_crash");
    }
}
