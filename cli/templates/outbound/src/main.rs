//! Placed calls: each reads out a notice and asks for a confirmation by key.

#[cfg(test)]
mod tests;

use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use offhook::{Application, NoArguments};
use serde::{Deserialize, Serialize};

/// Maximum number of times that a notice is read out again.
const REPEATS: u8 = 3;

/// The app. Its fields are what handlers share: clients, configuration.
#[offhook::app(
    session = Visit,
    application = Notices,
    apology = "Something went wrong. Please call again later. Goodbye."
)]
pub struct App {
    /// The name that people hear: `COMPANY`.
    company: String,
}

/// The application, by what its calls are placed and updated with.
enum Notices {}

impl Application for Notices {
    type Arguments = Order;
    type Update = NoArguments;
}

/// The arguments with which a call is placed: the `ArgumentsMap` of CreateSipMediaApplicationCall.
#[derive(Serialize, Deserialize)]
struct Order {
    /// The text to read out.
    notice: String,
}

/// The state of one call, kept from event to event.
#[derive(Default, Serialize, Deserialize)]
struct Visit {
    notice: String,
    outcome: Outcome,
    repeats: u8,
}

/// How far the call has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
enum Outcome {
    #[default]
    NotReached,
    NotConfirmed,
    Confirmed,
}

/// Keeps the notice. One that is absent, or too long to be spoken, fails before a phone rings.
#[on(NewOutboundCall)]
async fn placed(
    app: &App,
    visit: &mut Session<Visit>,
    Arguments(order): Arguments<Order>,
) -> Result<()> {
    visit.notice = order.notice;
    Ok(read_out(app, visit).validate()?)
}

/// Reads the notice out to the person, or the machine, that answered.
#[on(CallAnswered)]
async fn answered(app: &App, visit: &mut Session<Visit>) -> SpeakAndGetDigits {
    visit.outcome = Outcome::NotConfirmed;
    read_out(app, visit)
}

/// Confirms the notice or reads it out again.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(app: &App, visit: &mut Session<Visit>, digits: Digits) -> Reply {
    if digits == "1" {
        visit.outcome = Outcome::Confirmed;
        return goodbye("Thank you for confirming.").into();
    }
    visit.repeats += 1;
    if visit.repeats <= REPEATS {
        read_out(app, visit).into()
    } else {
        goodbye("You have heard this notice several times.").into()
    }
}

/// Ends a call in which no key was pressed: an answering machine, perhaps.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_chosen(failed: Failed<SpeakAndGetDigits>) -> (Speak, Hangup) {
    tracing::warn!("{failed}");
    goodbye("We have not received your confirmation.")
}

/// Logs what came of the call. Busy and unanswered calls end here, too.
#[on(Hangup)]
async fn hung_up(visit: &Session<Visit>, hangup: event::Hangup) {
    let (busy, unanswered) = (hangup.is_busy(), hangup.is_unanswered());
    tracing::info!(outcome = ?visit.outcome, busy, unanswered, "hung up");
}

/// The notice, and the keys that answer it.
fn read_out(app: &App, visit: &Visit) -> SpeakAndGetDigits {
    let (company, notice) = (&app.company, &visit.notice);
    let choices = "To confirm, press 1. To hear this again, press 2.";
    SpeakAndGetDigits::new(format!("This is {company}. {notice} {choices}"))
        .digits(1)
        .regex("[12]")
        .attempts(2)
        .failure(format!("Sorry, I did not get that. {choices}"))
}

fn goodbye(opening: &str) -> (Speak, Hangup) {
    (Speak::text(format!("{opening} Goodbye.")), Hangup::normal())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    let company = std::env::var("COMPANY").unwrap_or_else(|_| "Example Corporation".to_owned());
    offhook::metrics::run(App { company }).await
}
