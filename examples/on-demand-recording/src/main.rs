//! Connects callers with an agent, and records the call when one of them asks for it by keys.
//!
//! The bridge and the end of calls are in [`bridge`], the keys in [`keys`], the recording in
//! [`recording`].

mod bridge;
#[cfg(test)]
mod calls;
mod keys;
mod recording;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

/// The line.
#[offhook::app(session = Stage)]
pub struct App {
    settings: Settings,
}

/// The settings: the environment variables `RECORDING_…`.
#[derive(Deserialize)]
struct Settings {
    /// The number of the agent: `AGENT`.
    agent: E164,
    /// The bucket for recordings, perhaps with a prefix: `LOCATION`.
    location: String,
}

/// The stage of a call, which is its whole state. A recording that was stopped can't start again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
enum Stage {
    /// The agent is being called.
    #[default]
    Connecting,
    /// The conversation has not been recorded.
    Talking,
    /// The conversation is recorded.
    Recording,
    /// The recording is paused.
    Paused,
    /// The recording was stopped.
    Stopped,
}

impl App {
    /// A line with the settings in the environment. An empty variable counts as not set.
    fn new(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("RECORDING").ignore_empty(true);
        let settings = Config::builder().add_source(environment).build()?.try_deserialize()?;
        Ok(Self { settings })
    }

    /// A line that records to `recordings/calls`.
    #[cfg(test)]
    fn for_test() -> Self {
        let (agent, location) = (e164!("+12065550123"), "recordings/calls".to_owned());
        Self { settings: Settings { agent, location } }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::metrics::run(App::new(Environment::default())?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call before the agent answers.
    pub(crate) fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100")
    }

    /// A call bridged to the agent.
    pub(crate) fn bridged() -> Call {
        caller().bridged("+12065550123")
    }

    #[test]
    fn settings_are_required_and_checked() {
        let app = |agent: &str, location: &str| {
            let variables = [("RECORDING_AGENT", agent), ("RECORDING_LOCATION", location)];
            let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
            App::new(Environment::default().source(Some(variables.into())))
        };
        assert_eq!(app("+12065550123", "bucket").unwrap().settings.location, "bucket");
        assert!(app("+12065550123", "").is_err());
        assert!(app("555-0123", "bucket").is_err());
    }
}
