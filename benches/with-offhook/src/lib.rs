//! The benchmark's call flow with Offhook.
//!
//! Depends on `offhook`.

use offhook::action::{Hangup, Pause, Speak, SpeakAndGetDigits};
use offhook::prelude::*;

/// The app of the flow.
#[offhook::app]
#[derive(Debug)]
pub struct App;

#[on(NewInboundCall | CallAnswered)]
async fn welcome() -> SpeakAndGetDigits {
    SpeakAndGetDigits::new("Welcome. Press 1 for sales, 2 for support.")
        .failure("Sorry, try again.")
        .digits(1)
        .attempts(3)
}

#[on(ActionSuccessful(SpeakAndGetDigits | PlayAudioAndGetDigits))]
async fn chosen(digits: Digits) -> (Speak, Hangup) {
    (Speak::text(format!("You pressed {digits}")), Hangup::normal())
}

#[on(DigitsReceived)]
async fn pressed() -> Pause {
    Pause::millis(500)
}

#[on(ActionFailed)]
async fn failed() -> Hangup {
    Hangup::normal()
}

#[on(Hangup)]
async fn ended() {}
