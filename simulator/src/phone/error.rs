//! A step that failed.

use std::fmt;
use std::panic::Location;

/// An expectation that was not met, or something that a person could not do.
///
/// `Display` prints the call so far, what was expected and where, and what came instead.
#[derive(Clone, Debug)]
pub struct Failure {
    pub(super) step: String,
    pub(super) instead: String,
    pub(super) ladder: String,
    pub(super) location: Option<&'static Location<'static>>,
}

impl Failure {
    /// The step: `the caller hears "Sorry"`.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// What came instead, or why it can't be done.
    pub fn instead(&self) -> &str {
        &self.instead
    }

    /// The call so far.
    pub fn ladder(&self) -> &str {
        &self.ladder
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the call so far:\n\n{}\n", self.ladder)?;
        match self.location {
            Some(location) => writeln!(f, "expected at {location}: {}", self.step)?,
            None => writeln!(f, "expected: {}", self.step)?,
        }
        write!(f, "instead: {}", self.instead)
    }
}

impl std::error::Error for Failure {}
