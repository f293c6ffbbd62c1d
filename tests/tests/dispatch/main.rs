//! The handler that is called, the log of it, and its errors.

use std::collections::BTreeSet;

use offhook::call::Status;
use offhook::prelude::*;
use offhook::{App, InvocationError, InvocationErrorKind};
use offhook_tests::calls::{bridged, decode, event, event_about};
use offhook_tests::log;
use serde_json::Value;
use tracing::Level;

/// An app with a handler for every key.
#[offhook::app]
struct Everything;

/// An app with few handlers, which other keys fall back to.
#[offhook::app]
struct Few;

/// An app with `_` alone.
#[offhook::app]
struct CatchAll;

/// An app whose handlers fail.
#[offhook::app]
struct Broken;

/// A reply that names its handler.
fn by(handler: &str) -> Reply {
    let attributes = TransactionAttributes::new().with("handler", handler);
    Reply::from(action::Pause::secs(1)).with_attributes(attributes)
}

macro_rules! a_handler_for_each {
    ($($event:ident)*) => {$(
        #[on($event, app = Everything)]
        #[expect(non_snake_case, reason = "named after its event")]
        async fn $event() -> Reply {
            by(stringify!($event))
        }
    )*};
    ($($event:ident of $actions:tt)*) => {$(
        #[expect(non_snake_case, reason = "named after its event")]
        mod $event {
            use super::{Everything, Reply, by, on};
            a_handler_for_each!(@ $event $actions);

            #[on($event, app = Everything)]
            async fn any() -> Reply {
                by(stringify!($event))
            }
        }
    )*};
    (@ $event:ident [$($action:ident)*]) => {$(
        #[on($event($action), app = Everything)]
        async fn $action() -> Reply {
            by(concat!(stringify!($event), "(", stringify!($action), ")"))
        }
    )*};
}

macro_rules! all_keys {
    ($($action:ident)*) => {
        const ACTIONS: [&str; 18] = [$(stringify!($action)),*];

        a_handler_for_each! {
            NewInboundCall NewOutboundCall Ringing CallAnswered Hangup DigitsReceived
            CallUpdateRequested InvalidLambdaResponse
        }
        a_handler_for_each! {
            ActionSuccessful of [$($action)*]
            ActionFailed of [$($action)*]
            ActionInterrupted of [$($action)*]
        }
    };
}

all_keys! {
    Speak
    SpeakAndGetDigits
    PlayAudio
    PlayAudioAndGetDigits
    ReceiveDigits
    SendDigits
    Pause
    Hangup
    RecordAudio
    StartCallRecording
    StopCallRecording
    PauseCallRecording
    ResumeCallRecording
    CallAndBridge
    JoinChimeMeeting
    ModifyChimeMeetingAttendees
    VoiceFocus
    StartBotConversation
}

#[on(_, app = Everything)]
async fn everything_else() -> Reply {
    by("_")
}

/// The name of an event in `#[on(...)]`, and the service's.
const EVENTS: [(&str, &str); 11] = [
    ("NewInboundCall", "NEW_INBOUND_CALL"),
    ("NewOutboundCall", "NEW_OUTBOUND_CALL"),
    ("Ringing", "RINGING"),
    ("CallAnswered", "CALL_ANSWERED"),
    ("Hangup", "HANGUP"),
    ("DigitsReceived", "DIGITS_RECEIVED"),
    ("CallUpdateRequested", "CALL_UPDATE_REQUESTED"),
    ("InvalidLambdaResponse", "INVALID_LAMBDA_RESPONSE"),
    ("ActionSuccessful", "ACTION_SUCCESSFUL"),
    ("ActionFailed", "ACTION_FAILED"),
    ("ActionInterrupted", "ACTION_INTERRUPTED"),
];

/// The handler that answered.
async fn handler_of<A: App>(app: &A, event: &Value) -> Option<String> {
    let reply = offhook::handle(app, event.to_string()).await.expect("a reply");
    Some(reply.attributes()?.get("handler")?.to_owned())
}

#[tokio::test]
async fn every_event_and_action_has_its_own_handler() {
    let mut called = BTreeSet::new();
    for (name, event_type) in EVENTS {
        let about_action = name.starts_with("Action");
        assert_eq!(handler_of(&Everything, &event(event_type)).await.as_deref(), Some(name));
        for action in ACTIONS {
            let expected = if about_action { format!("{name}({action})") } else { name.to_owned() };
            let handler = handler_of(&Everything, &event_about(event_type, action)).await;
            assert_eq!(handler, Some(expected.clone()));
            called.insert(expected);
        }
        let unknown = handler_of(&Everything, &event_about(event_type, "SoundFoghorn")).await;
        assert_eq!(unknown.as_deref(), Some(name), "an unknown action");
    }
    assert_eq!(called.len(), 8 + 3 * 18, "each its own");
    let unknown = handler_of(&Everything, &event_about("TIDE_TURNED", "Speak")).await;
    assert_eq!(unknown.as_deref(), Some("_"));
}

