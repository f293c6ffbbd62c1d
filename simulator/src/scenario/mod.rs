//! Scenario files: calls written down in YAML, in the words of a telephone call.
//!
//! ```yaml
//! name: A wrong key is forgiven
//! dial: { from: "+14255550199", to: "+12065550100" }
//! override:
//!   env: { RECEPTION_SALES: "+12065550123" }
//! steps:
//!   - expect: { hears: press 1 }
//!   - act: { press: "9" }
//!   - expect: { hears: Sorry }
//!   - act: { press: "1" }
//!   - expect: { bridge_to: "+12065550123", far_end: answers }
//!   - act: hang_up
//! assert: { ended: true, no_leg_left_connected: true, findings: [] }
//! ```
//!
//! A file holds one scenario, or several as YAML documents, with a line `---` between them. A scenario
//! has `dial` (somebody calls the application) or `place` (the application calls somebody), `steps`, and
//! if need be `override`, which says what differs from the simulator's defaults, and `assert`, which says
//! what holds at the end. Each step is an `act` or an `expect`.
//!
//! # Steps
//!
//! | `act` | |
//! |---|---|
//! | `{ press: "1" }` | the caller presses keys: `0`-`9`, `*`, `#`, `A`-`D`; a comma is half a second |
//! | `{ say: words }` | the caller says this: to a bot, or to be recorded |
//! | `{ wait: 3s }` | time passes |
//! | `hang_up` | the caller hangs up |
//! | `{ far_end: hangs_up }` | the person whom the application called last does this: `hangs_up`, `{ presses: keys }`, `{ says: words }`; with `number`, the person at that number |
//! | `{ called_party: answers }` | the person whom a placed call rings `answers`, `is_busy`, `rings_out`, `refuses`, `is_unreachable`, or the call `is_cancelled` |
//! | `{ update: { key: value } }` | UpdateSipMediaApplicationCall is called |
//! | `{ conclude_bot: { intent: Book, slots: { City: Rome } } }` | the bot that talks with the caller is done; `state` and `confirmation` may stand there too |
//! | `end_meeting` | the meeting ends, or throws the caller out |
//! | `{ send_event: NAME }` | the service sends an event of a type that does not exist yet |
//!
//! | `expect` | |
//! |---|---|
//! | `{ hears: text }` | the caller hears a prompt with this text, or an audio file `bucket/key`, to its end |
//! | `{ starts_hearing: text }` | the caller begins to hear it |
//! | `{ bridge_to: number }` | the application calls this number or SIP user; `far_end: answers`, `is_busy`, `rings_out`, `refuses` or `is_unreachable` beside it says what the person there does |
//! | `{ far_end: is_hung_up }` | to the person whom the application called last, this happens: `is_hung_up`, `{ hears: text }`, `{ hears_keys: keys }` |
//! | `joins_meeting`, `{ joins_meeting: id }` | the caller joins a meeting |
//! | `{ is_recorded: text }` | a recording has been written whose `bucket/key` contains this |
//! | `is_hung_up` | the application hangs the caller up |
//!
//! # What differs: `override`
//!
//! `seed` · `starts_at: 2026-01-05T10:00:00Z` · `profile: { switch: value }`, the switches of
//! [`Profile`] · `every_profile: true` · `faults: [{ at: SEQUENCE, fault: NAME }]`, the names of
//! [`Fault`] · `random_faults: PER_MILLE` · `far_ends: { number: is_busy }` ·
//! `env: { KEY: value }` for the Lambda's process (an app that a test runs in its own process gets
//! [`Scenario::variables`]) · `prompts: { bucket/key: 3s }`, which are then all that exist · `buckets: folder` ·
//! `bots: { ALIAS_ARN: [{ hears: words, asks: question }, { hears: words, concludes: { intent: Book } }] }`
//! · `owns: [number]` · `refused_join_tokens: [token]` · `patience: 60s` · `leg_price_per_minute: 0.02`
//!
//! # What holds: `assert`
//!
//! `ended: true`, the call is over after the last step · `no_leg_left_connected: true` ·
//! `findings: [dead_air]`, these and no others, in any order · `attributes: { key: value }` ·
//! `invocations: 4` or `invocations: { at_most: 10 }` · `replies_within: 100ms`
//!
//! # Mistakes
//!
//! Everything that is wrong with a file is said at once, with file, line and column:
//!
//! ```
//! # use offhook_simulator::Scenario;
//! let text = "dial: { from: anonymous, to: +12065550100 }\nsteps:\n  - expcet: is_hung_up\n";
//! assert_eq!(
//!     Scenario::parse(text, "call.yaml").unwrap_err().to_string(),
//!     "call.yaml:3:5: a step has no key \"expcet\": did you mean \"expect\"? (allowed: act, expect)"
//! );
//! ```

