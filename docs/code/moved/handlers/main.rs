//! The front desk, handler by handler.

#[cfg(test)]
#[path = "../tests.rs"]
mod tests;

use std::time::Duration;

use offhook::action::{CallAndBridge, Hangup, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

const MENU: &str = "For our opening hours, press 1. For sales, press 2.";

// ANCHOR: app
/// The app: what the function read from its environment.
#[offhook::app(session = Visit)]
pub struct App {
    sales: E164,
}

/// What the function kept in the transaction attributes.
#[derive(Default, Serialize, Deserialize)]
struct Visit {
    questions: u32,
}
// ANCHOR_END: app

// ANCHOR: handlers
#[on(NewInboundCall)]
async fn welcome() -> SpeakAndGetDigits {
    menu("Welcome.")
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(app: &App, visit: &mut Session<Visit>, digits: Digits) -> Reply {
    if digits == "2" {
        return CallAndBridge::pstn(app.sales.clone())
            .timeout(Duration::from_secs(20))
            .into();
    }
    visit.questions += 1;
    menu("We are open from nine to five.").into()
}

#[on(ActionFailed(SpeakAndGetDigits | CallAndBridge))]
async fn failed() -> (Speak, Hangup) {
    (Speak::text("Please call again later. Goodbye."), Hangup::normal())
}

fn menu(opening: &str) -> SpeakAndGetDigits {
    SpeakAndGetDigits::new(format!("{opening} {MENU}"))
        .failure(format!("Sorry. {MENU}"))
        .digits(1)
        .regex("^[12]$")
        .attempts(3)
}
// ANCHOR_END: handlers

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App { sales: std::env::var("SALES")?.parse()? }).await
}
