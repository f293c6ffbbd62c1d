//! A phone menu: callers press keys and hear answers.

#[cfg(test)]
mod tests;

use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

/// Maximum number of answers per call: no caller keeps the line forever.
const ANSWERS: u8 = 5;

/// The app. Its fields are what handlers share: clients, configuration.
#[offhook::app(
    session = Visit,
    apology = "Something went wrong. Please call again later. Goodbye."
)]
pub struct App {
    /// The name that callers hear: `COMPANY`.
    company: String,
}

/// The state of one call, kept from event to event.
#[derive(Default, Serialize, Deserialize)]
struct Visit {
    /// Number of answers given so far.
    answers: u8,
}

/// Answers a new call with the menu.
#[on(NewInboundCall)]
async fn welcome(app: &App) -> SpeakAndGetDigits {
    menu(&format!("Welcome to {}.", app.company))
}

/// Answers the key that the caller pressed, and offers the menu again.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(visit: &mut Session<Visit>, digits: Digits) -> Reply {
    let answer = match digits.as_str() {
        "1" => "We are open from nine to five, Monday to Friday.",
        "2" => "You find us at 1 Example Street.",
        _ => return goodbye("Thank you for calling.").into(),
    };
    visit.answers += 1;
    if visit.answers < ANSWERS {
        menu(answer).into()
    } else {
        goodbye(answer).into()
    }
}

/// Ends the call when the caller never pressed a key of the menu.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_chosen(failed: Failed<SpeakAndGetDigits>) -> (Speak, Hangup) {
    tracing::warn!("{failed}");
    goodbye("We did not get your choice.")
}

/// Logs the end of the call.
#[on(Hangup)]
async fn hung_up(visit: &Session<Visit>, hangup: event::Hangup) {
    let code = hangup.sip_response_code;
    tracing::info!(answers = visit.answers, code, "hung up");
}

/// The menu, after an opening. A caller who presses another key, or none, hears it three times.
fn menu(opening: &str) -> SpeakAndGetDigits {
    let choices = "For opening hours, press 1. For our address, press 2. To end the call, press 9.";
    SpeakAndGetDigits::new(format!("{opening} {choices}"))
        .digits(1)
        .regex("[129]")
        .attempts(3)
        .failure(format!("Sorry, I did not get that. {choices}"))
}

fn goodbye(opening: &str) -> (Speak, Hangup) {
    (Speak::text(format!("{opening} Goodbye.")), Hangup::normal())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    let company = std::env::var("COMPANY").unwrap_or_else(|_| "Example Corporation".to_owned());
    offhook::run(App { company }).await
}
