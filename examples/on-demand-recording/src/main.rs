//! Connects callers with an agent, and records the call when one of them asks for it by keys.
//!
//! Handlers stand where they belong: putting through and the end of calls in [`bridge`], keys in
//! [`keys`], what becomes of the recording in [`recording`], and what goes wrong in [`trouble`].

mod bridge;
#[cfg(test)]
mod calls;
mod keys;
mod recording;
mod trouble;

use offhook::prelude::*;
use serde::{Deserialize, Serialize};

/// What the handlers share, from the environment.
#[offhook::app(session = Stage)]
pub struct App {
    /// Who answers: `RECORDING_AGENT`.
    agent: E164,
    /// The bucket that recordings go to, perhaps with a prefix: `RECORDING_LOCATION`.
    location: String,
}

/// How far the call has come: all that is remembered of it. A recording that was stopped can't
/// start again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
enum Stage {
    /// The agent is being called.
    #[default]
    Connecting,
    /// They talk, and nothing has been recorded.
    Talking,
    /// They are recorded.
    Recording,
    /// They were recorded, and can be again.
    Paused,
    /// They were recorded.
    Stopped,
}

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let setting = |name: &str| variable(name).ok_or_else(|| format!("{name} is not set"));
        let agent = setting("RECORDING_AGENT")?.parse();
        Ok(Self {
            agent: agent.map_err(|error| format!("RECORDING_AGENT is {error}"))?,
            location: setting("RECORDING_LOCATION")?,
        })
    }

    /// An agent, and recordings that go to `recordings/calls`.
    #[cfg(test)]
    fn for_test() -> Self {
        Self { agent: e164!("+12065550123"), location: "recordings/calls".to_owned() }
    }
}

/// A variable of the environment; an empty one counts as not set.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().into_owned();
    Some(value).filter(|value| !value.is_empty())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App::configure(variable)?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A caller who waits for the agent.
    pub(crate) fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100")
    }

    /// The same with the agent.
    pub(crate) fn bridged() -> Call {
        caller().bridged("+12065550123")
    }

    #[test]
    fn settings_are_required_and_checked() {
        let error = App::configure(|_| None).err().unwrap().to_string();
        assert_eq!(error, "RECORDING_AGENT is not set");
        let error = App::configure(|_| Some("555-0123".to_owned())).err().unwrap().to_string();
        assert!(error.starts_with("RECORDING_AGENT is not a phone number"), "{error}");
    }
}
