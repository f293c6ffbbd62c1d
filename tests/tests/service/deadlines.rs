//! Deadlines: handlers that take too long are cancelled, flows are named.

use std::future::pending;
use std::time::{Duration, SystemTime};

use lambda_runtime::Diagnostic;
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind, Outcome};
use offhook_tests::calls::call;
use offhook_tests::log;
use tower::Service;
use tracing::Level;

use crate::{event, invoked};

/// An app whose handlers have 20 ms.
#[offhook::app(deadline = "20ms")]
struct Hasty;

#[on(NewInboundCall, app = Hasty)]
async fn never() -> action::Speak {
    pending().await
}

#[on(CallAnswered, app = Hasty, deadline = "4.5s")]
async fn own_deadline() -> action::Speak {
    tokio::time::sleep(Duration::from_millis(60)).await;
    action::Speak::text("Welcome.")
}

#[on_error(app = Hasty)]
async fn sorry() -> action::Hangup {
    action::Hangup::unavailable()
}

/// An app with a deadline of one handler only.
#[offhook::app]
struct Patient;

#[on(NewInboundCall, app = Patient, deadline = "4s")]
async fn stuck() -> action::Speak {
    pending().await
}

#[on(CallAnswered, app = Patient)]
async fn without() -> action::Speak {
    tokio::time::sleep(Duration::from_millis(60)).await;
    action::Speak::text("Welcome.")
}

fn invocation(event: &impl event::Event) -> Invocation {
    Invocation::new(event, call(offhook::call::Status::Connected))
}

#[tokio::test]
async fn a_handler_is_cancelled_and_on_error_answers() {
    let outcome = offhook::respond_detailed(&Hasty, invocation(&event::NewInboundCall)).await;
    let Outcome::Recovered { reply, failure } = outcome else { panic!("{outcome:?}") };
    assert!(matches!(reply.actions(), [action::Action::Hangup(_)]), "{reply:?}");
    let failure: &InvocationError = failure.downcast_ref().expect("a failed invocation");
    let expected = Duration::from_millis(20);
    assert!(matches!(failure.kind(), InvocationErrorKind::Deadline(time) if *time == expected));
    assert_eq!(
        failure.to_string(),
        "handler `service::deadlines::never` for NEW_INBOUND_CALL was cancelled after 20 ms, its deadline: give its requests timeouts that are shorter",
    );
}

#[tokio::test]
async fn a_handlers_own_deadline_goes_before_the_apps() {
    let reply = offhook::respond(&Hasty, invocation(&event::CallAnswered)).await.unwrap();
    assert!(matches!(reply.actions(), [action::Action::Speak(_)]), "{reply:?}");
}

#[tokio::test]
async fn a_handler_without_a_deadline_takes_its_time() {
    let reply = offhook::respond(&Patient, invocation(&event::CallAnswered)).await.unwrap();
    assert!(matches!(reply.actions(), [action::Action::Speak(_)]), "{reply:?}");
}

/// Lambda would end the process before the handler's deadline.
#[tokio::test]
async fn lambdas_deadline_is_kept() {
    let mut event = invoked(event("NEW_INBOUND_CALL", 1));
    let end = SystemTime::now() + Duration::from_millis(250);
    let since_1970 = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    event.context.deadline = u64::try_from(since_1970.as_millis()).unwrap();
    let error = offhook::service(Patient).call(event).await.expect_err("no one answers");
    let failure: &InvocationError = error.downcast_ref().expect("a failed invocation");
    let before = Duration::from_millis(250 - 199);
    assert!(matches!(failure.kind(), InvocationErrorKind::Deadline(time) if *time < before));
    assert_eq!(Diagnostic::from(error).error_type, "Offhook.DeadlineExceeded");
}

#[offhook::app(deadline = "10ms")]
struct Flows;

#[flow(NewInboundCall, app = Flows)]
async fn slow(line: &mut Line) -> Result<()> {
    let wait = async {
        tokio::time::sleep(Duration::from_millis(40)).await;
        Ok::<_, Error>(())
    };
    line.once("wait", wait).await?;
    line.ask("Press a key.").digits(1).await?;
    Ok(())
}

#[tokio::test]
async fn a_flow_is_not_cancelled_but_named() {
    log::start();
    let reply = offhook::respond(&Flows, invocation(&event::NewInboundCall)).await.unwrap();
    assert_eq!(reply.actions().len(), 1);
    let warning = log::only(Level::WARN);
    let message = warning.field("message");
    assert!(message.starts_with("this took longer than 10 ms: after 5 s the service"), "{message}");
    assert_eq!(warning.field("handler"), "service::deadlines::slow");
}