#[on(ActionFailed(Speak | Pause), app = Few)]
async fn failed_speech(failed: Failed) -> Reply {
    by(failed.parameters.action_type().map_or("none", action::ActionType::as_str))
}

#[on(ActionFailed, app = Few)]
async fn failed() -> Reply {
    by("failed")
}

#[on(ActionSuccessful(Speak), app = Few)]
#[on(Ringing | DigitsReceived, app = Few)]
async fn spoken() -> Reply {
    by("spoken")
}

#[on(_, app = Few)]
#[on(_, app = CatchAll)]
async fn the_rest() -> Reply {
    by("_")
}

#[tokio::test]
async fn a_key_without_a_handler_falls_back() {
    for (event_type, action, handler) in [
        ("ACTION_FAILED", "Speak", "Speak"),
        ("ACTION_FAILED", "Pause", "Pause"),
        ("ACTION_FAILED", "PlayAudio", "failed"),
        ("ACTION_FAILED", "SoundFoghorn", "failed"),
        ("ActionFailed", "Speak", "Speak"),
        ("ACTION_SUCCESSFUL", "Speak", "spoken"),
        ("ACTION_SUCCESSFUL", "Pause", "_"),
        ("ACTION_SUCCESSFUL", "SoundFoghorn", "_"),
        ("ACTION_INTERRUPTED", "Speak", "_"),
        ("RINGING", "", "spoken"),
        ("DIGITS_RECEIVED", "ReceiveDigits", "spoken"),
        ("DIGITS_RECEIVED", "ReceivedDigits", "spoken"),
        ("NEW_INBOUND_CALL", "", "_"),
        ("NEW_INCOMING_CALL", "", "_"),
        ("HANGUP", "Speak", "_"),
        ("TIDE_TURNED", "Speak", "_"),
    ] {
        let event = event_about(event_type, action);
        assert_eq!(
            handler_of(&Few, &event).await.as_deref(),
            Some(handler),
            "{event_type} {action}"
        );
    }
}

#[tokio::test]
async fn each_app_has_its_own_table() {
    let ringing = event("RINGING");
    assert_eq!(handler_of(&Everything, &ringing).await.as_deref(), Some("Ringing"));
    assert_eq!(handler_of(&Few, &ringing).await.as_deref(), Some("spoken"));
    assert_eq!(handler_of(&CatchAll, &ringing).await.as_deref(), Some("_"));
    assert_eq!(handler_of(&Broken, &ringing).await, None);
}

/// The span of an invocation.
fn span() -> log::Record {
    let mut spans = log::records();
    spans.retain(|record| record.is_span);
    assert_eq!(spans.len(), 1, "one span an invocation");
    spans.remove(0)
}

#[tokio::test]
async fn a_span_describes_the_invocation() {
    log::start();
    let event = event_about("ACTION_FAILED", "Speak");
    handler_of(&Few, &event).await;
    let span = span();
    assert_eq!(span.level, Level::INFO);
    for (field, value) in [
        ("transaction_id", "transaction-1"),
        ("sequence", "4"),
        ("event", "ACTION_FAILED"),
        ("action", "Speak"),
        ("handler", "dispatch::failed_speech"),
        ("outcome", "replied"),
    ] {
        assert_eq!(span.field(field), value, "{field}");
    }
    let duration: f64 = span.field("duration_ms").parse().expect("a number");
    assert!(duration > 0.0);
    assert!(!span.fields.contains_key("otel.status_code"), "{span:?}");
}

#[tokio::test]
async fn a_span_leaves_out_absent_fields() {
    log::start();
    assert_eq!(handler_of(&Broken, &event("RINGING")).await, None);
    let span = span();
    assert_eq!((span.field("event"), span.field("outcome")), ("RINGING", "replied"));
    assert!(!span.fields.contains_key("action"), "{span:?}");
    assert!(!span.fields.contains_key("handler"), "{span:?}");
}

#[tokio::test]
async fn a_span_names_no_handler_that_was_not_called() {
    log::start();
    let call = bridged(Status::Disconnected, Status::Disconnected);
    let failed = Failed::new(action::Pause::secs(1), event::ErrorType::SystemException, "");
    let reply = offhook::respond(&Few, Invocation::new(&failed, call)).await.expect("a reply");
    assert_eq!(reply, Reply::none());
    assert_eq!(span().field("handler"), "");
}

