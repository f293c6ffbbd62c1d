//! Reports on scenarios that have run.
//!
//! Depends on the transcript and findings of the calls.

use std::fmt;
use std::time::Duration;

use offhook::Leg;
use offhook_service::milliseconds;
use serde::Serialize;

use super::Position;
use crate::{Finding, Profile, Transcript};

/// A report on a scenario.
///
/// `Display` prints one line if the scenario passed; otherwise, the failed steps and assertions with
/// the ladder of each failed call.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The name of the scenario.
    pub name: String,
    /// The file.
    pub file: String,
    /// The line at which the scenario begins.
    pub line: usize,
    /// The run, or one run for each profile.
    pub runs: Vec<Run>,
}

/// A call of a scenario.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Run {
    /// The profile of the scenario, or the default if it has none.
    pub profile: Profile,
    /// The failed step, or the failed assertions. Empty if the call passed.
    pub unmet: Vec<Unmet>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// Whether every leg is disconnected and no reply is outstanding.
    pub is_over: bool,
    /// The legs that were left connected.
    pub legs_left: Vec<Leg>,
    /// The number of invocations of the Lambda.
    pub invocations: u64,
    /// The real time of each reply.
    #[serde(skip)]
    pub reply_times: Vec<Duration>,
    /// The real time of the run.
    #[serde(rename = "took_ms", with = "milliseconds")]
    pub took: Duration,
    /// The call, up to the failed step if there is one.
    pub transcript: Transcript,
}

/// A failed step or assertion.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Unmet {
    /// Its position in the file.
    pub at: Position,
    /// The step; `None` for an assertion.
    pub step: Option<String>,
    /// The actual outcome.
    pub instead: String,
}

impl Report {
    /// Returns `true` if every run passed.
    pub fn passed(&self) -> bool {
        self.runs.iter().all(Run::passed)
    }

    /// Returns the findings of all runs.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.runs.iter().flat_map(|run| &run.findings)
    }

    /// Asserts that every run passed.
    ///
    /// # Panics
    ///
    /// Panics with the `Display` of the report if a run failed.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.passed(), "{self}");
    }
}

impl Run {
    /// Returns `true` if every step and assertion succeeded.
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
