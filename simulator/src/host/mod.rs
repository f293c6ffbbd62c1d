//! A local host for Lambdas: runs one as a process and serves it the Lambda Runtime API.
//!
//! [`Host::builder`] sets the command, [`HostBuilder::start`] starts it, [`Host::ready`] waits for its first poll, and
//! [`Host::invoke`] sends an event and waits for the answer. Depends on
//! nothing else of the simulator but its HTTP server.

mod builder;
mod error;
mod exchange;
mod group;
mod output;
mod process;
mod runtime_api;

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

pub use self::builder::HostBuilder;
pub use self::error::{FunctionError, HostError, StderrTail};
use self::exchange::Exchange;
pub use self::output::{Line, Output, Stream};
use self::process::{Exit, Process};

/// A Lambda that runs as a process on this machine, with its Runtime API.
///
/// On Unix the process leads a process group of its own, so a signal of the terminal does not reach it. Dropping the
/// host ends the group, which includes the processes that it has started: with SIGTERM, and with SIGKILL 500 ms later.
/// The drop blocks until they have ended. [`Host::stop`] does the same without blocking, and waits for the last output.
/// Processes that are left when the first one exits are killed. Elsewhere only the first process is killed.
///
/// A host needs a tokio runtime with its I/O and time drivers enabled.
#[derive(Debug)]
pub struct Host {
    exchange: Arc<Exchange>,
    process: Process,
    ready_timeout: Duration,
    invoke_timeout: Duration,
    /// Aborted when the host is dropped.
    _server: JoinSet<()>,
}

/// A completed invocation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// The request id: a random UUID.
    pub request_id: String,
    /// The time from the delivery of the event to a poll until the last byte of the answer.
    pub duration: Duration,
    /// The answer of the Lambda.
    pub outcome: Outcome,
}

/// The answer of a Lambda to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The returned bytes. They are not checked to be JSON.
    Reply(Bytes),
    /// The reported error.
    Error(FunctionError),
}

impl Host {
    /// Creates a builder of a host for `program`, which is a path, or a name to look up in `PATH`.
    pub fn builder(program: impl Into<OsString>) -> HostBuilder {
        HostBuilder::new(program.into())
    }

    /// Waits until the process polls for its first event, and returns the time from its start to that poll.
    ///
    /// Further calls return at once. [`Host::invoke`] calls it too, so it is needed only to measure the time or to
    /// distinguish a failed start from a failed event.
    ///
    /// # Errors
    ///
    /// [`HostError::ExitedBeforePoll`], [`HostError::Init`] if the process reported an initialization error, and
    /// [`HostError::NeverPolled`] once [`HostBuilder::ready_timeout`] has passed since the start.
    pub async fn ready(&self) -> Result<Duration, HostError> {
        let outcome = tokio::select! {
            biased;
            outcome = self.exchange.initialised() => outcome,
            exit = self.process.exited() => {
                let Exit { status, stderr } = exit?;
                // The process can exit right after its last request.
                self.exchange.initialised_already().ok_or(HostError::ExitedBeforePoll { status, stderr })?
            }
            () = sleep_until(self.exchange.started() + self.ready_timeout) => {
                return Err(HostError::NeverPolled { limit: self.ready_timeout, stderr: self.process.stderr() });
            }
        };
        outcome.clone().map_err(|error| HostError::Init { error, stderr: self.process.stderr() })
    }

    /// Sends `event` to the process and waits for its answer.
    ///
    /// Calls can overlap: each event goes to the next free poll of the process, in the order of the calls. A process
    /// that handles one event at a time answers them one after the other. Dropping the returned future cancels the
    /// event; if the process has already fetched it, its answer is rejected.
    ///
    /// # Errors
    ///
    /// The errors of [`Host::ready`]; [`HostError::Exited`], or [`HostError::ExitedBeforeEvent`] if the process did not
    /// fetch the event; and once [`HostBuilder::invoke_timeout`] has passed,
    /// [`HostError::Hung`], or [`HostError::NotPolling`] if the process did not fetch the event. An error that the
    /// Lambda reports is an [`Outcome`], not an `Err`.
    pub async fn invoke(&self, event: impl Into<Bytes>) -> Result<Invocation, HostError> {
        self.ready().await?;
        let mut ticket = self.exchange.submit(event.into(), self.invoke_timeout);
        tokio::select! {
            biased;
            invocation = ticket.answer() => Ok(invocation),
            exit = self.process.exited() => {
                let Exit { status, stderr } = exit?;
                // The process can exit right after its last request.
                ticket.answered_already().ok_or(if self.exchange.has_delivered(&ticket) {
                    HostError::Exited { status, stderr }
                } else {
                    HostError::ExitedBeforeEvent { status, stderr }
                })
            }
            () = sleep(self.invoke_timeout) => {
                let limit = self.invoke_timeout;
                Err(if self.exchange.has_delivered(&ticket) {
                    HostError::Hung { limit, stderr: self.process.stderr() }
                } else {
                    HostError::NotPolling { limit }
                })
            }
        }
    }

    /// Takes the failure that `#[on_error]` answered for this event, if the process has logged it.
    pub(crate) fn recovered(&self, event: &[u8]) -> Option<String> {
        self.process.recovered(event)
    }

    /// Returns the process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Returns `true` if the process has exited.
    pub fn has_exited(&self) -> bool {
        self.process.has_exited()
    }

    /// Returns the peak memory of the process, in bytes. Available only on Linux and while the process runs.
    pub fn peak_memory(&self) -> Option<u64> {
        self.process.peak_memory()
    }

    /// Ends the process and those that it has started, and waits until its output has been read.
    pub async fn stop(self) {
        self.process.end().await;
    }

    fn new(
        exchange: Arc<Exchange>,
        process: Process,
        server: JoinSet<()>,
        ready_timeout: Duration,
        invoke_timeout: Duration,
    ) -> Self {
        Self { exchange, process, ready_timeout, invoke_timeout, _server: server }
    }
}
