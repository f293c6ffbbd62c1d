//! Faults that a simulator injects into a call.
//!
//! Depends on nothing else of the simulator.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A fault of the Lambda, the service or a person, injected at one event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The Lambda takes 6 s. The service invokes it a second time and uses the first reply that
    /// arrives.
    SlowLambda,
    /// The Lambda takes 25 s for both attempts. The service hangs up.
    HungLambda,
    /// The Lambda reports an error for the first attempt; the retry reaches it.
    LambdaError,
    /// The Lambda's process exits during both attempts. The retries are exhausted.
    LambdaCrash,
    /// The next action fails with `ActionExecutionThrottled`.
    Throttled,
    /// The event is delivered twice.
    DuplicateDelivery,
    /// The call is updated, without arguments, while the Lambda handles the event.
    UpdateMeanwhile,
    /// The caller hangs up while the Lambda handles the event.
    CallerGone,
    /// The far end hangs up or, while it rings, becomes unreachable.
    FarEndGone,
    /// From this event on, prompts can't be read and recordings can't be written.
    S3Denied,
    /// From this event on, speech fails with `AccessDenied`.
    PollyDenied,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 11] = [
        Self::SlowLambda,
        Self::HungLambda,
        Self::LambdaError,
        Self::LambdaCrash,
        Self::Throttled,
        Self::DuplicateDelivery,
        Self::UpdateMeanwhile,
        Self::CallerGone,
        Self::FarEndGone,
        Self::S3Denied,
        Self::PollyDenied,
    ];

    /// Returns the name of the fault in scenario files.
    pub fn name(self) -> &'static str {
        match self {
            Self::SlowLambda => "slow_lambda",
            Self::HungLambda => "hung_lambda",
            Self::LambdaError => "lambda_error",
            Self::LambdaCrash => "lambda_crash",
            Self::Throttled => "throttled",
            Self::DuplicateDelivery => "duplicate_delivery",
            Self::UpdateMeanwhile => "update_meanwhile",
            Self::CallerGone => "caller_gone",
            Self::FarEndGone => "far_end_gone",
            Self::S3Denied => "s3_denied",
            Self::PollyDenied => "polly_denied",
        }
    }

    /// Returns the time that the Lambda takes because of this fault.
    pub(crate) fn lateness(self) -> Duration {
        match self {
            Self::SlowLambda => Duration::from_secs(6),
            Self::HungLambda => Duration::from_secs(25),
            _ => Duration::ZERO,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
