//! The session: loading, storing, and the other attributes.

use std::collections::BTreeMap;

use offhook::action::{Action, Pause, ReceiveDigits};
use offhook::call::Status::{self, Connected};
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind, SessionError};
use offhook_tests::calls::{bridged, call};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

const ATTRIBUTE: &str = Session::<()>::ATTRIBUTE;

#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
struct Visit {
    turns: u8,
    notes: String,
    piers: BTreeMap<String, Option<i64>>,
}

#[offhook::app(session = Visit)]
struct App;

/// Changes the session in the way that the digits say.
#[on(DigitsReceived, app = App)]
async fn digits(digits: Digits, visit: &mut Session<Visit>) -> Result<Reply> {
    match digits.as_str() {
        "look" => assert!(visit.turns < 100),
        "same" => visit.turns += 0,
        "fail" => {
            visit.turns += 1;
            return Err("the directory is down".into());
        }
        "attributes" => {
            visit.turns += 1;
            let attributes = TransactionAttributes::new().with("route", "new");
            return Ok(Reply::none().with_attributes(attributes));
        }
        "clear" => return Ok(Reply::none().with_attributes(TransactionAttributes::new())),
        notes if notes.starts_with("note ") => visit.notes.push_str(&notes["note ".len()..]),
        _ => visit.turns += 1,
    }
    Ok(Pause::secs(1).into())
}

#[derive(Clone, Copy, Default, PartialEq, Debug, Serialize, Deserialize)]
enum Stage {
    #[default]
    Ringing,
    Talking,
}

/// An app whose session is an enum.
#[offhook::app(session = Stage)]
struct Staged;

#[on(CallAnswered, app = Staged)]
async fn answered(stage: &mut Session<Stage>) {
    match stage.state() {
        Stage::Ringing => stage.set(Stage::Talking),
        Stage::Talking => {}
    }
}

#[on(Ringing, app = App)]
async fn ringing(visit: &mut Session<Visit>) {
    visit.turns += 1;
}

#[on(CallUpdateRequested, app = App)]
async fn update(visit: &mut Session<Visit>) -> Reply {
    visit.turns += 1;
    Reply::keep()
}

#[on(Hangup, app = App)]
async fn bye(visit: &mut Session<Visit>) {
    visit.turns += 1;
}

/// Returns what it reads.
#[on(CallAnswered, app = App)]
async fn reads(visit: &Session<Visit>) -> action::Speak {
    action::Speak::text(format!("{} turns", visit.turns))
}

#[on(NewInboundCall, app = App)]
async fn takes_no_session() -> Pause {
    Pause::secs(1)
}

/// An app with a limit of its own.
#[offhook::app(session = String, attribute_limit = 20)]
struct Limited;

#[on(DigitsReceived, app = Limited)]
async fn kept(digits: Digits, session: &mut Session<String>) {
    session.set(digits.to_string());
}

fn pressed(digits: &str) -> event::DigitsReceived {
    event::DigitsReceived::new(ReceiveDigits::matching("."), digits)
}

/// A call with this session's JSON and another attribute.
fn with_session(json: impl Into<serde_json::Value>) -> Call {
    call(Connected).with_attributes(
        TransactionAttributes::new().with("seats", json!({"deck": "upper"})).with(ATTRIBUTE, json),
    )
}

/// Returns the attributes that the reply sets.
async fn stored<A: offhook::App>(
    app: &A,
    event: &impl event::Event,
    call: Call,
) -> Option<TransactionAttributes> {
    let reply = offhook::respond(app, Invocation::new(event, call)).await.expect("a reply");
    reply.attributes().cloned()
}

fn session(attributes: &TransactionAttributes) -> Visit {
    serde_json::from_str(attributes.get(ATTRIBUTE).expect("a session")).expect("its JSON")
}

const TWO_TURNS: &str = r#"{"turns":2,"notes":"","piers":{}}"#;

#[tokio::test]
async fn a_new_call_starts_with_the_default() {
    let attributes = stored(&App, &pressed("1"), call(Connected)).await.expect("a change");
    assert_eq!(session(&attributes), Visit { turns: 1, ..Visit::default() });
    assert_eq!(attributes.len(), 1);
}

#[tokio::test]
async fn a_change_is_stored_beside_the_other_attributes() {
    let attributes = stored(&App, &pressed("1"), with_session(TWO_TURNS)).await.expect("a change");
    assert_eq!(session(&attributes).turns, 3);
    assert_eq!(attributes.get_value("seats"), Some(json!({"deck": "upper"})));
    assert_eq!(attributes.len(), 2);
}

