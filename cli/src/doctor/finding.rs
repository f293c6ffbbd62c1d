//! The findings of `offhook doctor`, and its checks.

use std::path::{Path, PathBuf};

/// A check of a project.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, clap::ValueEnum)]
pub(super) enum Check {
    /// Failures, answers and hang-ups have handlers
    Handlers,
    /// Phone numbers are in settings and not in the code
    Numbers,
    /// The template allows what the service does for the code, and its alarms have metrics
    Template,
    /// The release profile unwinds after a panic
    Panic,
    /// The built program is within Lambda's limits
    Bundle,
    /// The events in events/ decode
    Events,
    /// There are scenarios, and they are valid
    Scenarios,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    pub(super) file: PathBuf,
    /// The line, from 1; `None` for the file as a whole.
    pub(super) line: Option<usize>,
}

impl Place {
    /// A line of a file.
    pub(super) fn line(file: &Path, line: usize) -> Self {
        Self { file: file.to_owned(), line: Some(line) }
    }

    /// A file, or a folder, as a whole.
    pub(super) fn file(file: &Path) -> Self {
        Self { file: file.to_owned(), line: None }
    }
}

/// A problem of a project.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Finding {
    pub(super) check: Check,
    pub(super) place: Place,
    /// The problem.
    pub(super) what: String,
    /// Its effect on calls.
    pub(super) why: &'static str,
    /// The remedy.
    pub(super) help: String,
}
