//! `Debug` of actions and results: what it hides, and what it shows.

use std::fmt::Debug;

use offhook::Leg;
use offhook::action::bot::Conversation;
use offhook::action::{
    Action, ActionKind, CallAndBridge, JoinChimeMeeting, PlayAudioAndGetDigits, ReceiveDigits,
    ReceivedDigits, Recording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
};
use serde_json::json;

use super::helpers::{BOT, VOICE_CONNECTOR, number};

/// Digits that must not be in any `Debug` output.
const SECRET: &str = "5550173";

fn assert_hidden(debug: &impl Debug) {
    let debug = format!("{debug:?} {debug:#?}");
    assert!(!debug.contains(SECRET), "{debug}");
    assert!(debug.contains("hidden"), "{debug}");
}

fn hidden<A: ActionKind>(action: A) {
    assert_hidden(&action);
    let action: Action = action.into();
    assert_hidden(&action);
}

#[test]
fn debug_of_actions_hides_secrets() {
    hidden(Speak::text(SECRET));
    hidden(SpeakAndGetDigits::new(SECRET).failure(SECRET).regex(SECRET));
    hidden(PlayAudioAndGetDigits::s3("b", "k").regex(SECRET));
    hidden(ReceiveDigits::matching(SECRET));
    hidden(SendDigits::new(SECRET));
    hidden(CallAndBridge::pstn(number("+12065550173")).caller_id(number("+12065550173")));
    hidden(CallAndBridge::voice_connector(VOICE_CONNECTOR, SECRET));
    hidden(JoinChimeMeeting::new(SECRET));
    hidden(StartBotConversation::new(BOT).session_attribute("k", SECRET).welcome(SECRET));
    let headers =
        format!("{:?}", CallAndBridge::voice_connector("a", "b").sip_header("X-Phone", SECRET));
    assert!(!headers.contains(SECRET), "{headers}");
}

#[test]
fn debug_of_results_hides_secrets() {
    assert_hidden(&ReceivedDigits::new(SECRET));
    assert_hidden(&Recording::default().with_terminator(SECRET));
    let slot = json!({
        "Value": {"OriginalValue": SECRET, "InterpretedValue": SECRET, "ResolvedValues": [SECRET]},
        "Values": [SECRET],
    });
    let intent = json!({"Name": "N", "Slots": {"Phone": slot}});
    let conversation: Conversation = serde_json::from_value(json!({"IntentResult": {
        "SessionState": {"SessionAttributes": {"phone": SECRET}, "Intent": intent},
        "Interpretations": [{"Intent": intent}],
    }}))
    .expect("results");
    assert_hidden(&conversation);
}

/// An action as an event can echo it: with this text in every parameter that is shown.
fn echoed(text: &str) -> [Action; 9] {
    let read = |action_type: &str, parameters: serde_json::Value| -> Action {
        serde_json::from_value(json!({"Type": action_type, "Parameters": parameters}))
            .expect("an action")
    };
    let file = json!({"Type": text, "BucketName": text, "Key": text});
    let destination = json!({"Type": text, "BucketName": text, "Prefix": text, "Location": text});
    [
        read("Speak", json!({"Text": "", "Engine": text, "LanguageCode": text, "VoiceId": text})),
        read("PlayAudio", json!({"AudioSource": file, "CallId": text})),
        read(
            "RecordAudio",
            json!({"RecordingTerminators": [], "RecordingDestination": destination}),
        ),
        read("StartCallRecording", json!({"Track": text, "Destination": destination})),
        read(
            "CallAndBridge",
            json!({"Endpoints": [{
                "BridgeEndpointType": text, "Uri": "", "Arn": text,
            }]}),
        ),
        read("JoinChimeMeeting", json!({"JoinToken": "", "MeetingId": text})),
        read(
            "ModifyChimeMeetingAttendees",
            json!({
                "Operation": text, "MeetingId": text, "AttendeeList": [text, text],
            }),
        ),
        read("StartBotConversation", json!({"BotAliasArn": text, "LocaleId": text})),
        read("VoiceFocus", json!({"Enable": true, "CallId": text})),
    ]
}

#[test]
fn debug_cuts_long_texts() {
    for (action, short) in echoed(&"x".repeat(1_000)).iter().zip(echoed("short")) {
        let debug = format!("{action:?}");
        assert!(!debug.contains(&"x".repeat(201)), "{debug}");
        assert!(debug.contains(&"x".repeat(190)), "{debug}");
        assert!(format!("{short:?}").contains("short"), "{short:?}");
    }
}

#[test]
fn debug_shows_lengths_numbers_and_names() {
    let debug = format!("{:?}", SpeakAndGetDigits::new("PIN?").digits(4).voice("Ruth").on(Leg::B));
    for part in ["<4 hidden>", "min_number_of_digits: Some(4)", "Ruth", "Leg(B)"] {
        assert!(debug.contains(part), "{debug}");
    }
}
