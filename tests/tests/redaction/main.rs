//! Phone numbers, digits, SIP headers, tokens, speech and attributes stay out of `Debug`, of
//! Offhook's own errors and of its log; `Display` shows what it promises to show.

use std::fmt::Debug;

use offhook::action::bot::{Conversation, FinalState, Intent, IntentResult, SlotValue};
use offhook::action::{
    Action, CallAndBridge, JoinChimeMeeting, ReceiveDigits, ReceivedDigits, RecordAudio, Recording,
    SendDigits, Sensitive, Speak, SpeakAndGetDigits, StartBotConversation,
};
use offhook::call::Status;
use offhook::event::{AnyResults, Echo, ErrorType, Event};
use offhook::prelude::*;
use offhook::sip_headers::{Diversion, UserToUser};
use offhook::{Participant, RawEvent, SentReply};
use offhook_tests::calls::{call, event, event_about};
use offhook_tests::log;
use serde_json::json;

/// What must not be seen; a number, and digits.
const SECRET: &str = "+12065550199";

fn secret_number() -> E164 {
    SECRET.parse().expect("a number")
}

#[track_caller]
fn hides(text: &str) {
    assert!(!text.contains("2065550199"), "{text}");
}

/// Checks `Debug` in both forms.
#[track_caller]
fn debug_hides(value: &dyn Debug) {
    hides(&format!("{value:?}"));
    hides(&format!("{value:#?}"));
}

/// A leg with secrets wherever there may be one.
fn leg() -> Participant {
    let headers = SipHeaders::new().with("X-Callback", SECRET).with("Diversion", SECRET);
    Participant::new(Leg::A, "call-a")
        .with_numbers(SECRET, SECRET)
        .with_status(Status::Connected)
        .with_sip_headers(headers)
}

fn secret_call() -> Call {
    let attributes = TransactionAttributes::new()
        .with("callback", SECRET)
        .with("nested", json!({"number": SECRET}))
        .with("offhook-session", format!("\"{SECRET}\""));
    call(Status::Connected).with_participant(leg()).with_attributes(attributes)
}

/// An action of each kind that can hold something secret.
fn actions() -> Vec<Action> {
    let bridge = CallAndBridge::pstn(secret_number())
        .caller_id(secret_number())
        .sip_header("X-Callback", SECRET);
    let bot = StartBotConversation::new("arn").session_attribute("number", SECRET).welcome(SECRET);
    vec![
        Speak::text(SECRET).into(),
        Speak::ssml(SECRET).into(),
        SpeakAndGetDigits::new(SECRET).failure(SECRET).regex(SECRET).into(),
        ReceiveDigits::matching(SECRET).into(),
        SendDigits::new(SECRET).into(),
        bridge.into(),
        CallAndBridge::voice_connector("arn", SECRET).into(),
        JoinChimeMeeting::new(SECRET).into(),
        bot.into(),
    ]
}

fn conversation() -> Conversation {
    let intent = Intent::new("Call").with_slot("To", SlotValue::new(SECRET));
    let state = FinalState::new(intent).with_session_attribute("number", SECRET);
    Conversation::new(IntentResult::new(state))
}

#[test]
fn debug_of_what_a_call_carries() {
    debug_hides(&leg());
    debug_hides(&secret_call());
    debug_hides(secret_call().attributes());
    debug_hides(leg().sip_headers());
    debug_hides(&leg().sip_headers().iter());
    debug_hides(&Digits::from(SECRET));
    debug_hides(&secret_number());
    debug_hides(&Sensitive::new(SECRET));
    debug_hides(&SECRET.parse::<UserToUser>().expect("any token will do"));
    debug_hides(&format!("sip:{SECRET}@example.com").parse::<Diversion>().expect("a diversion"));
    debug_hides(&format!("{SECRET} or so").parse::<E164>());
    let invocation = Invocation::new(&event::NewInboundCall, secret_call());
    assert!(invocation.raw().contains(SECRET), "else there is nothing to hide");
    debug_hides(&invocation);
}

#[test]
fn debug_of_actions_and_replies() {
    for action in actions() {
        assert!(serde_json::to_string(&action).expect("JSON").contains(SECRET), "{action:?}");
        debug_hides(&action);
        debug_hides(&Echo::new(action.clone()));
        let reply = Reply::from(action.clone());
        debug_hides(&reply);
        debug_hides(&SentReply::from_json(reply.to_json().as_bytes()).expect("a reply"));
        debug_hides(&Failed::new(action.clone(), ErrorType::SystemException, "Oh."));
        debug_hides(&Interrupted::new(action.clone()));
        let results: AnyResults = [("ReceivedDigits", SECRET)].into_iter().collect();
        debug_hides(&results);
        debug_hides(&Succeeded::new(action, results));
    }
    let attributes = TransactionAttributes::new().with("callback", SECRET);
    debug_hides(&Reply::none().with_attributes(attributes));
}

