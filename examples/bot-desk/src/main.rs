//! A front desk where a bot asks: it finds out what callers want, and they are put through, told
//! the opening hours, or given to the operator when the bot is at a loss.
//!
//! The talk with the bot is in [`talk`], putting through in [`bridge`], what goes wrong in
//! [`trouble`]. The bot and the numbers are settings, in [`settings`].

mod bridge;
#[cfg(test)]
mod calls;
mod settings;
mod talk;
mod trouble;

use std::collections::BTreeMap;

use offhook::action::StartBotConversation;
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

/// The desk: what its handlers share, from the environment.
#[offhook::app(session = Visit)]
pub struct App {
    /// The bot, in its language: `BOT_DESK_BOT` and `BOT_DESK_LOCALE`.
    bot: StartBotConversation,
    /// The departments' numbers by their names, in lower case: `BOT_DESK_DEPARTMENTS`.
    departments: BTreeMap<String, E164>,
    /// Who helps where the bot can't: `BOT_DESK_OPERATOR`.
    operator: Option<E164>,
    /// What is said of the opening hours: `BOT_DESK_HOURS`.
    hours: String,
}

/// What is remembered of a call from one event to the next.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// How many conversations with the bot have begun.
    conversations: u8,
    /// Whether the operator has been called: there is nobody to turn to after that.
    operator_called: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App::configure(settings::variable)?).await
}
