//! What became of a scenario.

use std::fmt;
use std::time::Duration;

use offhook::Leg;
use serde::Serialize;

use super::Position;
use crate::transcript::milliseconds;
use crate::{Finding, Profile, Transcript};

/// What became of a scenario.
///
/// `Display` prints what failed, with the call so far as a ladder; nothing but a line if all went well.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// What the call shows.
    pub name: String,
    /// The file.
    pub file: String,
    /// The line where the scenario begins.
    pub line: usize,
    /// One run, or one for each profile.
    pub runs: Vec<Run>,
}

/// One call.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Run {
    /// How the service behaved, as far as the scenario says.
    pub profile: Profile,
    /// What failed: a step, or what was asserted. Empty if the call went as it should.
    pub unmet: Vec<Unmet>,
    /// What else is wrong with the call.
    pub findings: Vec<Finding>,
    /// Whether nothing more is going to happen in the call.
    pub is_over: bool,
    /// The legs that nobody has hung up.
    pub legs_left: Vec<Leg>,
    /// How often the Lambda was invoked.
    pub invocations: u64,
    /// How long each reply took, on the clock of the wall.
    #[serde(skip)]
    pub reply_times: Vec<Duration>,
    /// How long the run took, on the clock of the wall.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    pub took: Duration,
    /// The call, to the step that failed if one did.
    pub transcript: Transcript,
}

/// A step or an assertion that failed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Unmet {
    /// Where it stands in the file.
    pub at: Position,
    /// The step; none for an assertion.
    pub step: Option<String>,
    /// What came instead.
    pub instead: String,
}

impl Report {
    /// Whether every run went as it should.
    pub fn passed(&self) -> bool {
        self.runs.iter().all(Run::passed)
    }

    /// The findings of all runs.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.runs.iter().flat_map(|run| &run.findings)
    }

    /// Ends a test where the scenario failed.
    ///
    /// # Panics
    ///
    /// When the scenario failed, with what `Display` prints.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.passed(), "{self}");
    }
}

impl Run {
    /// Whether the call went as it should.
    pub fn passed(&self) -> bool {
        self.unmet.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, file, line, runs } = self;
        if self.passed() {
            return write!(f, "{name} ({file}:{line}): passed");
        }
        write!(f, "{name} ({file}:{line}): failed")?;
        for run in runs.iter().filter(|run| !run.passed()) {
            if runs.len() > 1 {
                write!(f, "\nunder the profile {}", run.profile)?;
            }
            write!(f, "\n\n{}\n", run.transcript.to_string().trim_end())?;
            for unmet in &run.unmet {
                write!(f, "\n{file}:{}: {unmet}", unmet.at)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.step {
            Some(step) => write!(f, "expected: {step}; instead: {}", self.instead),
            None => f.write_str(&self.instead),
        }
    }
}
