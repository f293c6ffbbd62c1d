//! Events without a handler.

use offhook::event::{ErrorType, Event};
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind};
use offhook_tests::calls::event;
use offhook_tests::log;
use serde_json::{Value, json};
use tracing::Level;

use crate::{Connected, Disconnected, Nothing, actions, call, respond, sent};

/// An app with handlers for every other event and for failures.
#[offhook::app]
struct CatchAll;

#[on(_, app = CatchAll)]
async fn anything() -> action::Hangup {
    action::Hangup::busy()
}

#[on_error(app = CatchAll)]
async fn failed() -> action::Hangup {
    action::Hangup::unavailable()
}

/// An app with a handler of failures alone.
#[offhook::app]
struct OnlyErrors;

#[on_error(app = OnlyErrors)]
async fn any_failure() -> action::Hangup {
    action::Hangup::unavailable()
}

/// An app with a handler of its own for call updates.
#[offhook::app]
struct Updates;

#[on(CallUpdateRequested, app = Updates)]
async fn update() -> action::Speak {
    action::Speak::text("All aboard.")
}

#[tokio::test]
async fn a_new_call_without_a_handler_is_an_error() {
    let error =
        respond(&Nothing, &event::NewInboundCall, call(Connected)).await.expect_err("an error");
    assert_eq!(
        error.to_string(),
        "NEW_INBOUND_CALL has no handler: annotate one with #[on(NewInboundCall)]"
    );
    let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
    assert!(matches!(failed.kind(), InvocationErrorKind::NoHandler));
    assert_eq!(failed.handler(), None);
    assert_eq!(lambda_runtime::Diagnostic::from(error).error_type, "Offhook.NoHandler");
    let answered = actions(&CatchAll, &event::NewInboundCall, call(Connected)).await;
    assert_eq!(answered[0]["Parameters"]["SipResponseCode"], "486", "`_` takes it");
}

#[tokio::test]
async fn on_error_does_not_answer_a_new_call_that_has_no_handler() {
    log::start();
    let unanswered = respond(&OnlyErrors, &event::NewInboundCall, call(Connected)).await;
    let error = unanswered.expect_err("an error, so that the SIP rule goes on");
    assert!(error.to_string().contains("has no handler"));
    assert_eq!(log::records()[0].field("outcome"), "failed");
}

#[tokio::test]
async fn a_call_update_without_a_handler_of_its_own_keeps_what_runs() {
    let update = event::CallUpdateRequested::new([("pier", "52")]);
    let kept = json!({"SchemaVersion": "1.0", "Actions": null});
    log::start();
    assert_eq!(sent(&Nothing, &update, call(Connected)).await, kept);
    assert_eq!(sent(&CatchAll, &update, call(Connected)).await, kept, "`_` does not displace it");
    let warned = log::records().iter().any(|record| record.level == Level::WARN);
    assert!(!warned, "it is the default");
    assert_eq!(actions(&Updates, &update, call(Connected)).await[0]["Type"], "Speak");
}

/// Checks that the event is answered with no actions and logged once, at this level.
async fn is_logged(level: Level, event: &impl Event, name: &str, action: &str) {
    log::start();
    let reply = sent(&Nothing, event, call(Connected)).await;
    assert_eq!(reply, json!({"SchemaVersion": "1.0", "Actions": []}), "{name}");
    let logged = log::only(level);
    assert_eq!((logged.field("event"), logged.field("action")), (name, action));
    assert_eq!(log::records().iter().filter(|record| !record.is_span).count(), 1, "{name}");
}

#[tokio::test]
async fn an_event_that_may_wait_for_an_answer_is_logged_at_warn() {
    let menu =
        Succeeded::new(action::SpeakAndGetDigits::new("?"), action::ReceivedDigits::default());
    let received = event::DigitsReceived::new(action::ReceiveDigits::matching("."), "5");
    is_logged(Level::WARN, &event::CallAnswered, "CALL_ANSWERED", "").await;
    is_logged(Level::WARN, &menu, "ACTION_SUCCESSFUL", "SpeakAndGetDigits").await;
    is_logged(Level::WARN, &received, "DIGITS_RECEIVED", "ReceiveDigits").await;
}

#[tokio::test]
async fn an_event_of_every_good_call_is_logged_at_debug() {
    let pause = || action::Pause::secs(1);
    let bye = event::Hangup::new(Leg::A, "call-a", 0);
    let hung_up = Succeeded::done(action::Hangup::normal());
    is_logged(Level::DEBUG, &event::NewOutboundCall::default(), "NEW_OUTBOUND_CALL", "").await;
    is_logged(Level::DEBUG, &event::Ringing, "RINGING", "").await;
    is_logged(Level::DEBUG, &bye, "HANGUP", "Hangup").await;
    is_logged(Level::DEBUG, &hung_up, "ACTION_SUCCESSFUL", "Hangup").await;
    is_logged(Level::DEBUG, &Succeeded::done(pause()), "ACTION_SUCCESSFUL", "Pause").await;
    is_logged(Level::DEBUG, &Interrupted::new(pause()), "ACTION_INTERRUPTED", "Pause").await;
}

#[tokio::test]
async fn an_unknown_event_is_logged_at_warn() {
    log::start();
    let reply = offhook::handle(&Nothing, event("TIDE_TURNED").to_string()).await.expect("a reply");
    assert_eq!(reply, Reply::none());
    assert_eq!(log::only(Level::WARN).field("event"), "TIDE_TURNED");
}

#[tokio::test]
async fn an_action_that_ended_with_the_call_is_logged_at_debug() {
    log::start();
    let failed = Failed::new(action::Pause::secs(1), ErrorType::SystemException, "");
    assert_eq!(actions(&Nothing, &failed, call(Disconnected)).await, json!([]));
    assert_eq!(log::only(Level::DEBUG).field("action"), "Pause");
    assert!(log::records().iter().all(|record| record.level != Level::WARN));
}

#[tokio::test]
async fn the_catch_alls_actions_are_dropped_where_the_service_ignores_them() {
    let pause = action::Pause::secs(1);
    let no_actions = json!({"SchemaVersion": "1.0", "Actions": []});
    let reply = |name: &str, reply: Value| {
        assert_eq!(reply, no_actions, "{name}");
        assert_eq!(log::only(Level::DEBUG).field("event"), name);
        log::start();
    };
    log::start();
    reply("RINGING", sent(&CatchAll, &event::Ringing, call(Connected)).await);
    let created = event::NewOutboundCall::new([("pier", "52")]);
    reply("NEW_OUTBOUND_CALL", sent(&CatchAll, &created, call(Connected)).await);
    reply("ACTION_INTERRUPTED", sent(&CatchAll, &Interrupted::new(pause), call(Connected)).await);
    assert_eq!(
        actions(&CatchAll, &event::CallAnswered, call(Connected)).await[0]["Type"],
        "Hangup"
    );
    assert!(log::records().iter().all(|record| record.level != Level::DEBUG));
}
