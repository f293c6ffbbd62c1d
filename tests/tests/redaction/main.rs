//! Phone numbers, digits, SIP headers, tokens, speech and attributes stay out of `Debug`, of
//! Offhook's own errors and of its log, and so do keys and long texts from outside. `Display` shows
//! them where it is documented to.

use std::fmt::Debug;

use offhook::action::bot::{
    ConfirmationState, Conversation, FinalState, Intent, IntentResult, IntentState, Interpretation,
    Slot, SlotValue,
};
use offhook::action::{
    Action, AudioFile, CallAndBridge, CallRecording, JoinChimeMeeting, ReceiveDigits,
    ReceivedDigits, RecordAudio, Recording, SendDigits, Sensitive, Speak, SpeakAndGetDigits,
    StartBotConversation, Storage,
};
use offhook::call::Status;
use offhook::event::{AnyResults, Echo, ErrorType, Event};
use offhook::prelude::*;
use offhook::sip_headers::{Diversion, UserToUser};
use offhook::{EventError, InvocationError, Participant, RawEvent, SentReply};
use offhook_tests::calls::{call, event, event_about};
use offhook_tests::log;
use serde_json::json;

/// The text that must not be seen: a number, and digits.
const SECRET: &str = "+12065550199";

fn secret_number() -> E164 {
    SECRET.parse().expect("a number")
}

/// A key from outside: a caller's number can be one.
const KEY: &str = "+14255550199";

/// A text from outside that is longer than a log can use.
fn long() -> String {
    "long ".repeat(2_000)
}

#[track_caller]
fn hides(text: &str) {
    assert!(!text.contains("2065550199") && !text.contains("4255550199"), "{text}");
    assert!(!text.contains(&long()[..201]), "{text}");
}

/// Checks `Debug` in both forms.
#[track_caller]
fn debug_hides(value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        let is_shown = |text: &str| {
            !text.is_empty() && [": ,", ": }", "Some()"].iter().all(|gap| !text.contains(gap))
        };
        assert!(is_shown(&text), "{text}");
        hides(&text);
    }
}

/// Returns a leg with the secret in every field that can hold one.
fn leg() -> Participant {
    let headers = SipHeaders::new().with("X-Callback", SECRET).with("Diversion", SECRET);
    Participant::new(Leg::A, "call-a")
        .with_numbers(SECRET, SECRET)
        .with_status(Status::Connected)
        .with_sip_headers(headers.with(KEY, SECRET))
}

fn secret_call() -> Call {
    let attributes = TransactionAttributes::new()
        .with(KEY, SECRET)
        .with("nested", json!({KEY: SECRET}))
        .with("offhook-session", format!("\"{SECRET}\""));
    call(Status::Connected).with_participant(leg()).with_attributes(attributes)
}

/// Returns an action of each kind that can hold a secret.
fn actions() -> Vec<Action> {
    let bridge =
        CallAndBridge::pstn(secret_number()).caller_id(secret_number()).sip_header(KEY, SECRET);
    let bot = StartBotConversation::new("arn").session_attribute(KEY, SECRET).welcome(SECRET);
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
    let intent = Intent::new(long())
        .with_slot(KEY, SlotValue::new(SECRET))
        .with_state(IntentState::Other(long()))
        .with_confirmation_state(ConfirmationState::Other(long()));
    let state = FinalState::new(intent.clone()).with_session_attribute(KEY, SECRET);
    let result = IntentResult::new(state).with_session_id(long());
    Conversation::new(result.with_interpretation(Interpretation::new(intent)))
}

#[test]
fn debug_of_calls_hides_secrets() {
    debug_hides(&leg());
    debug_hides(&secret_call());
    debug_hides(secret_call().attributes());
    debug_hides(leg().sip_headers());
    debug_hides(&leg().sip_headers().iter());
    debug_hides(&SipHeaders::new().with("Via", SECRET).validate().expect_err("a refused name"));
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
        let failed = Failed::new(action.clone(), ErrorType::Other(long()), long());
        debug_hides(&failed.clone().with_error_list(vec![json!({KEY: SECRET}); 300]));
        hides(&failed.to_string());
        debug_hides(&Interrupted::new(action.clone()));
        let results: AnyResults = [("ReceivedDigits", SECRET), (KEY, "")].into_iter().collect();
        debug_hides(&results);
        debug_hides(&Succeeded::new(action, results));
    }
    let attributes = TransactionAttributes::new().with(KEY, SECRET);
    debug_hides(&Reply::none().with_attributes(attributes));
    let sent =
        json!({"SchemaVersion": long(), "Actions": [{"Type": long(), "Parameters": {KEY: 1}}]});
    debug_hides(&SentReply::from_json(sent.to_string().as_bytes()).expect("a reply"));
    debug_hides(&Speak::text("Hi").on(long()));
}