#[tokio::test]
async fn an_enum_is_matched_and_replaced() {
    let attributes = stored(&Staged, &event::CallAnswered, call(Connected)).await;
    let talking = "\"Talking\"";
    assert_eq!(attributes.expect("a change").get(ATTRIBUTE), Some(talking));
    let mut stage = Session::new(Stage::Ringing);
    answered(&mut stage).await;
    assert_eq!(stage.state(), &Stage::Talking);
    let unchanged = stored(&Staged, &event::CallAnswered, with_session(talking)).await;
    assert_eq!(unchanged, None);
}

#[tokio::test]
async fn nothing_is_stored_without_a_change() {
    for digits in ["look", "same"] {
        assert_eq!(stored(&App, &pressed(digits), with_session(TWO_TURNS)).await, None, "{digits}");
        assert_eq!(stored(&App, &pressed(digits), call(Connected)).await, None, "{digits}, new");
    }
    let by_another_version = r#"{ "piers": {}, "notes": "", "turns": 2, "older": true }"#;
    assert_eq!(stored(&App, &pressed("look"), with_session(by_another_version)).await, None);
    let attributes = stored(&App, &pressed("clear"), with_session(TWO_TURNS)).await;
    assert_eq!(attributes, Some(TransactionAttributes::new()), "cleared on purpose");
}

#[tokio::test]
async fn a_session_that_is_read_is_never_stored() {
    let by_another_version = r#"{ "piers": {}, "notes": "", "turns": 2, "older": true }"#;
    for (call, said) in [
        (call(Connected), "0 turns"),
        (with_session(TWO_TURNS), "2 turns"),
        (with_session(by_another_version), "2 turns"),
    ] {
        let invocation = Invocation::new(&event::CallAnswered, call);
        let reply = offhook::respond(&App, invocation).await.expect("a reply");
        let [Action::Speak(speak)] = reply.actions() else { panic!("{reply:?}") };
        assert_eq!(speak.speech.text, *said);
        assert_eq!(reply.attributes(), None);
    }
    let corrupt = Invocation::new(&event::CallAnswered, with_session("corrupt"));
    assert!(offhook::respond(&App, corrupt).await.is_err());
    assert_eq!(reads(&Session::new(Visit::default())).await.speech.text, *"0 turns");
}

#[tokio::test]
async fn nothing_is_stored_after_an_error() {
    let invocation = Invocation::new(&pressed("fail"), with_session(TWO_TURNS));
    let error = offhook::respond(&App, invocation).await.expect_err("an error");
    assert!(format!("{error:?}").ends_with("the directory is down"));
}

#[tokio::test]
async fn attributes_of_the_reply_are_merged_with_the_session() {
    let attributes =
        stored(&App, &pressed("attributes"), with_session(TWO_TURNS)).await.expect("a change");
    assert_eq!(session(&attributes).turns, 3);
    assert_eq!(attributes.get("route"), Some("new"));
    assert_eq!(attributes.len(), 2, "the reply's attributes take the place of the old ones");
}

#[tokio::test]
async fn it_is_stored_with_every_kind_of_reply() {
    for event in [event::NewOutboundCall::default()] {
        assert_eq!(stored(&App, &event, with_session(TWO_TURNS)).await, None, "no handler");
    }
    let ringing = stored(&App, &event::Ringing, with_session(TWO_TURNS)).await;
    assert_eq!(session(&ringing.expect("kept, though actions are ignored")).turns, 3);
    let update = event::CallUpdateRequested::default();
    let invocation = Invocation::new(&update, with_session(TWO_TURNS));
    let reply = offhook::respond(&App, invocation).await.expect("a reply");
    assert!(reply.is_keep());
    assert_eq!(session(reply.attributes().expect("kept")).turns, 3);
    let left = bridged(Status::Disconnected, Connected);
    let hangup = Invocation::new(&event::Hangup::new(Leg::A, "call-a", 0), left);
    let reply = offhook::respond(&App, hangup).await.expect("a reply");
    assert_eq!(reply.actions().len(), 1, "the other leg is hung up");
    assert_eq!(session(reply.attributes().expect("kept")).turns, 1);
}

#[tokio::test]
async fn it_is_loaded_only_for_a_handler_that_takes_it() {
    let corrupt = || with_session("corrupt");
    assert_eq!(stored(&App, &event::NewInboundCall, corrupt()).await, None);
    let invocation = Invocation::new(&pressed("look"), corrupt());
    assert!(offhook::respond(&App, invocation).await.is_err());
}

