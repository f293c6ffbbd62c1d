//! The benchmark's call flow by hand, as a Lambda.

use lambda_runtime::{Error, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(bench_by_hand::handler)).await
}
