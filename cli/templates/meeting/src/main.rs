//! A dial-in line for Chime SDK meetings: callers enter a PIN and join the meeting with that PIN.

mod meetings;
#[cfg(test)]
mod tests;

use std::time::Duration;

use offhook::action::{Hangup, JoinChimeMeeting, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::meetings::Meetings;

/// Maximum number of PINs per call.
const TRIES: u8 = 3;

/// The app. Its fields are what handlers share: clients, configuration.
#[offhook::app(
    session = Visit,
    apology = "Something went wrong. Please call again later. Goodbye."
)]
pub struct App {
    meetings: Meetings,
}

/// The state of one call, kept from event to event.
#[derive(Default, Serialize, Deserialize)]
struct Visit {
    /// Number of PINs entered that no meeting has.
    unknown_pins: u8,
}

/// Asks a new caller for the PIN.
#[on(NewInboundCall)]
async fn welcome() -> SpeakAndGetDigits {
    ask("Welcome.")
}

/// Joins the meeting with the PIN that the caller entered.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn entered(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    digits: Digits,
) -> Result<Reply> {
    // The service's documentation contradicts itself on whether the terminator is reported.
    let pin = digits.as_str().trim_end_matches('#');
    if let Some(attendee) = app.meetings.attend(pin, call.transaction_id()).await? {
        let join = JoinChimeMeeting::new(attendee.join_token).meeting_id(attendee.meeting_id);
        return Ok(join.into());
    }
    visit.unknown_pins += 1;
    if visit.unknown_pins < TRIES {
        Ok(ask("No meeting has this PIN.").into())
    } else {
        Ok(goodbye("We could not find your meeting.").into())
    }
}

/// Ends the call when the caller entered nothing that could be a PIN.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_entered(failed: Failed<SpeakAndGetDigits>) -> (Speak, Hangup) {
    tracing::warn!("{failed}");
    goodbye("We did not get a PIN.")
}

/// Ends the call when the meeting can't be joined.
#[on(ActionFailed(JoinChimeMeeting))]
async fn not_joined(failed: Failed<JoinChimeMeeting>) -> (Speak, Hangup) {
    tracing::error!("{failed}");
    goodbye("The meeting can't be joined right now.")
}

/// Ends the call when the meeting, which is LEG-B, has ended. When the caller (LEG-A) hangs up,
/// Offhook leaves out the actions and hangs up LEG-B.
#[on(Hangup)]
async fn hung_up(hangup: event::Hangup) -> Option<(Speak, Hangup)> {
    let leg = hangup.leg.map(Leg::as_str);
    tracing::info!(leg, code = hangup.sip_response_code, "hung up");
    (hangup.leg == Some(Leg::B)).then(|| goodbye("The meeting has ended."))
}

/// Apologises when a handler failed: here, when `Meetings` did.
#[on_error]
async fn sorry() -> (Speak, Hangup) {
    goodbye("Something went wrong. Please call again later.")
}

/// Asks for a PIN of 4 to 10 digits, ended by the pound key.
fn ask(opening: &str) -> SpeakAndGetDigits {
    SpeakAndGetDigits::new(format!("{opening} Enter your PIN, then press pound."))
        .digits(4..=10)
        .terminator("#")
        // The service's documentation leaves open whether the terminator must match.
        .regex("^[0-9]{4,10}#?$")
        .attempts(3)
        .timeout(Duration::from_secs(15))
        .failure("A PIN has 4 to 10 digits. Enter yours, then press pound.")
}

fn goodbye(opening: &str) -> (Speak, Hangup) {
    (
        Speak::text(format!("{opening} Goodbye.")).on(Leg::A),
        Hangup::normal().on(Leg::A),
    )
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::metrics::run(App { meetings: Meetings }).await
}
