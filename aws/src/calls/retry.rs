//! Which requests are sent again: those that were throttled.
//!
//! Depends on the SDK, which waits and counts the attempts.

use aws_sdk_chimesdkvoice::config::retry::{ClassifyRetry, RetryAction};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;

/// Too many requests: the status of `ThrottledClientException`, which the SDK does not repeat by itself.
const THROTTLED: u16 = 429;

/// Repeats what was throttled, and nothing else: a request that may have reached the service would call a person twice.
#[derive(Debug)]
pub(super) struct OnlyThrottled;

impl ClassifyRetry for OnlyThrottled {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let failed = context.output_or_error().is_some_and(|outcome| outcome.is_err());
        match context.response().map(|response| response.status().as_u16()) {
            _ if !failed => RetryAction::NoActionIndicated,
            Some(THROTTLED) => RetryAction::throttling_error(),
            _ => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "only throttled requests of calls"
    }
}
