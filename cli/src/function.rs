//! A Lambda function as AWS runs it: when its process has exited, the next event gets a fresh one.
//!
//! Depends on the simulator's `Host` for processes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Host, HostBuilder, HostError, Json, Lambda};
use tokio::sync::Mutex;

/// Maximum number of processes that one event waits for.
const MAX_PROCESSES: u32 = 100;

/// A function, shared by the calls that it answers.
#[derive(Clone, Debug)]
pub(crate) struct Function(Arc<Shared>);

struct Shared {
    builder: Box<dyn Fn() -> HostBuilder + Send + Sync>,
    host: Mutex<Arc<Host>>,
    restarts: AtomicU64,
}

impl Function {
    /// Starts the first process and waits until it takes events.
    pub(crate) async fn start(
        builder: impl Fn() -> HostBuilder + Send + Sync + 'static,
    ) -> Result<Self, HostError> {
        let host = Mutex::new(ready(&builder).await?);
        let builder = Box::new(builder);
        Ok(Self(Arc::new(Shared { builder, host, restarts: AtomicU64::new(0) })))
    }

    /// Returns the number of processes after the first one.
    pub(crate) fn restarts(&self) -> u64 {
        self.0.restarts.load(Ordering::Relaxed)
    }

    /// Returns the peak memory of the current process, in bytes.
    pub(crate) async fn peak_memory(&self) -> Option<u64> {
        self.0.host.lock().await.peak_memory()
    }

    async fn host(&self) -> Result<Arc<Host>, HostError> {
        let mut host = self.0.host.lock().await;
        if host.has_exited() {
            *host = ready(&self.0.builder).await?;
            self.0.restarts.fetch_add(1, Ordering::Relaxed);
        }
        Ok(Arc::clone(&host))
    }
}

async fn ready(builder: impl Fn() -> HostBuilder) -> Result<Arc<Host>, HostError> {
    let host = builder().start().await?;
    host.ready().await?;
    Ok(Arc::new(host))
}

impl Lambda for Function {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let mut processes = 1;
            loop {
                let host = self.host().await.map_err(|error| error.to_string())?;
                match host.answer(event).await {
                    // An event that waits for its turn is not lost with the process.
                    Err(HostError::ExitedBeforeEvent { .. }) if processes < MAX_PROCESSES => {
                        processes += 1;
                    }
                    answer => return answer.map_err(|error| error.to_string())?,
                }
            }
        })
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("host", &self.host).finish_non_exhaustive()
    }
}