mod broken {
    use super::{Broken, Reply, action, on};
    use offhook::prelude::*;

    #[on(NewInboundCall, app = Broken)]
    pub(super) async fn fails() -> Result<Reply> {
        Err(std::io::Error::other("the directory is down").into())
    }

    #[on(ActionSuccessful(Pause), app = Broken)]
    async fn panics() {
        panic!("there is no pier {}", 53);
    }

    #[on(Hangup, app = Broken)]
    async fn refused() -> action::Pause {
        action::Pause::secs(31)
    }

    #[on(DigitsReceived, app = Broken)]
    async fn panics_with_a_number() {
        std::panic::panic_any(53);
    }

    #[on(CallAnswered, app = Broken)]
    async fn panics_later() {
        tokio::task::yield_now().await;
        panic!("at sea");
    }
}

#[tokio::test]
async fn errors_show_handler_event_and_reason() {
    for (event, handler, said, error_type) in [
        (
            event("NEW_INBOUND_CALL"),
            "fails",
            "handler `dispatch::broken::fails` for NEW_INBOUND_CALL failed: the directory is down",
            "Offhook.HandlerFailed",
        ),
        (
            event_about("ACTION_SUCCESSFUL", "Pause"),
            "panics",
            "handler `dispatch::broken::panics` for ACTION_SUCCESSFUL (Pause) panicked: there is no pier 53",
            "Offhook.HandlerPanicked",
        ),
        (
            event_about("HANGUP", "ReceiveDigits"),
            "refused",
            "handler `dispatch::broken::refused` for HANGUP (ReceiveDigits) returned a reply that the service \
             would refuse: Pause: DurationInMilliseconds must be from 100 to 30000",
            "Offhook.InvalidReply",
        ),
        (
            event("DIGITS_RECEIVED"),
            "panics_with_a_number",
            "handler `dispatch::broken::panics_with_a_number` for DIGITS_RECEIVED panicked: with a value \
             that is not text",
            "Offhook.HandlerPanicked",
        ),
        (
            event("CALL_ANSWERED"),
            "panics_later",
            "handler `dispatch::broken::panics_later` for CALL_ANSWERED panicked: at sea",
            "Offhook.HandlerPanicked",
        ),
    ] {
        log::start();
        let error = offhook::respond(&Broken, decode(&event)).await.expect_err(handler);
        let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
        assert_eq!(failed.handler(), Some(&*format!("dispatch::broken::{handler}")));
        assert_eq!(failed.event_type().as_str(), event["InvocationEventType"]);
        assert_eq!(failed.action_type(), decode(&event).action_type());
        assert_eq!((error.to_string(), format!("{error:?}")), (said.to_owned(), said.to_owned()));
        let diagnostic = lambda_runtime::Diagnostic::from(error);
        assert_eq!((&*diagnostic.error_message, &*diagnostic.error_type), (said, error_type));
        let span = span();
        assert_eq!((span.field("outcome"), span.field("otel.status_code")), ("failed", "ERROR"));
    }
}

#[test]
fn an_error_of_no_invocation_has_a_type_for_lambda_too() {
    let diagnostic = lambda_runtime::Diagnostic::from(offhook::Error::from("fog"));
    assert_eq!((&*diagnostic.error_type, &*diagnostic.error_message), ("Offhook.Error", "fog"));
}

#[tokio::test]
async fn the_kind_has_the_cause() {
    let cause = async |event: Value| {
        let error = offhook::handle(&Broken, event.to_string()).await.expect_err("an error");
        match error.downcast_ref::<InvocationError>().expect("an InvocationError").kind() {
            InvocationErrorKind::Failed(error) => {
                error.downcast_ref::<std::io::Error>().expect("the handler's own").to_string()
            }
            InvocationErrorKind::Panicked(message) => message.clone(),
            InvocationErrorKind::Reply(refused) => refused.to_string(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(cause(event("NEW_INBOUND_CALL")).await, "the directory is down");
    assert_eq!(cause(event_about("ACTION_SUCCESSFUL", "Pause")).await, "there is no pier 53");
    assert!(cause(event("HANGUP")).await.starts_with("Pause: DurationInMilliseconds"));
}

#[tokio::test]
async fn handlers_stay_functions() {
    assert!(broken::fails().await.is_err());
    assert_eq!(spoken().await.actions().len(), 1);
}
