//! What can go wrong around an application, on request.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Something that goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The Lambda takes 6 s: the service invokes it a second time, and takes the first reply.
    SlowLambda,
    /// The Lambda takes 25 s, both times: the service hangs up.
    HungLambda,
    /// The Lambda reports an error once; the retry reaches it.
    LambdaError,
    /// The Lambda's process ends, twice: out of retries.
    LambdaCrash,
    /// The next action fails with ActionExecutionThrottled.
    Throttled,
    /// The event is delivered twice.
    DuplicateDelivery,
    /// The call is updated, without arguments, while the Lambda works on the event.
    UpdateMeanwhile,
    /// The caller hangs up while the Lambda works on the event.
    CallerGone,
    /// The far end hangs up, or, ringing, can't be reached.
    FarEndGone,
    /// Prompts can't be read and recordings can't be written from now on.
    S3Denied,
    /// Speech is refused from now on.
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

    /// Its name, as scenario files have it.
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

    /// How long the Lambda takes under this fault.
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
