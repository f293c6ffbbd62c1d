//! Parameters are patterns.

use std::collections::HashMap;

use offhook::event::{ActionFailed, Hangup};
use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App {
    pub name: &'static str,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[derive(serde::Deserialize)]
struct Update {
    digit: u8,
}

#[on(CallUpdateRequested)]
async fn update(Arguments(Update { digit }): Arguments<Update>, _: &Call) -> action::Speak {
    action::Speak::text(digit.to_string())
}

#[on(NewOutboundCall)]
async fn outbound(Arguments(arguments): Arguments<HashMap<String, String>>) {
    drop(arguments);
}

#[on(DigitsReceived)]
async fn digits(mut digits: Digits, _: event::DigitsReceived) {
    digits = Digits::from(digits.as_str().trim_end_matches('#'));
    drop(digits);
}

#[on(Hangup)]
async fn bye(Hangup { sip_response_code, .. }: Hangup, App { name }: &App) {
    let (_, _) = (sip_response_code, name);
}

#[on(ActionFailed(Speak))]
async fn failed(
    ActionFailed { error_type, message, .. }: Failed<action::Speak>,
    session: &mut Session<Visit>,
) {
    session.attempts += 1;
    drop((error_type, message));
}

#[on(CallAnswered)]
#[expect(clippy::needless_borrowed_reference, clippy::toplevel_ref_arg, reason = "unusual")]
async fn answered(&ref session: &Session<Visit>, ref call: &Call) {
    let _ = (session.attempts, call);
}

fn main() {}
