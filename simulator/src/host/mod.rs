//! The local host: a Lambda as a process, and the Runtime API that feeds it.
//!
//! [`Host::builder`] names the command; [`HostBuilder::start`] starts it; [`Host::ready`] waits until it asks for
//! its first event; [`Host::invoke`] hands it one and waits for the reply.

mod builder;
mod error;
mod exchange;
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

/// A Lambda that runs as a process on this machine, and the Runtime API that it talks to.
///
/// Dropping the host kills the process (and no other: what the process itself has started is its own affair) and
/// closes the API. [`Host::stop`] does the same and waits until it is done.
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

/// An event that was handed to the Lambda, and what came of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// The request id that the Lambda saw. It has the shape of a UUID and counts from 1 in each host.
    pub request_id: String,
    /// From the moment the event was given to a poll of the process to the last byte of its answer.
    pub duration: Duration,
    /// What the Lambda answered.
    pub outcome: Outcome,
}

/// How a Lambda answered an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bytes it returned. Nobody has checked that they are JSON.
    Reply(Bytes),
    /// It reported an error.
    Error(FunctionError),
}

impl Host {
    /// A host for `program`, found as a shell finds it: a path, or a name looked up in `PATH`.
    pub fn builder(program: impl Into<OsString>) -> HostBuilder {
        HostBuilder::new(program.into())
    }

    /// Waits until the process asks for its first event, and says how long that took from its start.
    ///
    /// Calling it again is free. [`Host::invoke`] calls it too, so it is needed only where the time matters or the
    /// start has to be told from the first event.
    ///
    /// # Errors
    ///
    /// [`HostError::ExitedBeforePoll`], [`HostError::Init`] when the process reported that it could not start, and
    /// [`HostError::NeverPolled`] once [`HostBuilder::ready_timeout`] has passed since the start.
    pub async fn ready(&self) -> Result<Duration, HostError> {
        let outcome = tokio::select! {
            biased;
            outcome = self.exchange.initialised() => outcome,
            exit = self.process.exited() => {
                let Exit { status, stderr } = exit?;
                // Its last request can still have been on its way.
                self.exchange.initialised_already().ok_or(HostError::ExitedBeforePoll { status, stderr })?
            }
            () = sleep_until(self.exchange.started() + self.ready_timeout) => {
                return Err(HostError::NeverPolled { limit: self.ready_timeout, stderr: self.process.stderr() });
            }
        };
        outcome.clone().map_err(|error| HostError::Init { error, stderr: self.process.stderr() })
    }

    /// Hands `event` to the process and waits for its answer.
    ///
    /// Several calls may be under way at once: each event goes to the next poll of the process, in the order of the
    /// calls. A process that handles one event at a time answers them one after the other. When the returned future
    /// is dropped the event is taken back, or, if the process has it already, its answer is refused.
    ///
    /// # Errors
    ///
    /// Those of [`Host::ready`]; [`HostError::Exited`]; and once [`HostBuilder::invoke_timeout`] has passed,
    /// [`HostError::Hung`], or [`HostError::NotPolling`] when the process never came to fetch the event. An error
    /// that the Lambda reports is an [`Outcome`], not an `Err`.
    pub async fn invoke(&self, event: impl Into<Bytes>) -> Result<Invocation, HostError> {
        self.ready().await?;
        let mut ticket = self.exchange.submit(event.into(), self.invoke_timeout);
        tokio::select! {
            biased;
            invocation = ticket.answer() => Ok(invocation),
            exit = self.process.exited() => {
                let Exit { status, stderr } = exit?;
                // Its last request can still have been on its way.
                ticket.answered_already().ok_or(HostError::Exited { status, stderr })
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

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The most memory that the process has held so far, in bytes. Known on Linux, and only while it runs.
    pub fn peak_memory(&self) -> Option<u64> {
        self.process.peak_memory()
    }

    /// Kills the process, and waits until it is gone and its last lines have gone where [`Output`] says.
    pub async fn stop(self) {
        self.process.kill().await;
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
