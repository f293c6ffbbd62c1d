//! Failed actions and refused replies that no handler takes.

use offhook::Participant;
use offhook::action::{
    ActionKind, CallAndBridge, Hangup, JoinChimeMeeting, Pause, PlayAudio, Speak,
    SpeakAndGetDigits, VoiceFocus,
};
use offhook::event::{
    ErrorType::{self, AccessDenied, InvalidDigitsReceived, SystemException},
    InvalidLambdaResponse,
};
use offhook::prelude::*;
use offhook_tests::calls::{bridged, event_about};
use offhook_tests::log;
use serde_json::{Value, json};
use tracing::Level;

use crate::{Connected, Disconnected, Nothing, actions, call, hangup, hangup_of};

/// An app with an apology.
#[offhook::app(apology = "We are sorry.")]
struct Sorry;

/// An app with an apology and a voice for it.
#[offhook::app(
    apology = "Es tut uns leid.",
    voice = "Vicki",
    engine = "neural",
    language = "de-DE"
)]
struct InGerman;

/// An app that takes every event.
#[offhook::app(apology = "We are sorry.")]
struct CatchAll;

#[on(_, app = CatchAll)]
async fn anything() -> Pause {
    Pause::secs(1)
}

fn failed<A: ActionKind>(action: A, error_type: ErrorType) -> Failed<A> {
    Failed::new(action, error_type, "")
}

fn refused() -> InvalidLambdaResponse {
    InvalidLambdaResponse::new(ErrorType::SchemaVersionMismatch, "+14255550142")
}

/// The apology and the hang-up of this leg.
fn sorry(call_id: &str) -> Value {
    let speak =
        json!({"Type": "Speak", "Parameters": {"CallId": call_id, "Text": "We are sorry."}});
    json!([speak, hangup(call_id)])
}

#[tokio::test]
async fn a_caller_alone_hears_the_apology_and_is_hung_up() {
    log::start();
    let event = failed(PlayAudio::s3("b", "k"), ErrorType::InvalidAudioSource);
    assert_eq!(actions(&Sorry, &event, call(Connected)).await, sorry("call-a"));
    let logged = log::only(Level::WARN);
    assert_eq!(logged.field("action"), "PlayAudio");
    assert_eq!(logged.field("error_type"), "InvalidAudioSource");

    log::start();
    assert_eq!(actions(&Sorry, &refused(), call(Connected)).await, sorry("call-a"));
    let logged = log::only(Level::WARN);
    assert_eq!(logged.field("event"), "INVALID_LAMBDA_RESPONSE");
    assert_eq!(logged.field("error_type"), "SchemaVersionMismatch");
    assert!(!log::text().contains("0142"), "the message is not logged");

    let alone = bridged(Disconnected, Connected);
    assert_eq!(actions(&Sorry, &event, alone).await, sorry("call-b"));
}

#[tokio::test]
async fn the_apology_is_in_the_apps_voice() {
    let spoken = actions(&InGerman, &refused(), call(Connected)).await;
    assert_eq!(
        spoken[0]["Parameters"],
        json!({
            "CallId": "call-a",
            "Text": "Es tut uns leid.",
            "Engine": "neural",
            "LanguageCode": "de-DE",
            "VoiceId": "Vicki",
        })
    );
    assert_eq!(spoken[1], hangup("call-a"));
}

#[tokio::test]
async fn without_an_apology_the_caller_is_hung_up() {
    for event in [failed(Pause::secs(1), AccessDenied), failed(Pause::secs(1), SystemException)] {
        assert_eq!(actions(&Nothing, &event, call(Connected)).await, hangup_of("call-a"));
    }
    assert_eq!(actions(&Nothing, &refused(), call(Connected)).await, hangup_of("call-a"));
}

#[tokio::test]
async fn after_failed_speech_nothing_is_spoken() {
    let speak = failed(Speak::text("Hello."), AccessDenied);
    let menu = failed(SpeakAndGetDigits::new("Press 1."), ErrorType::ActionExecutionThrottled);
    let no_digits = failed(SpeakAndGetDigits::new("Press 1."), InvalidDigitsReceived);
    assert_eq!(actions(&Sorry, &speak, call(Connected)).await, hangup_of("call-a"));
    assert_eq!(actions(&Sorry, &menu, call(Connected)).await, hangup_of("call-a"));
    assert_eq!(actions(&Sorry, &no_digits, call(Connected)).await, sorry("call-a"), "it was heard");
}

