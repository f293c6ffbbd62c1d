//! The floor of the benchmark: a Lambda on `lambda_runtime` that leaves the event as raw JSON and
//! returns a constant reply.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::value::RawValue;

const REPLY: &str = r#"{"SchemaVersion":"1.0","Actions":[]}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let reply: &'static RawValue = serde_json::from_str(REPLY)?;
    run(service_fn(move |_: LambdaEvent<Box<RawValue>>| async move { Ok::<_, Error>(reply) })).await
}