#[tokio::test]
async fn a_corrupt_session_is_an_error_without_its_values() {
    for (corrupt, problem) in [
        (json!("+12065550199"), "it is not JSON"),
        (json!(""), "it is not JSON"),
        (json!(r#"{"turns":"+12065550199"}"#), "has another type"),
        (json!(r#"{"turns":2,"notes":"+12065550199"}"#), "a field is missing"),
        (json!(r#"{"turns":12065550199,"notes":"","piers":{}}"#), "has another type"),
        (json!({"turns": 2, "notes": "+12065550199"}), "is not text"),
        (json!(null), "is not text"),
    ] {
        let invocation = Invocation::new(&pressed("look"), with_session(corrupt.clone()));
        let error = offhook::respond(&App, invocation).await.expect_err("an error");
        let said = format!("{error:?}");
        assert!(said.contains("handler `session::digits` for DIGITS_RECEIVED"), "{said}");
        assert!(said.contains(ATTRIBUTE) && said.contains("session::Visit"), "{said}");
        assert!(said.contains(problem), "{corrupt}: {said}");
        assert!(!said.contains("0199"), "{said}");
    }
}

/// Returns why the session can't be stored.
async fn refused<A: offhook::App>(app: &A, event: &impl event::Event, call: Call) -> SessionError {
    let refused = offhook::respond(app, Invocation::new(event, call)).await.expect_err("too large");
    let failed = refused.downcast_ref::<InvocationError>().expect("an InvocationError");
    let InvocationErrorKind::Session(error) = failed.kind() else { panic!("{failed:?}") };
    let error = error.clone();
    assert_eq!(lambda_runtime::Diagnostic::from(refused).error_type, "Offhook.InvalidSession");
    error
}

#[tokio::test]
async fn it_has_at_most_1024_characters_or_the_apps_limit() {
    let around = r#"{"turns":0,"notes":"","piers":{}}"#.len();
    let notes = |characters: usize| pressed(&format!("note {}", "é".repeat(characters - around)));
    assert!(stored(&App, &notes(1_024), call(Connected)).await.is_some(), "characters, not bytes");
    let error = refused(&App, &notes(1_025), call(Connected)).await;
    assert_eq!(error, SessionError::TooLarge { characters: 1_025, limit: 1_024 });
    assert!(error.to_string().contains("1025") && error.to_string().contains("attribute_limit"));

    // The JSON of a string has two quotes.
    let fits = stored(&Limited, &pressed(&"5".repeat(18)), call(Connected)).await;
    assert_eq!(fits.expect("a change").get(ATTRIBUTE).map(str::len), Some(20));
    let error = refused(&Limited, &pressed(&"5".repeat(19)), call(Connected)).await;
    assert_eq!(error, SessionError::TooLarge { characters: 21, limit: 20 });
    assert!(!error.to_string().contains("555"));
}

#[tokio::test]
async fn a_retry_gets_the_same_reply() {
    let json = Invocation::numbered(9, &pressed("1"), with_session(TWO_TURNS)).raw().to_owned();
    let first = offhook::handle(&App, &json).await.expect("a reply");
    let second = offhook::handle(&App, &json).await.expect("a reply");
    assert_eq!(first, second);
    assert_eq!(first.to_json(), second.to_json());
    assert_eq!(session(first.attributes().expect("a change")).turns, 3);
}

#[tokio::test]
async fn a_test_calls_a_handler_with_a_session_of_its_own() {
    let mut visit = Session::new(Visit { turns: 7, ..Visit::default() });
    digits("1".into(), &mut visit).await.expect("a reply");
    assert_eq!(visit.into_inner().turns, 8);
    let loaded = Session::<Visit>::from_call(&with_session(TWO_TURNS)).expect("a session");
    assert_eq!(loaded.turns, 2);
}

fn any_visit() -> impl Strategy<Value = Visit> {
    let piers = proptest::collection::btree_map(".{0,6}", any::<Option<i64>>(), 0..5);
    (any::<u8>(), ".{0,40}", piers).prop_map(|(turns, notes, piers)| Visit { turns, notes, piers })
}

/// An app that sets the session to its own field.
#[offhook::app(session = Visit, attribute_limit = 20_480)]
struct Writes(Visit);

#[on(CallAnswered, app = Writes)]
async fn writes(app: &Writes, visit: &mut Session<Visit>) {
    visit.set(app.0.clone());
}

proptest! {
    #[test]
    fn what_is_stored_is_loaded_again(before in any_visit(), after in any_visit()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let json = serde_json::to_string(&before).expect("JSON");
        let stored = runtime.block_on(stored(&Writes(after.clone()), &event::CallAnswered, with_session(json)));
        if before == after {
            prop_assert_eq!(stored, None);
            return Ok(());
        }
        let stored = stored.expect("a change");
        let next = Invocation::new(&event::CallAnswered, call(Connected).with_attributes(stored));
        let next = Invocation::from_json(next.raw().as_bytes()).expect("decodes");
        prop_assert_eq!(Session::<Visit>::from_call(next.call()).expect("a session").into_inner(), after);
    }
}

#[test]
fn debug_shows_the_state() {
    assert_eq!(format!("{:?}", Session::new(Stage::Talking)), "Session(Talking)");
}