mod check;
mod error;
mod format;
mod kind;
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
use crate::{Bot, FarEnd, Fault, Profile, Step};

/// A call, written down: who calls whom, what they do, and what is expected of the application.
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

/// How the call begins.
#[derive(Clone, Debug)]
struct Start {
    outbound: bool,
    from: String,
    to: String,
    /// SIP headers of a call, or arguments of one that is placed.
    extras: BTreeMap<String, String>,
}

/// A step and where it stands.
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
    /// Bucket, key and length; all that there are.
    prompts: Option<Vec<(String, String, Duration)>>,
    buckets: Option<PathBuf>,
    bots: Vec<(String, Bot)>,
    owns: Vec<String>,
    refused_join_tokens: Vec<String>,
    patience: Option<Duration>,
    price: Option<f64>,
}

#[derive(Clone, Debug, Default)]
struct Assertions {
    ended: Option<At<bool>>,
    no_leg_left: Option<At<bool>>,
    findings: Option<At<Vec<String>>>,
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
    /// Reads the scenarios of a text; `file` is what errors and reports call it.
    ///
    /// # Errors
    ///
    /// [`ScenarioError::Invalid`].
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, ScenarioError> {
        read::scenarios(text, file)
            .map_err(|problems| ScenarioError::Invalid { file: file.to_owned(), problems })
    }

    /// Reads the scenarios of a file, or of all `*.yaml` and `*.yml` files of a folder, in the order of
    /// their names.
    ///
    /// # Errors
    ///
    /// A [`ScenarioError`] for the first file that can't be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Vec<Self>, ScenarioError> {
        let path = path.as_ref();
        if !path.is_dir() {
            return Self::read_file(path);
        }
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
        let mut scenarios = Vec::new();
        for file in files {
            scenarios.extend(Self::read_file(&file)?);
        }
        Ok(scenarios)
    }

    fn read_file(file: &Path) -> Result<Vec<Self>, ScenarioError> {
        let text = fs::read_to_string(file)
            .map_err(|source| ScenarioError::Unreadable { path: file.to_owned(), source })?;
        Self::parse(&text, &file.display().to_string())
    }

    /// The format as a JSON Schema, with which editors complete and check files. It is published as
    /// `simulator/scenario.schema.json`.
    pub fn schema() -> Value {
        schema::schema()
    }

    /// What the call shows: `name`, or else the file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file, as it was given.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line of the file where the scenario begins.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The environment variables that the Lambda needs for this scenario: `override.env`.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.overrides.variables
    }

    /// With this seed, whatever the file says.
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.overrides.seed = Some(seed);
        self
    }

    /// With random faults at so many invocations of a thousand, whatever the file says.
    pub fn with_random_faults(mut self, per_mille: u32) -> Self {
        self.overrides.random_faults = Some(per_mille);
        self
    }

    /// Under every profile, or under the one that the file says or the default.
    pub fn under_every_profile(mut self, every: bool) -> Self {
        self.overrides.every_profile = every;
        self
    }
}
