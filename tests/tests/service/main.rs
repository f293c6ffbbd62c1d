//! The app as a service inside Lambda: deadlines, and the layers around it.

mod deadlines;
mod idempotency;
mod metrics;

use lambda_runtime::{Context, LambdaEvent};
use offhook::RawEvent;
use offhook_tests::calls;
use serde_json::Value;

/// An event with this `Sequence`.
fn event(event_type: &str, sequence: u64) -> Value {
    let mut event = calls::event(event_type);
    event["Sequence"] = sequence.into();
    event
}

/// An event as `lambda_runtime` hands it over.
fn invoked(event: Value) -> LambdaEvent<RawEvent> {
    let payload = serde_json::from_value(event).expect("every payload reaches the service");
    LambdaEvent::new(payload, Context::default())
}
