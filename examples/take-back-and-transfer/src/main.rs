//! Transferring a call without losing the caller. A call update from outside, such as the agent's
//! desktop, asks for the transfer: the agent is hung up, the caller stays and is bridged to another
//! number, and back to the agent when that fails.
//!
//! The call is one flow, in [`transfer`].

#[cfg(test)]
mod calls;
mod transfer;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::Deserialize;

/// The line.
#[offhook::app]
pub struct App {
    settings: Settings,
}

/// The settings: the environment variables `TRANSFER_…`.
#[derive(Deserialize)]
struct Settings {
    /// The number that is called first: `AGENT`.
    agent: E164,
}

impl App {
    /// A line with the settings in the environment. An empty variable counts as not set.
    fn new(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("TRANSFER").ignore_empty(true);
        let settings = Config::builder().add_source(environment).build()?.try_deserialize()?;
        Ok(Self { settings })
    }

    /// A line whose agent has the number +12065550123.
    #[cfg(test)]
    fn for_test() -> Self {
        Self { settings: Settings { agent: e164!("+12065550123") } }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::metrics::run(App::new(Environment::default())?).await
}
