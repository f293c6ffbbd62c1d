//! Phone numbers, digits, SIP headers, tokens, speech and attributes stay out of `Debug`, of
//! Offhook's own errors and of its log. `Display` shows them where it is documented to.

use std::fmt::Debug;

use offhook::action::bot::{Conversation, FinalState, Intent, IntentResult, Slot, SlotValue};
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

/// The text that must not be seen: a number, and digits.
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

/// Returns a leg with the secret in every field that can hold one.
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

/// Returns an action of each kind that can hold a secret.
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
    let said = || Some(Sensitive::new(SECRET));
    let value = SlotValue {
        original_value: said(),
        interpreted_value: said(),
        resolved_values: vec![Sensitive::new(SECRET)],
    };
    let slot = Slot { value: Some(value), values: vec![json!(SECRET)] };
    let intent = Intent { slots: [("To".to_owned(), Some(slot))].into(), ..Default::default() };
    let state = FinalState {
        session_attributes: [("number".into(), Sensitive::new(SECRET))].into(),
        intent: Some(intent),
    };
    let result = IntentResult { session_state: Some(state), ..Default::default() };
    Conversation { intent_result: Some(result) }
}

#[test]
fn debug_of_calls_hides_secrets() {
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
    assert!(invocation.raw().contains(SECRET), "there is something to hide");
    debug_hides(&invocation);
}

#[test]
fn debug_of_actions_and_replies_hides_secrets() {
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
fn debug_of_events_and_results_hides_secrets() {
    let digits = || ReceivedDigits { received_digits: SECRET.into() };
    debug_hides(&digits());
    debug_hides(&Succeeded::new(SpeakAndGetDigits::new(SECRET), digits()));
    debug_hides(&event::DigitsReceived::new(ReceiveDigits::matching(SECRET), SECRET));
    debug_hides(&event::NewOutboundCall::new([("to", SECRET)]));
    debug_hides(&event::CallUpdateRequested::new([("to", SECRET)]));
    debug_hides(&conversation());
    debug_hides(&Succeeded::new(StartBotConversation::new("arn"), conversation()));
    let terminator =
        Recording { recording_terminator_used: Some(SECRET.into()), ..Default::default() };
    debug_hides(&Succeeded::new(RecordAudio::to_s3("b"), terminator));

    let mut misfit = event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits");
    misfit["ActionData"]["Parameters"] = json!([SECRET]);
    let invocation = offhook_tests::calls::decode(&misfit);
    let echo = Succeeded::<SpeakAndGetDigits>::read(&invocation).expect("decodes").parameters;
    assert!(echo.raw().contains(SECRET));
    debug_hides(&echo);
}

#[test]
fn debug_of_lambda_events_hides_secrets() {
    let raw = Invocation::new(&event::NewInboundCall, secret_call()).raw().to_owned();
    let event: RawEvent = serde_json::from_str(&raw).expect("any JSON");
    debug_hides(&event);
    debug_hides(&lambda_runtime::LambdaEvent::new(event, lambda_runtime::Context::default()));
}

#[test]
fn display_shows_digits_and_numbers() {
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

/// An app whose handlers take everything that an event carries.
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
    assert!(log::records().iter().any(|record| record.is_span), "something is logged");
    hides(&log::text());
    if let Err(error) = reply {
        hides(&format!("{error} {error:?} {error:#?}"));
        hides(&lambda_runtime::Diagnostic::from(error).error_message);
    }
}

#[tokio::test]
async fn errors_and_log_of_events_hide_secrets() {
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
async fn errors_and_log_of_misfitting_data_hide_secrets() {
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
        answers(update.clone(), false).await;
    }
    let mut hangup = event_about("HANGUP", "Hangup");
    hangup["ActionData"]["Parameters"]["SipResponseCode"] = SECRET.into();
    answers(hangup, true).await;
}

#[tokio::test]
async fn errors_and_log_of_refused_replies_hide_secrets() {
    answers(event("CALL_ANSWERED"), true).await;
    answers(event("NEW_INBOUND_CALL"), true).await;
}
