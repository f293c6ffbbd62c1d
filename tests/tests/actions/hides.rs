//! What `Debug` hides, and what it still shows.

use std::fmt::Debug;

use offhook::Leg;
use offhook::action::bot::Conversation;
use offhook::action::{
    Action, ActionKind, CallAndBridge, JoinChimeMeeting, PlayAudioAndGetDigits, ReceiveDigits,
    ReceivedDigits, Recording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
};
use serde_json::json;

use super::helpers::{BOT, VOICE_CONNECTOR, number};

/// A secret of each kind that must not be found in `Debug`.
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
fn in_actions() {
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
fn in_results() {
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

#[test]
fn but_shows_what_helps() {
    let debug = format!("{:?}", SpeakAndGetDigits::new("PIN?").digits(4).voice("Ruth").on(Leg::B));
    for part in ["<4 hidden>", "min_number_of_digits: Some(4)", "Ruth", "Leg(B)"] {
        assert!(debug.contains(part), "{debug}");
    }
}
