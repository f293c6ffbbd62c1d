//! A front desk where a bot asks: it finds out what callers want, and they are bridged to a
//! department, hear the opening hours, or get the operator when the bot does not understand.
//!
//! The conversation with the bot is in [`talk`], bridges are in [`bridge`], failures in
//! [`failures`], and the settings in [`settings`].

mod bridge;
#[cfg(test)]
mod calls;
mod failures;
mod settings;
mod talk;

use config::Environment;
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// The desk.
#[offhook::app(session = Visit)]
pub struct App {
    settings: Settings,
}

/// The state of a call.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// The number of conversations with the bot.
    conversations: u8,
    /// Whether the operator was called, which happens once.
    operator_called: bool,
}

impl App {
    /// A desk with the settings in the environment.
    fn new(environment: Environment) -> Result<Self> {
        Ok(Self { settings: Settings::read(environment)? })
    }

    /// A desk with a sales department and an operator.
    #[cfg(test)]
    fn for_test() -> Self {
        Self { settings: Settings::for_test() }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App::new(Environment::default())?).await
}
