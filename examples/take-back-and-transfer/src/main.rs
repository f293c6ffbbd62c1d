//! Transferring a call without losing the caller: somebody outside, such as the agent's desktop,
//! asks for it; the agent is hung up, the caller is kept and put through to somebody else, and back
//! to the agent when that does not work.
//!
//! How a call goes is in [`stage`], the update from outside in [`update`], the legs' hang-ups in
//! [`hangup`], the bridges in [`bridge`], and what goes wrong in [`trouble`].

mod bridge;
#[cfg(test)]
mod calls;
mod hangup;
mod stage;
mod trouble;
mod update;

use offhook::prelude::*;

use crate::stage::Visit;

/// The line: what its handlers share.
#[offhook::app(session = Visit)]
pub struct App {
    /// Who takes the calls first: `TRANSFER_AGENT`.
    agent: E164,
}

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let agent = variable("TRANSFER_AGENT").ok_or("TRANSFER_AGENT is not set")?;
        let agent = agent.parse().map_err(|error| format!("TRANSFER_AGENT is {error}"))?;
        Ok(Self { agent })
    }

    /// A line whose agent has the number +12065550123.
    #[cfg(test)]
    fn for_test() -> Self {
        let settings = |name: &str| (name == "TRANSFER_AGENT").then(|| "+12065550123".into());
        Self::configure(settings).unwrap()
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
