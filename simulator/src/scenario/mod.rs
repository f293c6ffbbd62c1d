//! Scenario files: calls as YAML.
//!
//! ```yaml
//! name: A wrong key repeats the menu
//! dial: { from: "+14255550199", to: "+12065550100" }
//! override:
//!   env: { RECEPTION_SALES: "+12065550123" }
//! steps:
//!   - hears: press 1
//!   - presses: "9"
//!   - hears: Sorry
//!   - presses: "1"
//!   - { far_end: answers, number: "+12065550123" }
//!   - hangs_up
//! ```
//!
//! A file contains one scenario or several, as YAML documents that are separated by a line `---`. A
//! scenario has `dial` (an inbound call) or `place` (an outbound call) and `steps`, and optionally
//! `override`, which changes the simulator's defaults, and `assert`, which is checked at the end. A
//! step is an act of a person, or an expectation.
//!
//! After the last step the call comes to its end, as by [`Phone::ends`](crate::Phone::ends): a call that
//! does not end, or with a [`Finding`](crate::Finding) that no fault explains and that is not allowed,
//! fails.
//!
//! Each scenario has ids of its own, under each profile too. Scenarios that `offhook call` runs share the
//! process of their Lambda, as calls do in AWS, until one fails; `--fresh` starts one for each call.
//!
//! This module depends on the public API of the simulator, and on `saphyr_parser` for YAML.
//!
//! # Steps
//!
//! A step has the name of its method of [`Steps`](crate::Steps), or of
//! [`FarEndSteps`](crate::FarEndSteps) for a person that the application bridges to. `far_end` with
//! `number` beside it is the person at that number; without, the one that the application called last.
//!
#![doc = include_str!("../../docs/steps.md")]
//!
//! # `override`
//!
//! `seed` · `starts_at: 2026-01-05T10:00:00Z` · `profile: { switch: value }`, the switches of
//! [`Profile`] · `every_profile: true` · `faults: [{ at: SEQUENCE, fault: NAME }]`, the names of
//! [`Fault`] · `random_faults: PER_MILLE` · `far_ends: { number: is_busy }` ·
//! `env: { KEY: value }` for the Lambda's process (a test of an in-process app reads
//! [`Scenario::variables`]) · `prompts: { bucket/key: 3s }`, the only existing ones · `buckets: folder` ·
//! `bots: { ALIAS_ARN: [{ hears: words, asks: question }, { hears: words, concludes: { intent: Book } }] }`
//! · `owns: [number]` · `foreign_voice_connectors: [ARN]` · `refused_join_tokens: [token]` ·
//! `patience: 60s` · `leg_price_per_minute: 0.02`
//!
//! # `assert`
//!
//! `findings: [dead_air]`, the kinds of findings that the call may have, the names of
//! [`FindingKind`](crate::FindingKind) · `ended_by: caller` or `application` · `code: 486`, the SIP
//! response with which LEG-A ends · `attributes: { key: value }` ·
//! `invocations: 4` or `invocations: { at_most: 10 }` · `replies_within: 100ms`
//!
//! # Errors
//!
//! All problems of a file are reported at once, with file, line and column:
//!
//! ```
//! # use offhook_simulator::Scenario;
//! let text = "dial: { from: anonymous, to: +12065550100 }\nsteps:\n  - heers: Welcome\n";
//! let error = Scenario::parse(text, "call.yaml").unwrap_err().to_string();
//! assert!(error.starts_with("call.yaml:3:5: \"heers\" is not a step: did you mean \"hears\"?"), "{error}");
//! ```

mod check;
mod error;
mod format;
mod kind;
mod people;
mod read;
mod report;
mod run;
mod schema;
#[cfg(test)]
mod tests;
mod values;
mod yaml;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;

pub use self::error::{Position, Problem, ScenarioError};
pub use self::report::{Report, Run, Unmet};
use crate::phone::Expected;
use crate::{Bot, FarEnd, Fault, Profile, Step};

/// A scenario of a file: a call with its steps and assertions.
///
/// [The module](self) describes the format.
#[derive(Clone, Debug)]
pub struct Scenario {
    name: String,
    file: String,
    line: usize,
    start: Start,
    overrides: Overrides,
    steps: Vec<Planned>,
    assertions: Assertions,
}

