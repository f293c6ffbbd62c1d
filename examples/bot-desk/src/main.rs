//! A front desk where a bot asks: it finds out what callers want, and they are bridged to a
//! department, hear the opening hours, or get the operator when the bot does not understand.
//!
//! The call is one flow, in [`call`]; the settings are in [`settings`].

mod call;
#[cfg(test)]
mod calls;
mod settings;

use config::Environment;
use offhook::prelude::*;

use crate::settings::Settings;

/// The desk.
#[offhook::app]
pub struct App {
    settings: Settings,
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
    offhook::metrics::run(App::new(Environment::default())?).await
}
