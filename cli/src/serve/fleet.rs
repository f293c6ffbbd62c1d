//! The processes of a Lambda that answers calls at the same time, one event each, as on AWS.
//!
//! Depends on `lambdas` for the processes.

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Json, Lambda};

use crate::lambdas::{Config, Lambdas};

/// Processes of one Lambda. An event gets an idle one, or else a fresh one.
pub(super) struct Fleet<L> {
    pub(super) lambdas: Lambdas,
    pub(super) config: Config,
    /// Takes the lines that a process has printed.
    pub(super) on_lines: L,
}

impl<L: Fn(Vec<String>) + Send + Sync> Lambda for Fleet<L> {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let lambda = self.lambdas.take(&self.config).await;
            let lambda = lambda.map_err(|error| format!("{error:#}"))?;
            let result = lambda.function.invoke(event).await;
            (self.on_lines)(lambda.take_lines().await);
            // A process that failed may hang.
            if result.is_ok() {
                self.lambdas.give_back(&self.config, lambda);
            }
            result
        })
    }
}
