//! Faults that a simulator injects into a call.
//!
//! Depends on nothing else of the simulator.

use std::time::Duration;

use crate::named::named;

named! {
    /// A fault of the Lambda, the service or a person, injected at one event.
    pub enum Fault {
        /// The Lambda takes 6 s. The service invokes it a second time and uses the first reply that
        /// arrives.
        SlowLambda = "slow_lambda",
        /// The Lambda takes 25 s for both attempts. The service hangs up.
        HungLambda = "hung_lambda",
        /// The Lambda reports an error for the first attempt; the retry reaches it.
        LambdaError = "lambda_error",
        /// The Lambda's process exits during both attempts. The retries are exhausted.
        LambdaCrash = "lambda_crash",
        /// The next action fails with `ActionExecutionThrottled`.
        Throttled = "throttled",
        /// The event is delivered twice.
        DuplicateDelivery = "duplicate_delivery",
        /// The call is updated, without arguments, while the Lambda handles the event.
        UpdateMeanwhile = "update_meanwhile",
        /// The caller hangs up while the Lambda handles the event.
        CallerGone = "caller_gone",
        /// The far end hangs up or, while it rings, becomes unreachable.
        FarEndGone = "far_end_gone",
        /// From this event on, prompts can't be read and recordings can't be written.
        S3Denied = "s3_denied",
        /// From this event on, speech fails with `AccessDenied`.
        PollyDenied = "polly_denied",
    }
}

impl Fault {
    /// Returns the fault with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// Returns `true` if the reply comes late because of this fault.
    pub(crate) fn is_late(self) -> bool {
        !self.lateness().is_zero()
    }

    /// Returns `true` if an action fails because of this fault.
    pub(crate) fn fails_actions(self) -> bool {
        matches!(self, Self::Throttled | Self::S3Denied | Self::PollyDenied)
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
