//! The benchmark's call flow by hand: it decodes only the fields that it uses and checks nothing,
//! which is close to the minimum of work with serde.
//!
//! Depends on `lambda_runtime` and `serde`.

use lambda_runtime::{Error, LambdaEvent};
use serde::{Deserialize, Serialize};

/// The fields of an event that the flow reads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    invocation_event_type: String,
    action_data: Option<ActionData>,
    call_details: CallDetails,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ActionData {
    #[serde(rename = "Type")]
    action: String,
    received_digits: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CallDetails {
    #[serde(default)]
    participants: Vec<Participant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Participant {
    call_id: String,
}

/// A reply of the flow.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Reply {
    schema_version: &'static str,
    actions: Vec<Action>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "Type", content = "Parameters", rename_all_fields = "PascalCase")]
enum Action {
    SpeakAndGetDigits {
        call_id: String,
        speech_parameters: Speech,
        failure_speech_parameters: Speech,
        min_number_of_digits: u8,
        max_number_of_digits: u8,
        repeat: u8,
        repeat_duration_in_milliseconds: u32,
    },
    Speak {
        call_id: String,
        text: String,
    },
    Hangup {
        call_id: String,
        sip_response_code: &'static str,
    },
    Pause {
        call_id: String,
        duration_in_milliseconds: u32,
    },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Speech {
    text: &'static str,
}

/// Handles an event.
///
/// # Errors
/// Never returns an error.
pub async fn handler(event: LambdaEvent<Event>) -> Result<Reply, Error> {
    let event = event.payload;
    let call_id = event
        .call_details
        .participants
        .into_iter()
        .next()
        .map(|leg| leg.call_id)
        .unwrap_or_default();
    let ActionData { action, received_digits } = event.action_data.unwrap_or_default();
    let actions = match (event.invocation_event_type.as_str(), action.as_str()) {
        ("NEW_INBOUND_CALL" | "CALL_ANSWERED", _) => vec![Action::SpeakAndGetDigits {
            call_id,
            speech_parameters: Speech { text: "Welcome. Press 1 for sales, 2 for support." },
            failure_speech_parameters: Speech { text: "Sorry, try again." },
            min_number_of_digits: 1,
            max_number_of_digits: 1,
            repeat: 3,
            repeat_duration_in_milliseconds: 5_000,
        }],
        ("ACTION_SUCCESSFUL", "SpeakAndGetDigits" | "PlayAudioAndGetDigits") => vec![
            Action::Speak {
                call_id: call_id.clone(),
                text: format!("You pressed {received_digits}"),
            },
            Action::Hangup { call_id, sip_response_code: "0" },
        ],
        ("DIGITS_RECEIVED", _) => vec![Action::Pause { call_id, duration_in_milliseconds: 500 }],
        ("ACTION_FAILED", _) => vec![Action::Hangup { call_id, sip_response_code: "0" }],
        _ => vec![],
    };
    Ok(Reply { schema_version: "1.0", actions })
}
