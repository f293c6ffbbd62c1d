//! Errors, panics and refused replies, and who answers them.

use std::sync::Mutex;

use offhook::event::ErrorType;
use offhook::prelude::*;
use offhook::{Error, InvocationError, InvocationErrorKind};
use offhook_tests::calls::event;
use offhook_tests::log;
use serde_json::json;
use tracing::Level;

use crate::{Connected, Disconnected, Nothing, actions, call, respond, sent};

/// What goes wrong, by the caller's digits.
async fn go_wrong(digits: &str) -> Result<Reply> {
    match digits {
        "1" => Err("no such pier".into()),
        "2" => panic!("overboard"),
        "3" => Ok(action::Pause::secs(99).into()),
        _ => Ok(Reply::none()),
    }
}

/// An app without `#[on_error]`.
#[offhook::app]
struct Helpless;

#[on(DigitsReceived, app = Helpless)]
async fn helpless(digits: Digits) -> Result<Reply> {
    go_wrong(digits.as_str()).await
}

#[on(ActionFailed, app = Helpless, disconnected)]
async fn too_late() -> Result<()> {
    Err("too late".into())
}

/// An app that answers failures and keeps what it was told of them.
#[offhook::app(session = u8)]
#[derive(Default)]
struct Recovers {
    told: Mutex<Vec<String>>,
}

#[on(DigitsReceived, app = Recovers)]
async fn digits(digits: Digits, session: &mut Session<u8>) -> Result<Reply> {
    **session += 1;
    go_wrong(digits.as_str()).await
}

#[on(NewInboundCall | Ringing, app = Recovers)]
async fn fails() -> Result<Reply> {
    Err("fog".into())
}

#[on(ActionFailed, app = Recovers, disconnected)]
async fn nobody_left() -> Result<()> {
    Err("nobody left".into())
}

#[on_error(app = Recovers)]
async fn recovered(
    error: &Error,
    app: &Recovers,
    call: &Call,
    invocation: &Invocation,
    attributes: &TransactionAttributes,
    headers: &SipHeaders,
    session: &mut Session<u8>,
) -> Result<action::Speak> {
    app.told.lock().expect("no panic under the lock").push(format!("{error:?}"));
    assert_eq!(
        (call.transaction_id(), attributes),
        (invocation.call().transaction_id(), call.attributes())
    );
    assert!(headers.is_empty());
    **session += 10;
    Ok(action::Speak::text("We are sorry."))
}

/// An app whose `#[on_error]` goes wrong too.
#[offhook::app]
struct Sinks;

#[on(DigitsReceived, app = Sinks)]
async fn sinks(digits: Digits) -> Result<Reply> {
    go_wrong(digits.as_str()).await
}

#[on(NewInboundCall, app = Sinks)]
async fn springs_a_leak() -> Result<action::Pause> {
    Err("a leak".into())
}

#[on_error(app = Sinks)]
async fn the_pump_fails(invocation: &Invocation, error: &Error) -> Result<()> {
    if *invocation.event_type() == event::EventType::NewInboundCall {
        return Ok(());
    }
    assert!(!error.to_string().contains("panicked"), "the pump broke");
    Err("the pump is stuck".into())
}

fn pressed(digits: &str) -> event::DigitsReceived {
    event::DigitsReceived::new(action::ReceiveDigits::matching("."), digits)
}

#[tokio::test]
async fn without_on_error_they_are_lambda_errors() {
    for (digits, said) in [
        ("1", "failed: no such pier"),
        ("2", "panicked: overboard"),
        ("3", "gave a reply that the service would refuse: Pause: DurationInMilliseconds"),
    ] {
        let error =
            respond(&Helpless, &pressed(digits), call(Connected)).await.expect_err("an error");
        assert!(format!("{error:?}").contains(said), "{error:?}");
    }
    assert_eq!(actions(&Helpless, &pressed("4"), call(Connected)).await, json!([]));
    let failed = Failed::new(action::Pause::secs(1), ErrorType::SystemException, "");
    let error = respond(&Helpless, &failed, call(Disconnected)).await.expect_err("an error");
    assert!(format!("{error:?}").ends_with("too_late` for ACTION_FAILED (Pause) failed: too late"));
}

