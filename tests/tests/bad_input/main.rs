//! Invalid and odd events: an error that names the field and contains no data of the caller, or a
//! reply. Never a panic, and the next event is answered.

mod decoded;
mod random;
mod refused;

use std::sync::atomic::{AtomicUsize, Ordering};

use lambda_runtime::{Context, LambdaEvent};
use offhook::EventError;
use offhook::prelude::*;
use offhook::{Error, RawEvent};
use offhook_tests::calls::event;
use serde_json::Value;
use tower::Service;

/// The caller's data in events. No error may contain it.
const SECRET: &str = "+12065550199";

/// Counts the events that reached a handler.
#[offhook::app]
#[derive(Default)]
struct App {
    handled: AtomicUsize,
    failed: AtomicUsize,
}

#[on(NewInboundCall | CallUpdateRequested | _)]
#[on(ActionSuccessful, disconnected)]
#[on(ActionFailed, disconnected)]
async fn anything(app: &App) -> action::Hangup {
    app.handled.fetch_add(1, Ordering::Relaxed);
    action::Hangup::busy()
}

#[on_error]
async fn failed(app: &App) -> action::Hangup {
    app.failed.fetch_add(1, Ordering::Relaxed);
    action::Hangup::normal()
}

/// Decodes an event as `lambda_runtime` does before it calls a service.
fn decoded_by_lambda_runtime(event: &[u8]) -> LambdaEvent<RawEvent> {
    let mut deserializer = serde_json::Deserializer::from_slice(event);
    let payload = serde_path_to_error::deserialize(&mut deserializer)
        .expect("every payload reaches the service");
    LambdaEvent::new(payload, Context::default())
}

/// Answers an event through the service that runs in Lambda.
async fn served(event: &[u8]) -> Result<Reply, Error> {
    offhook::service(App::default()).call(decoded_by_lambda_runtime(event)).await
}

/// Returns the error for an event that can't be decoded. Asserts that `handle` and the service give
/// the same.
async fn refusal(event: impl AsRef<[u8]>) -> EventError {
    let event = event.as_ref();
    let app = App::default();
    let error = offhook::handle(&app, event).await.expect_err("the event can't be decoded");
    let good = offhook_tests::calls::event("NEW_INBOUND_CALL").to_string();
    let next = offhook::handle(&app, good).await.expect("the next event is answered");
    assert_eq!(next.actions().len(), 1);
    assert_eq!(app.handled.load(Ordering::Relaxed), 1, "the bad event reached a handler");
    assert_eq!(app.failed.load(Ordering::Relaxed), 0, "undecodable events never reach on_error");

    let diagnostic = {
        let error = served(event).await.expect_err("the event can't be decoded");
        assert_eq!(error.to_string(), format!("{error:?}"), "it has no cause");
        lambda_runtime::Diagnostic::from(error)
    };
    assert_eq!(diagnostic.error_type, "Offhook.InvalidEvent");
    assert_eq!(diagnostic.error_message, error.to_string());

    let said = format!("{error} {error:?} {:?}", error.downcast_ref::<EventError>());
    for secret in [SECRET, &SECRET[1..], "0199"] {
        assert!(!said.contains(secret), "{said}");
    }
    let refusal = error.downcast_ref::<EventError>().expect("an EventError");
    assert_eq!(format!("{refusal:?}"), refusal.to_string());
    refusal.clone()
}

/// Returns the reply to an odd event that can be decoded.
async fn answer(event: impl AsRef<[u8]>) -> Reply {
    let event = event.as_ref();
    let app = App::default();
    let reply = offhook::handle(&app, event).await.expect("the event is answered");
    assert_eq!(app.handled.load(Ordering::Relaxed), 1, "the handler was called once");
    assert_eq!(served(event).await.expect("the event is answered"), reply);
    reply
}

/// Returns an event with the caller's data in many places.
fn with_secrets() -> Value {
    let mut event = event("ACTION_SUCCESSFUL");
    event["ActionData"] = serde_json::json!({
        "Type": "SpeakAndGetDigits",
        "Parameters": {"CallId": "call-a", "ParticipantTag": "LEG-A", "Text": SECRET},
        "ReceivedDigits": SECRET,
    });
    event["CallDetails"]["TransactionAttributes"] = serde_json::json!({"callback": SECRET});
    let leg = &mut event["CallDetails"]["Participants"][0];
    (leg["From"], leg["To"]) = (SECRET.into(), SECRET.into());
    leg["SipHeaders"] = serde_json::json!({"X-Callback": SECRET});
    event
}