/// The start of a call.
#[derive(Clone, Debug)]
struct Start {
    outbound: bool,
    from: String,
    to: String,
    /// The SIP headers of an inbound call, or the arguments of an outbound call.
    extras: BTreeMap<String, String>,
}

/// A step with its position.
#[derive(Clone, Debug)]
struct Planned {
    at: Position,
    step: Step,
}

#[derive(Clone, Debug, Default)]
struct Overrides {
    seed: Option<u64>,
    starts_at: Option<SystemTime>,
    profile: Option<Profile>,
    every_profile: bool,
    faults: Vec<(u64, Fault)>,
    random_faults: Option<u32>,
    far_ends: Vec<(String, FarEnd)>,
    variables: BTreeMap<String, String>,
    /// Bucket, key and length of the only existing prompts.
    prompts: Option<Vec<(String, String, Duration)>>,
    buckets: Option<PathBuf>,
    bots: Vec<(String, Bot)>,
    owns: Vec<String>,
    foreign_voice_connectors: Vec<String>,
    refused_join_tokens: Vec<String>,
    patience: Option<Duration>,
    price: Option<f64>,
}

#[derive(Clone, Debug, Default)]
struct Assertions {
    end: Expected,
    attributes: Vec<(Position, String, Value)>,
    invocations: Option<At<Invocations>>,
    replies_within: Option<At<Duration>>,
}

#[derive(Clone, Debug)]
struct At<T> {
    at: Position,
    value: T,
}

#[derive(Clone, Copy, Debug)]
enum Invocations {
    Exactly(u64),
    AtMost(u64),
}

impl Scenario {
    /// Parses the scenarios of a text. `file` is its name in errors and reports.
    ///
    /// # Errors
    ///
    /// [`ScenarioError::Invalid`].
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, ScenarioError> {
        read::scenarios(text, file)
            .map_err(|problems| ScenarioError::Invalid { file: file.to_owned(), problems })
    }

    /// Reads the scenarios of a file, or of all `*.yaml` and `*.yml` files in a folder, sorted by name.
    ///
    /// # Errors
    ///
    /// A [`ScenarioError`] for the first file that is unreadable or invalid, or for a folder without
    /// scenario files.
    pub fn read(path: impl AsRef<Path>) -> Result<Vec<Self>, ScenarioError> {
        let path = path.as_ref();
        if !path.is_dir() {
            return Self::read_file(path);
        }
        let mut scenarios = Vec::new();
        for file in Self::files(path)? {
            scenarios.extend(Self::read_file(&file)?);
        }
        Ok(scenarios)
    }

    /// Returns the `*.yaml` and `*.yml` files in a folder, sorted by name.
    ///
    /// # Errors
    ///
    /// [`ScenarioError::Unreadable`] and [`ScenarioError::EmptyFolder`].
    pub fn files(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, ScenarioError> {
        let path = folder.as_ref();
        let unreadable = |source| ScenarioError::Unreadable { path: path.to_owned(), source };
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            let is_yaml = file.extension().is_some_and(|name| name == "yaml" || name == "yml");
            if is_yaml && file.is_file() {
                files.push(file);
            }
        }
        if files.is_empty() {
            return Err(ScenarioError::EmptyFolder { path: path.to_owned() });
        }
        files.sort();
        Ok(files)
    }

    fn read_file(file: &Path) -> Result<Vec<Self>, ScenarioError> {
        let text = fs::read_to_string(file)
            .map_err(|source| ScenarioError::Unreadable { path: file.to_owned(), source })?;
        Self::parse(&text, &file.display().to_string())
    }

    /// Returns the JSON Schema of the format, for completion and validation in editors. It is published
    /// as `simulator/scenario.schema.json`.
    pub fn schema() -> Value {
        schema::schema()
    }

    /// Returns the value of `name`, or the name of the file without its extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of the file as it was given.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the line at which the scenario begins, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the environment variables for the Lambda: `override.env`.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.overrides.variables
    }

    /// Sets the seed, overriding the file.
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.overrides.seed = Some(seed);
        self
    }

    /// Sets the rate of random faults, per thousand events, overriding the file.
    pub fn with_random_faults(mut self, per_mille: u32) -> Self {
        self.overrides.random_faults = Some(per_mille);
        self
    }

    /// Sets whether to run the call under every profile, overriding the file.
    pub fn under_every_profile(mut self, every: bool) -> Self {
        self.overrides.every_profile = every;
        self
    }
}