#[tokio::test]
async fn a_failed_hangup_is_answered_with_no_actions() {
    log::start();
    let event = failed(Hangup::normal(), ErrorType::InvalidActionParameter);
    assert_eq!(actions(&Sorry, &event, call(Connected)).await, json!([]));
    assert_eq!(log::only(Level::WARN).field("error_type"), "InvalidActionParameter");
}

/// The Hangup of the caller was behind it in its list, and was dropped.
#[tokio::test]
async fn the_failed_hangup_of_a_leg_that_has_left_hangs_up_the_other() {
    let event = failed(Hangup::normal().on("call-b"), ErrorType::InvalidActionParameter);
    let far_end_left = bridged(Connected, Disconnected);
    assert_eq!(actions(&Sorry, &event, far_end_left).await, hangup_of("call-a"));
}

#[tokio::test]
async fn a_conversation_goes_on() {
    log::start();
    let event = failed(VoiceFocus::enable(), ErrorType::ActionExecutionThrottled);
    assert_eq!(actions(&Sorry, &event, bridged(Connected, Connected)).await, json!(null));
    let logged = log::only(Level::WARN);
    assert_eq!(logged.field("action"), "VoiceFocus");
    assert_eq!(logged.field("error_type"), "ActionExecutionThrottled");
    assert_eq!(actions(&Sorry, &refused(), bridged(Connected, Connected)).await, json!(null));
    let hangup = failed(Hangup::normal(), SystemException);
    assert_eq!(actions(&Sorry, &hangup, bridged(Connected, Connected)).await, json!(null));
}

#[tokio::test]
async fn a_leg_that_the_event_lists_twice_counts_once() {
    let twice = bridged(Connected, Connected)
        .with_participant(Participant::new(Leg::B, "call-a").with_status(Connected));
    let event = failed(VoiceFocus::enable(), SystemException);
    assert_eq!(actions(&Sorry, &event, twice).await, sorry("call-a"));
}

#[tokio::test]
async fn after_a_failed_bridge_only_leg_a_counts() {
    let bridge = failed(CallAndBridge::pstn(e164!("+12065550163")), ErrorType::CallNotAnswered);
    let join = failed(JoinChimeMeeting::new("token"), ErrorType::ErrorJoiningMeeting);
    for leg_b in [Connected, Disconnected] {
        let call = bridged(Connected, leg_b);
        assert_eq!(actions(&Sorry, &bridge, call.clone()).await, sorry("call-a"));
        assert_eq!(actions(&Sorry, &join, call).await, sorry("call-a"));
    }
    let caller_left = bridged(Disconnected, Connected);
    assert_eq!(actions(&Sorry, &bridge, caller_left).await, json!([]));
}

#[tokio::test]
async fn without_participants_the_events_leg_is_hung_up() {
    let mut event = event_about("ACTION_FAILED", "PlayAudio");
    event["CallDetails"]["Participants"] = json!([]);
    let reply = offhook::handle(&Sorry, event.to_string()).await.expect("a reply");
    assert_eq!(
        reply,
        (Speak::text("We are sorry."), Hangup::normal()).into(),
        "no leg can be named"
    );
}

#[tokio::test]
async fn a_call_that_is_over_gets_no_actions() {
    let event = failed(Pause::secs(1), SystemException);
    log::start();
    assert_eq!(actions(&Sorry, &event, call(Disconnected)).await, json!([]));
    assert_eq!(actions(&Sorry, &refused(), call(Disconnected)).await, json!([]));
    assert!(log::records().iter().all(|record| record.level != Level::WARN));
}

#[tokio::test]
async fn a_catch_all_takes_them() {
    let event = failed(Speak::text("Hello."), AccessDenied);
    assert_eq!(actions(&CatchAll, &event, call(Connected)).await[0]["Type"], "Pause");
    assert_eq!(actions(&CatchAll, &refused(), call(Connected)).await[0]["Type"], "Pause");
}

#[tokio::test]
async fn an_error_type_is_logged_only_if_it_is_a_word() {
    for (error_type, logged) in [
        ("ThrottlingException", "ThrottlingException"),
        ("+14255550142", ""),
        ("call of 4255550142", ""),
        (&*"x".repeat(65), ""),
        ("", ""),
    ] {
        log::start();
        let event = failed(Pause::secs(1), error_type.into());
        assert_eq!(actions(&Sorry, &event, call(Connected)).await, sorry("call-a"));
        assert_eq!(log::only(Level::WARN).field("error_type"), logged);
    }
    let mut odd = event_about("ACTION_FAILED", "Pause");
    odd["ActionData"]["ErrorType"] = json!({"odd": true});
    let reply = offhook::handle(&Sorry, odd.to_string()).await.expect("a reply");
    assert_eq!(reply.actions().len(), 2);
}
