//! Errors, panics and refused replies, and the handler that answers them.

use std::sync::Mutex;

use offhook::event::ErrorType;
use offhook::prelude::*;
use offhook::{Error, InvocationError, InvocationErrorKind, Outcome, SessionError};
use offhook_tests::calls::event;
use offhook_tests::log;
use serde_json::json;
use tracing::Level;

use crate::{Connected, Disconnected, Nothing, actions, call, respond, sent};

/// An error with a cause.
#[derive(Debug)]
struct Leak;

impl std::fmt::Display for Leak {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no such pier")
    }
}

impl std::error::Error for Leak {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        #[derive(Debug)]
        struct Chart;

        impl std::fmt::Display for Chart {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the chart is old")
            }
        }

        impl std::error::Error for Chart {}

        Some(&Chart)
    }
}

/// Fails in the way that the digits say.
async fn go_wrong(digits: &str) -> Result<Reply> {
    match digits {
        "1" => Err(Leak.into()),
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

/// An app that answers failures and records them.
#[offhook::app(session = u8)]
#[derive(Default)]
struct Recovers {
    failures: Mutex<Vec<String>>,
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
async fn too_late_again() -> Result<()> {
    Err("too late again".into())
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
    app.failures.lock().expect("no panic under the lock").push(error.to_string());
    assert_eq!(
        (call.transaction_id(), attributes),
        (invocation.call().transaction_id(), call.attributes())
    );
    assert!(headers.is_empty());
    **session += 10;
    Ok(action::Speak::text("We are sorry."))
}

/// An app whose `#[on_error]` fails too.
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
        ("1", "failed: no such pier: the chart is old"),
        ("2", "panicked: overboard"),
        ("3", "returned a reply that the service would refuse: Pause: DurationInMilliseconds"),
    ] {
        let error =
            respond(&Helpless, &pressed(digits), call(Connected)).await.expect_err("an error");
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(format!("{error:?}"), error.to_string(), "each cause once");
        assert_eq!(lambda_runtime::Diagnostic::from(error).error_message.matches(said).count(), 1);
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
        let failures = app.failures.lock().expect("no panic under the lock").join("; ");
        assert!(failures.starts_with("handler `defaults::errors::digits` for DIGITS_RECEIVED"));
        assert!(failures.contains(said), "{failures}");
        assert_eq!(log::records()[0].field("outcome"), "recovered");
        assert_eq!(log::only(Level::ERROR).field("error"), failures);
    }
    let app = Recovers::default();
    assert_eq!(actions(&app, &event::NewInboundCall, call(Connected)).await[0]["Type"], "Speak");
}

#[tokio::test]
async fn on_error_answers_failures_on_a_call_that_is_over() {
    let app = Recovers::default();
    let failed = Failed::new(action::Pause::secs(1), ErrorType::SystemException, "");
    let reply = sent(&app, &failed, call(Disconnected)).await;
    assert_eq!(app.failures.lock().expect("no panic under the lock").len(), 1);
    assert_eq!(reply["Actions"], json!([]), "no leg is connected");
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
    assert!(app.failures.lock().expect("no panic under the lock").is_empty());
}

/// An app whose `#[on_error]` reads the session.
#[offhook::app(session = u8)]
struct Reads;

#[on(DigitsReceived, app = Reads)]
async fn counts(session: &mut Session<u8>) {
    **session += 1;
}

#[on(Ringing | CallAnswered, app = Reads)]
async fn fails_at_once() -> Result<()> {
    Err("fog".into())
}

#[on_error(app = Reads)]
async fn reads(error: &Error, session: &Session<u8>) -> action::Speak {
    let failure = error.downcast_ref::<InvocationError>().expect("an InvocationError");
    let cause = match failure.kind() {
        InvocationErrorKind::Session(SessionError::Unreadable { session_type, .. }) => session_type,
        _ => "another",
    };
    action::Speak::text(format!("{cause} {}", session.state()))
}

fn with_session(json: &str) -> Call {
    call(Connected)
        .with_attributes(TransactionAttributes::new().with(Session::<u8>::ATTRIBUTE, json))
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_a_failure_of_its_own_kind() {
    let app = Recovers::default();
    // This on_error takes the session to change it: the failure can't be answered.
    let error =
        respond(&app, &pressed("4"), with_session("+14255550142")).await.expect_err("an error");
    let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
    assert!(matches!(
        failed.kind(),
        InvocationErrorKind::Session(SessionError::Unreadable { session_type: "u8", .. })
    ));
    assert!(error.to_string().contains("::digits`") && !error.to_string().contains("0142"));
    assert!(app.failures.lock().expect("no panic under the lock").is_empty());
    assert_eq!(lambda_runtime::Diagnostic::from(error).error_type, "Offhook.InvalidSession");
}

#[tokio::test]
async fn on_error_reads_the_default_session_where_it_cannot_be_read() {
    log::start();
    let reply = sent(&Reads, &pressed("4"), with_session("+14255550142")).await;
    assert_eq!(reply["Actions"][0]["Parameters"]["Text"], "u8 0");
    assert_eq!(reply["TransactionAttributes"], json!(null), "it is not overwritten");
    assert!(log::only(Level::WARN).field("error").contains("can't be read as u8"));
    assert!(!log::text().contains("0142"));

    log::start();
    let reply = sent(&Reads, &event::CallAnswered, with_session("7")).await;
    assert_eq!(reply["Actions"][0]["Parameters"]["Text"], "another 7");
    assert!(log::records().iter().all(|record| record.level != Level::WARN));
}

#[tokio::test]
async fn an_outcome_has_the_reply_and_the_failure() {
    let outcome = async |digits: &str| {
        let invocation = Invocation::new(&pressed(digits), call(Connected));
        offhook::respond_detailed(&Recovers::default(), invocation).await
    };
    let replied = outcome("4").await;
    assert!(matches!(replied, Outcome::Replied(_)));
    assert!(replied.reply().is_some() && replied.failure().is_none());
    assert_eq!(replied.into_result().expect("a reply").actions(), []);

    let recovered = outcome("1").await;
    assert!(matches!(recovered, Outcome::Recovered { .. }));
    assert_eq!(recovered.reply().map(|reply| reply.actions().len()), Some(1));
    let failure = recovered.failure().expect("a failure");
    assert!(failure.to_string().ends_with("no such pier: the chart is old"), "{failure}");
    assert!(failure.downcast_ref::<InvocationError>().is_some());
    assert_eq!(recovered.into_result().expect("a reply").actions().len(), 1);

    let invocation = Invocation::new(&pressed("1"), call(Connected));
    let failed = offhook::respond_detailed(&Helpless, invocation).await;
    assert!(matches!(failed, Outcome::Failed(_)));
    assert!(failed.reply().is_none());
    assert!(failed.failure().expect("a failure").to_string().contains("no such pier"));
    assert!(failed.into_result().is_err());
}

#[tokio::test]
async fn an_event_without_a_handler_is_no_failure() {
    assert_eq!(actions(&Nothing, &pressed("1"), call(Connected)).await, json!([]));
}
