//! What can go wrong, in the Lambda and around it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;

/// Why a Lambda could not be started or gave no answer.
///
/// The message says what was wrong and what to do; the last lines that the process wrote to its standard error
/// follow it, where there are any. An error that the Lambda itself reports for an event is not among these: it is
/// an [`Outcome`](super::Outcome).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// There is no such program.
    #[error(
        "command not found: {program}: check the spelling and that it has been built \
         (a program in the current folder needs ./ before its name)"
    )]
    CommandNotFound {
        /// The program as it was given.
        program: String,
    },

    /// The program is not one that can be run.
    #[error(
        "{program} can't be executed: check that it is a program, not a folder, and run chmod +x on it"
    )]
    NotExecutable {
        /// The program as it was given.
        program: String,
    },

    /// The folder in which the program was to run is not there.
    #[error("{} is not a folder, so {program} can't run in it", dir.display())]
    NoSuchFolder {
        /// The program as it was given.
        program: String,
        /// The folder as it was given.
        dir: PathBuf,
    },

    /// The system refused to start the program for another reason.
    #[error(
        "{program} could not be started: {source}: check that it was built for this machine, \
         and if it is a script that the interpreter in its first line exists"
    )]
    CannotStart {
        /// The program as it was given.
        program: String,
        /// What the system said.
        source: io::Error,
    },

    /// The process ended without asking for an event.
    #[error(
        "the process ended before it asked for its first event ({status}): \
         run it by hand to see why, or check the environment variables that it needs{stderr}"
    )]
    ExitedBeforePoll {
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process reported that it could not start.
    #[error(
        "the Lambda reported that it could not start: {error}: fix what it names, \
         or set the environment variables that it needs{stderr}"
    )]
    Init {
        /// What it reported.
        error: FunctionError,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process runs, but did not ask for an event in time.
    #[error(
        "the process did not ask for an event within {limit:?} of its start: check that it is a Lambda \
         (it has to poll the Runtime API at AWS_LAMBDA_RUNTIME_API), or allow it more time{stderr}"
    )]
    NeverPolled {
        /// How long it was given.
        limit: Duration,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process ended with an event unanswered.
    #[error(
        "the process ended without answering the event ({status}): \
         look for a panic, an exit or a signal in the handler of this event{stderr}"
    )]
    Exited {
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process took the event and did not answer it in time.
    #[error(
        "the process did not answer the event within {limit:?}: \
         look for a call in its handler that waits without a time limit{stderr}"
    )]
    Hung {
        /// How long it was given.
        limit: Duration,
        /// The last lines of its standard error.
        stderr: StderrTail,
    },

    /// The process did not come for the event in time: it is busy with others.
    #[error(
        "the process did not ask for the event within {limit:?}: it is still busy with an earlier one; \
         send fewer at once, or have it poll concurrently"
    )]
    NotPolling {
        /// How long it was given.
        limit: Duration,
    },

    /// The system refused something that the host itself needs.
    #[error("the local host could not {doing}: {source}: check the limits of this machine")]
    Io {
        /// What the host was doing.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl HostError {
    /// Takes the quoted lines of standard error out of the message, for a caller that has shown them already.
    pub fn take_stderr(&mut self) -> StderrTail {
        match self {
            Self::ExitedBeforePoll { stderr, .. }
            | Self::Init { stderr, .. }
            | Self::NeverPolled { stderr, .. }
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

/// The last lines, at most 20, that a process wrote to its standard error.
///
/// Its `Display` is made to end a message: nothing when there are no lines, else a new line that says what follows,
/// and the lines, indented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StderrTail(pub(super) Vec<String>);

impl StderrTail {
    /// The lines, oldest first.
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

/// An error that a Lambda reported, in the form that Lambda's runtimes share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
#[non_exhaustive]
pub struct FunctionError {
    /// The kind of error: a type's name, or one of Lambda's own such as `Runtime.ExitError`.
    pub error_type: String,
    /// What it says.
    pub message: String,
    /// Where it came from, as the runtimes of some languages tell.
    pub stack_trace: Vec<String>,
}

impl FunctionError {
    /// Reads what a runtime posted. Whatever is missing or odd is replaced by what is there.
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
