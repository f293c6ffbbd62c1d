//! Errors of a [`Host`](super::Host), and those that a Lambda reports.
//!
//! Depends on nothing else of the host.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;

/// The reason why a Lambda could not be started or did not answer.
///
/// The message states the problem and how to fix it, followed by the last lines of the process's standard error, if
/// there are any. An error that the Lambda itself reports for an event is an [`Outcome`](super::Outcome) instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The program does not exist.
    #[error(
        "command not found: {program}: check the spelling and that it has been built \
         (a program in the current folder needs ./ before its name)"
    )]
    CommandNotFound {
        /// The program as it was given.
        program: String,
    },

    /// The file is not executable.
    #[error(
        "{program} is not executable: check that it is a program, not a folder, and run chmod +x on it"
    )]
    NotExecutable {
        /// The program as it was given.
        program: String,
    },

    /// The working directory does not exist.
    #[error("can't run {program} in {}: not a folder", dir.display())]
    NoSuchFolder {
        /// The program as it was given.
        program: String,
        /// The folder as it was given.
        dir: PathBuf,
    },

    /// The operating system could not start the program for another reason.
    #[error(
        "can't start {program}: {source}: check that it was built for this machine, \
         or, for a script, that the interpreter in its first line exists"
    )]
    CannotStart {
        /// The program as it was given.
        program: String,
        /// The error of the operating system.
        source: io::Error,
    },

    /// The process exited before it polled for its first event.
    #[error(
        "the process exited before its first poll ({status}): \
         run it by hand to see why, or check the environment variables that it needs{stderr}"
    )]
    ExitedBeforePoll {
        /// The exit status of the process.
        status: ExitStatus,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process reported an error of its initialization.
    #[error(
        "the Lambda failed to initialize: {error}: fix this error, \
         or set the environment variables that it needs{stderr}"
    )]
    Init {
        /// The reported error.
        error: FunctionError,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process did not poll for an event within the limit.
    #[error(
        "the process did not poll for an event within {limit:?} of its start: check that it is a Lambda \
         (a Lambda polls the Runtime API at AWS_LAMBDA_RUNTIME_API), or raise the limit{stderr}"
    )]
    NeverPolled {
        /// The limit of [`HostBuilder::ready_timeout`](super::HostBuilder::ready_timeout).
        limit: Duration,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process exited before it fetched the event: another process can handle it.
    #[error(
        "the process exited before it fetched the event ({status}): \
         look for a panic, an exit or a signal outside of the handler, or in that of another event{stderr}"
    )]
    ExitedBeforeEvent {
        /// The exit status of the process.
        status: ExitStatus,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process exited before it answered an event.
    #[error(
        "the process exited without answering the event ({status}): \
         look for a panic, an exit or a signal in the handler of this event{stderr}"
    )]
    Exited {
        /// The exit status of the process.
        status: ExitStatus,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process fetched the event and did not answer it within the limit.
    #[error(
        "the process did not answer the event within {limit:?}: \
         look for a call in its handler that waits without a time limit{stderr}"
    )]
    Hung {
        /// The limit of [`HostBuilder::invoke_timeout`](super::HostBuilder::invoke_timeout).
        limit: Duration,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process did not fetch the event within the limit: it is busy with an earlier one.
    #[error(
        "the process did not fetch the event within {limit:?}: it is busy with an earlier one; \
         send fewer events concurrently, or let the process poll concurrently"
    )]
    NotPolling {
        /// The limit of [`HostBuilder::invoke_timeout`](super::HostBuilder::invoke_timeout).
        limit: Duration,
    },

    /// An operation of the host itself failed.
    #[error("the local host could not {operation}: {source}: check the limits of this machine")]
    Io {
        /// The operation, as an infinitive.
        operation: &'static str,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl HostError {
    /// Removes the lines of standard error from the message, for a caller that has already shown them.
    pub fn take_stderr(&mut self) -> StderrTail {
        match self {
            Self::ExitedBeforePoll { stderr, .. }
            | Self::Init { stderr, .. }
            | Self::NeverPolled { stderr, .. }
            | Self::ExitedBeforeEvent { stderr, .. }
            | Self::Exited { stderr, .. }
            | Self::Hung { stderr, .. } => std::mem::take(stderr),
            Self::CommandNotFound { .. }
            | Self::NotExecutable { .. }
            | Self::NoSuchFolder { .. }
            | Self::CannotStart { .. }
            | Self::NotPolling { .. }
            | Self::Io { .. } => StderrTail::default(),
        }
    }
}

/// The last lines, at most 20, of a process's standard error.
///
/// `Display` writes the end of a message: a line break, a heading and the indented lines, or nothing if there are no
/// lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StderrTail(pub(super) Vec<String>);

impl StderrTail {
    /// Returns the lines, oldest first.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for StderrTail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_empty() {
            f.write_str("\nThe last lines of its standard error:")?;
        }
        self.0.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

/// An error that a Lambda reported, in the format of Lambda's runtimes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
#[non_exhaustive]
pub struct FunctionError {
    /// The kind of error: the name of a type, or one of Lambda's own such as `Runtime.ExitError`.
    pub error_type: String,
    /// The message.
    pub message: String,
    /// The stack trace. Only the runtimes of some languages report it.
    pub stack_trace: Vec<String>,
}

impl FunctionError {
    /// Reads a report that a runtime posted. A missing type comes from the header, a missing message from the body.
    pub(super) fn from_report(header: Option<&str>, body: &[u8]) -> Self {
        let report: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |key| report.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        // Node.js calls it `trace`.
        let trace =
            report.get("stackTrace").or_else(|| report.get("trace")).and_then(Value::as_array);
        Self {
            error_type: text("errorType").or(header).unwrap_or("Unknown").to_owned(),
            message: text("errorMessage")
                .map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned),
            stack_trace: trace
                .into_iter()
                .flatten()
                .map(|line| line.as_str().map_or_else(|| line.to_string(), str::to_owned))
                .collect(),
        }
    }
}