#[test]
fn debug_of_events_and_results_hides_secrets() {
    let digits = || ReceivedDigits::new(SECRET);
    debug_hides(&digits());
    debug_hides(&Succeeded::new(SpeakAndGetDigits::new(SECRET), digits()));
    debug_hides(&event::DigitsReceived::new(ReceiveDigits::matching(SECRET), SECRET));
    debug_hides(&event::NewOutboundCall::new([(KEY, SECRET)]));
    debug_hides(&event::CallUpdateRequested::new([(KEY, SECRET)]));
    debug_hides(&Arguments(SECRET));
    debug_hides(&event::Hangup::new(Leg::A, long(), 0));
    let refused = event::InvalidLambdaResponse::new(ErrorType::Other(long()), long());
    debug_hides(&refused);
    hides(&refused.to_string());
    debug_hides(&conversation());
    debug_hides(&Slot::new(SlotValue::new(SECRET)));
    debug_hides(&Succeeded::new(StartBotConversation::new("arn"), conversation()));
    let mut file = AudioFile::s3(long(), long());
    file.storage = Some(Storage::Other(long()));
    let terminator = Recording::new(file).with_terminator(SECRET);
    debug_hides(&CallRecording::new(long()));
    debug_hides(&Succeeded::new(RecordAudio::to_s3("b"), terminator));

    let mut misfit = event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits");
    misfit["ActionData"]["Parameters"] = json!([SECRET]);
    let invocation = offhook_tests::calls::decode(&misfit);
    let echo = Succeeded::<SpeakAndGetDigits>::read(&invocation).parameters;
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
async fn hangup(hangup: event::Hangup) {
    assert_eq!(hangup.sip_response_code, None, "no number that is one");
}

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
        json!({"SessionState": {"Intent": {"Slots": {KEY: [SECRET]}}}}),
        json!([SECRET]),
    ] {
        bot["ActionData"]["IntentResult"] = result;
        answers(bot.clone(), false).await;
    }
    let mut update = event("CALL_UPDATE_REQUESTED");
    for arguments in [
        json!({"pier": SECRET}),
        json!({KEY: "-199"}),
        json!({KEY: {KEY: SECRET}}),
        json!({long(): long()}),
        json!([SECRET]),
    ] {
        update["ActionData"]["Parameters"]["Arguments"] = arguments;
        answers(update.clone(), false).await;
    }
    let mut hangup = event_about("HANGUP", "Hangup");
    hangup["ActionData"]["Parameters"]["SipResponseCode"] = SECRET.into();
    answers(hangup, false).await;
}

/// An app whose handlers fail.
#[offhook::app]
struct Fails;

#[on(NewInboundCall | _, app = Fails)]
async fn fails() -> Result<Reply> {
    Err("the directory is down".into())
}

#[tokio::test]
async fn long_texts_of_an_event() {
    let mut event = event_about(&long(), &long());
    event["SchemaVersion"] = long().into();
    let details = &mut event["CallDetails"];
    details["TransactionId"] = long().into();
    let leg = &mut details["Participants"][0];
    for key in ["CallId", "ParticipantTag", "Direction", "Status"] {
        leg[key] = long().into();
    }
    let invocation = offhook_tests::calls::decode(&event);
    assert_eq!(invocation.event_type().as_str(), long(), "nothing is lost");
    debug_hides(&invocation);
    debug_hides(invocation.call());

    log::start();
    let reply = offhook::handle(&Asks, event.to_string()).await.expect("nobody asks");
    debug_hides(&reply);
    let error = offhook::handle(&Fails, event.to_string()).await.expect_err("it fails");
    hides(&format!("{error} {error:?}"));
    debug_hides(error.downcast_ref::<InvocationError>().expect("an InvocationError"));
    hides(&lambda_runtime::Diagnostic::from(error).error_message);
    event["InvocationEventType"] = "CALL_ANSWERED".into();
    event["CallDetails"]["Participants"][0]["Status"] = "Disconnected".into();
    drop(offhook::handle(&Asks, event.to_string()).await);
    event["InvocationEventType"] = "NEW_OUTBOUND_CALL".into();
    drop(offhook::handle(&Fails, event.to_string()).await);
    assert!(log::records().len() > 4, "{}", log::text());
    hides(&log::text());

    event["InvocationEventType"] = "NEW_INBOUND_CALL".into();
    for (key, value) in [
        ("CallDetails", json!({long(): long()})),
        ("CallDetails", json!(long())),
        ("ActionData", json!({"Type": [long()]})),
        ("ActionData", json!(long())),
    ] {
        let mut event = event.clone();
        event[key] = value;
        let error = offhook::handle(&Fails, event.to_string()).await.expect_err("it is refused");
        hides(&format!("{error} {error:?}"));
        debug_hides(error.downcast_ref::<EventError>().expect("an EventError"));
    }
    let twice = format!(r#"{{"{KEY}": 1, "CallDetails": {{"{KEY}": 1, "{KEY}": 2}}}}"#);
    hides(&offhook::handle(&Fails, twice).await.expect_err("it is refused").to_string());
}

#[test]
fn keys_in_errors_about_headers() {
    let error = SipHeaders::new().with(format!("Subject{}", long()), "").validate();
    let error = error.expect_err("no name that may be sent");
    hides(&error.to_string());
    debug_hides(&error);
}

#[tokio::test]
async fn errors_and_log_of_refused_replies_hide_secrets() {
    answers(event("CALL_ANSWERED"), true).await;
    answers(event("NEW_INBOUND_CALL"), true).await;
}
