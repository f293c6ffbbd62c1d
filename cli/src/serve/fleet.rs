//! The processes of a Lambda that answers calls at the same time, one event each, as on AWS.
//!
//! Depends on `lambdas` for the processes.

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Json, Lambda};

use crate::lambdas::{Config, Lambdas};

/// Processes of one Lambda. An event gets an idle one, or else a fresh one.
pub(super) struct Fleet {
    pub(super) lambdas: Lambdas,
    pub(super) config: Config,
}

impl Lambda for Fleet {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let lambda = self.lambdas.take(&self.config).await;
            let lambda = lambda.map_err(|error| format!("{error:#}"))?;
            let result = lambda.function.invoke(event).await;
            // A process that failed may hang.
            if result.is_ok() {
                self.lambdas.give_back(&self.config, lambda);
            }
            result
        })
    }
}