#[tokio::test]
async fn on_error_answers_each_of_them() {
    for (digits, said) in [("1", "no such pier"), ("2", "overboard"), ("3", "Pause: Duration")] {
        let app = Recovers::default();
        log::start();
        let reply = sent(&app, &pressed(digits), call(Connected)).await;
        assert_eq!(reply["Actions"][0]["Parameters"]["Text"], "We are sorry.");
        assert_eq!(
            reply["TransactionAttributes"],
            json!({"offhook-session": "10"}),
            "the failed handler's changes are dropped, those of on_error are not"
        );
        let told = app.told.lock().expect("no panic under the lock").join("; ");
        assert!(told.starts_with("handler `defaults::errors::digits` for DIGITS_RECEIVED"));
        assert!(told.contains(said), "{told}");
        assert_eq!(log::records()[0].field("outcome"), "recovered");
    }
    let app = Recovers::default();
    assert_eq!(actions(&app, &event::NewInboundCall, call(Connected)).await[0]["Type"], "Speak");
}

#[tokio::test]
async fn on_error_hears_of_failures_when_nobody_is_left() {
    let app = Recovers::default();
    let failed = Failed::new(action::Pause::secs(1), ErrorType::SystemException, "");
    let reply = sent(&app, &failed, call(Disconnected)).await;
    assert_eq!(app.told.lock().expect("no panic under the lock").len(), 1);
    assert_eq!(reply["Actions"], json!([]), "there is nobody to speak to");
    assert_eq!(reply["TransactionAttributes"], json!({"offhook-session": "10"}));
}

#[tokio::test]
async fn where_actions_are_ignored_those_of_on_error_are_dropped() {
    log::start();
    let reply = sent(&Recovers::default(), &event::Ringing, call(Connected)).await;
    assert_eq!(reply["Actions"], json!([]));
    assert_eq!(log::only(Level::DEBUG).field("event"), "RINGING");
}

#[tokio::test]
async fn when_on_error_fails_too_the_first_failure_is_the_error() {
    for (digits, first, second) in
        [("1", "no such pier", "the pump is stuck"), ("2", "overboard", "the pump broke")]
    {
        log::start();
        let error = respond(&Sinks, &pressed(digits), call(Connected)).await.expect_err("an error");
        let said = format!("{error:?}");
        assert!(said.contains("::sinks`") && said.contains(first), "{said}");
        let logged = log::only(Level::ERROR);
        let second_said = logged.field("error");
        assert!(
            second_said.contains("the_pump_fails`") && second_said.contains(second),
            "{logged:?}"
        );
        assert_eq!(log::records()[0].field("outcome"), "failed");
    }
}

#[tokio::test]
async fn a_refused_reply_of_on_error_is_a_lambda_error() {
    log::start();
    let error =
        respond(&Sinks, &event::NewInboundCall, call(Connected)).await.expect_err("silence");
    assert!(format!("{error:?}").ends_with("failed: a leak"), "{error:?}");
    assert!(log::only(Level::ERROR).field("error").contains("no action"));
}

#[tokio::test]
async fn an_event_that_cannot_be_decoded_never_reaches_on_error() {
    let app = Recovers::default();
    let mut bad = event("DIGITS_RECEIVED");
    bad["CallDetails"]["TransactionAttributes"] = "lost".into();
    let error = offhook::handle(&app, bad.to_string()).await.expect_err("an error");
    assert!(error.downcast_ref::<offhook::EventError>().is_some());
    assert!(app.told.lock().expect("no panic under the lock").is_empty());
}

#[tokio::test]
async fn a_parameter_that_cannot_be_loaded_is_the_handlers_failure() {
    let app = Recovers::default();
    let corrupt = TransactionAttributes::new().with("offhook-session", "not a number");
    let call = call(Connected).with_attributes(corrupt);
    // on_error takes the session too, so that the failure can't be answered either.
    let error = respond(&app, &pressed("4"), call).await.expect_err("an error");
    let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
    assert!(matches!(failed.kind(), InvocationErrorKind::Failed(_)));
    assert!(app.told.lock().expect("no panic under the lock").is_empty());
}

#[tokio::test]
async fn no_app_fails_for_what_it_does_not_handle() {
    assert_eq!(actions(&Nothing, &pressed("1"), call(Connected)).await, json!([]));
}