#[test]
fn debug_of_events_and_results() {
    let digits = || ReceivedDigits::new(SECRET);
    debug_hides(&digits());
    debug_hides(&Succeeded::new(SpeakAndGetDigits::new(SECRET), digits()));
    debug_hides(&event::DigitsReceived::new(ReceiveDigits::matching(SECRET), SECRET));
    debug_hides(&event::NewOutboundCall::new([("to", SECRET)]));
    debug_hides(&event::CallUpdateRequested::new([("to", SECRET)]));
    debug_hides(&conversation());
    debug_hides(&Succeeded::new(StartBotConversation::new("arn"), conversation()));
    let terminator = Recording::default().with_terminator(SECRET);
    debug_hides(&Succeeded::new(RecordAudio::to_s3("b"), terminator));

    let mut misfit = event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits");
    misfit["ActionData"]["Parameters"] = json!([SECRET]);
    let invocation = offhook_tests::calls::decode(&misfit);
    let echo = Succeeded::<SpeakAndGetDigits>::read(&invocation).parameters;
    assert!(echo.raw().contains(SECRET));
    debug_hides(&echo);
}

#[test]
fn debug_of_what_lambda_runtime_holds() {
    let raw = Invocation::new(&event::NewInboundCall, secret_call()).raw().to_owned();
    let event: RawEvent = serde_json::from_str(&raw).expect("any JSON");
    debug_hides(&event);
    debug_hides(&lambda_runtime::LambdaEvent::new(event, lambda_runtime::Context::default()));
}

#[test]
fn display_shows_what_it_promises() {
    assert_eq!(Digits::from(SECRET).to_string(), SECRET);
    assert_eq!(secret_number().to_string(), SECRET);
    assert_eq!(Sensitive::new(SECRET).to_string(), SECRET);
    assert_eq!(
        format!("{:>14}|{:<14}", secret_number(), Digits::from("5")),
        "  +12065550199|5             "
    );
    assert!(
        format!("sip:{SECRET}@example.com")
            .parse::<Diversion>()
            .expect("one")
            .to_string()
            .contains(SECRET)
    );
}

/// An app whose handlers ask for everything that an event carries, and fail without saying why.
#[offhook::app(session = String)]
struct Asks;

#[on(ActionSuccessful(StartBotConversation), app = Asks)]
async fn bot(_conversation: Succeeded<StartBotConversation>) {}

#[on(CallUpdateRequested, app = Asks)]
async fn update(_pier: Arguments<std::collections::BTreeMap<String, u8>>) {}

#[on(CallAnswered, app = Asks)]
async fn session(_session: &mut Session<String>) -> Result<Reply> {
    Ok(actions().into())
}

#[on(Hangup, app = Asks)]
async fn hangup(_hangup: event::Hangup) {}

#[on(NewInboundCall, app = Asks)]
async fn inbound() -> Vec<Action> {
    vec![SendDigits::new(format!("{SECRET} x")).into()]
}

#[on_error(app = Asks)]
async fn failed(error: &Error) -> Result<action::Speak> {
    assert!(!error.to_string().is_empty());
    Ok(Speak::text(SECRET.repeat(100)))
}

/// Answers an event with secrets, and checks the log and the error.
async fn answers(mut event: serde_json::Value, fails: bool) {
    let details = serde_json::to_value(secret_call()).expect("JSON");
    event["CallDetails"] = details;
    log::start();
    let reply = offhook::handle(&Asks, event.to_string()).await;
    assert_eq!(reply.is_err(), fails, "{:?}", reply.map(|reply| reply.to_json()));
    assert!(log::records().iter().any(|record| record.is_span), "the log is kept");
    hides(&log::text());
    if let Err(error) = reply {
        hides(&format!("{error} {error:?} {error:#?}"));
        hides(&lambda_runtime::Diagnostic::from(error).error_message);
    }
}

#[tokio::test]
async fn errors_and_log_of_every_event() {
    for (event_type, action) in [
        ("RINGING", ""),
        ("DIGITS_RECEIVED", "ReceiveDigits"),
        ("ACTION_SUCCESSFUL", "SpeakAndGetDigits"),
        ("ACTION_FAILED", "CallAndBridge"),
        ("HANGUP", "Hangup"),
        ("TIDE_TURNED", "SoundFoghorn"),
    ] {
        let mut event = event_about(event_type, action);
        event["ActionData"]["Parameters"]["Uri"] = SECRET.into();
        event["ActionData"]["ReceivedDigits"] = SECRET.into();
        event["ActionData"]["ErrorMessage"] = SECRET.into();
        answers(event, false).await;
    }
}

#[tokio::test]
async fn errors_and_log_when_data_does_not_fit() {
    let mut bot = event_about("ACTION_SUCCESSFUL", "StartBotConversation");
    for result in [
        json!({"SessionState": {"Intent": {"Slots": SECRET}}}),
        json!({"SessionState": {"Intent": {"Slots": {"To": [SECRET]}}}}),
        json!({"SessionState": SECRET}),
        json!([SECRET]),
        json!({"Interpretations": {"a": SECRET}}),
    ] {
        bot["ActionData"]["IntentResult"] = result;
        answers(bot.clone(), true).await;
    }
    let mut update = event("CALL_UPDATE_REQUESTED");
    for arguments in
        [json!({"pier": SECRET}), json!({"pier": "-199"}), json!([SECRET]), json!(SECRET)]
    {
        update["ActionData"]["Parameters"]["Arguments"] = arguments;
        answers(update.clone(), true).await;
    }
    let mut hangup = event_about("HANGUP", "Hangup");
    hangup["ActionData"]["Parameters"]["SipResponseCode"] = SECRET.into();
    answers(hangup, true).await;
}

#[tokio::test]
async fn errors_and_log_when_a_reply_is_refused() {
    answers(event("CALL_ANSWERED"), true).await;
    answers(event("NEW_INBOUND_CALL"), true).await;
}
