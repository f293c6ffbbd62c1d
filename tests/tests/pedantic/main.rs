//! An app in a crate that denies every lint group: expanded code passes rustc's lints and clippy's.
//! Its handlers are in modules, and answer events.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, unused_results)]
#![deny(rust_2018_idioms, single_use_lifetimes, missing_debug_implementations, unit_bindings)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]

mod bridge;
mod menu;

use offhook::prelude::*;
use offhook::{Application, NoArguments};
use serde::{Deserialize, Serialize};

/// The app.
#[offhook::app(session = Visit, application = Desk, attribute_limit = 2_048)]
#[derive(Debug)]
pub struct App {
    /// The name of the desk.
    pub name: &'static str,
}

/// The session.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Visit {
    attempts: u8,
}

/// The application.
enum Desk {}

impl Application for Desk {
    type Arguments = NoArguments;
    type Update = Update;
}

/// The arguments of an update.
#[derive(Debug, Serialize, Deserialize)]
struct Update {
    digit: u8,
}

#[on(_)]
async fn rest(invocation: &Invocation) {
    tracing::debug!(event = invocation.event_type().as_str(), "nothing to do");
}

#[on_error]
async fn sorry(error: &Error, app: &App) -> (action::Speak, action::Hangup) {
    tracing::info!(%error, "sorry");
    (action::Speak::text(format!("{} has a problem.", app.name)), action::Hangup::normal())
}

/// Returns the types of the actions in the reply to an event.
async fn actions(event: &str) -> Result<Vec<String>> {
    let event = format!(
        r#"{{{event}, "CallDetails": {{"TransactionId": "t", "Participants": [
            {{"CallId": "a", "ParticipantTag": "LEG-A", "From": "+12065550100", "Status": "Connected"}}
        ]}}}}"#
    );
    let reply = offhook::handle(&App { name: "Reception" }, event).await?;
    Ok(reply.actions().iter().map(|action| action.action_type().as_str().to_owned()).collect())
}

#[tokio::test]
async fn handlers_in_modules_answer() -> Result<()> {
    let welcome = actions(r#""InvocationEventType": "NEW_INBOUND_CALL""#).await?;
    assert_eq!(welcome, ["SpeakAndGetDigits"]);
    let chosen = r#""InvocationEventType": "ACTION_SUCCESSFUL",
        "ActionData": {"Type": "SpeakAndGetDigits", "ReceivedDigits": "1"}"#;
    assert_eq!(actions(chosen).await?, ["CallAndBridge"]);
    let failed =
        r#""InvocationEventType": "ACTION_FAILED", "ActionData": {"Type": "CallAndBridge"}"#;
    assert_eq!(actions(failed).await?, ["Speak", "Hangup"]);
    assert!(actions(r#""InvocationEventType": "RINGING""#).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn the_error_handler_answers() -> Result<()> {
    let failing = r#""InvocationEventType": "CALL_UPDATE_REQUESTED",
        "ActionData": {"Type": "CallUpdateRequest", "Parameters": {"Arguments": {"digit": "9"}}}"#;
    assert_eq!(actions(failing).await?, ["Speak", "Hangup"]);
    Ok(())
}
