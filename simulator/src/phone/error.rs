//! The error of a failed step.
//!
//! Depends on nothing else of the simulator.

use std::fmt;
use std::panic::Location;

/// An unmet expectation, or an action of a person that was impossible.
///
/// `Display` prints the call so far, the step with its place in the test, and what happened instead.
#[derive(Clone, Debug)]
pub struct StepError {
    pub(super) step: String,
    pub(super) instead: String,
    pub(super) ladder: String,
    pub(super) location: Option<&'static Location<'static>>,
}

impl StepError {
    /// Returns the step, for example `the caller hears "Sorry"`.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// Returns what happened instead, or why the action was impossible.
    pub fn instead(&self) -> &str {
        &self.instead
    }

    /// Returns the call so far, as a ladder.
    pub fn ladder(&self) -> &str {
        &self.ladder
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the call so far:\n\n{}\n", self.ladder)?;
        match self.location {
            Some(location) => writeln!(f, "expected at {location}: {}", self.step)?,
            None => writeln!(f, "expected: {}", self.step)?,
        }
        write!(f, "instead: {}", self.instead)
    }
}

impl std::error::Error for StepError {}
