//! The parameters of the table: loaded for their events, and built in a unit test.

use offhook::action::{
    NoResults, Pause, PlayAudioAndGetDigits, ReceiveDigits, ReceivedDigits, SendDigits,
    SpeakAndGetDigits,
};
use offhook::call::Status;
use offhook::event::{ErrorType, EventType};
use offhook::prelude::*;
use offhook::{Participant, SipHeaders};
use offhook_tests::calls::{CALLER, DESK, bridged, call, decode, event};

use crate::respond;

#[derive(Default, Debug, serde::Serialize, serde::Deserialize)]
struct Visit {
    turns: u8,
}

#[offhook::app(session = Visit)]
struct App {
    greeting: &'static str,
}

const APP: App = App { greeting: "Ahoy" };

/// Returns what every event has as speech, and counts in the session.
fn seen(
    app: &App,
    call: &Call,
    invocation: &Invocation,
    session: &mut Session<Visit>,
    attributes: &TransactionAttributes,
    headers: &SipHeaders,
) -> Reply {
    session.turns += 1;
    assert_eq!(call, invocation.call());
    assert_eq!(
        (attributes, headers),
        (call.attributes(), call.leg().expect("a leg").sip_headers())
    );
    let turns = session.turns;
    let said = format!("{} {} {} {turns}", app.greeting, call.from(), invocation.event_type());
    Reply::from(action::Speak::text(said))
}

macro_rules! handlers_that_take_all {
    ($($event:tt $actions:tt as $name:ident: $data:ty;)*) => {$(
        #[on $actions]
        async fn $name(
            data: $data,
            headers: &SipHeaders,
            session: &mut Session<Visit>,
            app: &App,
            invocation: &Invocation,
            attributes: &TransactionAttributes,
            call: &Call,
        ) -> Reply {
            let _ = data;
            seen(app, call, invocation, session, attributes, headers)
        }
    )*};
}

handlers_that_take_all! {
    NewInboundCall (NewInboundCall, app = App) as inbound: event::NewInboundCall;
    NewOutboundCall (NewOutboundCall, app = App) as outbound: event::NewOutboundCall;
    Ringing (Ringing, app = App) as ringing: event::Ringing;
    CallAnswered (CallAnswered, app = App) as answered: event::CallAnswered;
    Hangup (Hangup, app = App) as hangup: event::Hangup;
    DigitsReceived (DigitsReceived, app = App) as received: event::DigitsReceived;
    CallUpdateRequested (CallUpdateRequested, app = App) as update: event::CallUpdateRequested;
    InvalidLambdaResponse (InvalidLambdaResponse, app = App) as refused: event::InvalidLambdaResponse;
    ActionSuccessful (ActionSuccessful, app = App) as succeeded: Succeeded;
    ActionFailed (ActionFailed, app = App) as failed: Failed;
    ActionInterrupted (ActionInterrupted, app = App) as interrupted: Interrupted;
    ActionSuccessful (ActionSuccessful(Pause), app = App) as paused: Succeeded<Pause>;
    ActionFailed (ActionFailed(Pause), app = App) as not_paused: Failed<Pause>;
    ActionInterrupted (ActionInterrupted(Pause), app = App) as half_paused: Interrupted<Pause>;
    ActionSuccessful (ActionSuccessful(SendDigits | Hangup), app = App) as any_of_two: Succeeded;
    ActionFailed (ActionFailed(SendDigits | Hangup), app = App) as any_failed: Failed;
    ActionInterrupted (ActionInterrupted(SendDigits), app = App) as any_interrupted: Interrupted;
    Any (_, app = App) as anything: &Invocation;
}

async fn all_is_loaded(event: &impl event::Event) {
    let name = event.event_type();
    let reply = respond(&APP, event).await.expect("a reply");
    let kept = reply.attributes().expect("the session").get("offhook-session");
    assert_eq!(kept, Some(r#"{"turns":1}"#), "{name}");
    let ignored = [EventType::NewOutboundCall, EventType::Ringing, EventType::ActionInterrupted];
    match reply.actions() {
        [action::Action::Speak(speak)] => {
            assert_eq!(speak.speech.text, &*format!("Ahoy {CALLER} {name} 1"));
        }
        [] => assert!(ignored.contains(&name), "{name}"),
        other => panic!("{name}: {other:?}"),
    }
}

#[tokio::test]
async fn every_event_has_the_common_parameters_and_its_own() {
    all_is_loaded(&event::NewInboundCall).await;
    all_is_loaded(&event::NewOutboundCall::default()).await;
    all_is_loaded(&event::Ringing).await;
    all_is_loaded(&event::CallAnswered).await;
    all_is_loaded(&event::Hangup::new(Leg::A, "call-a", 0)).await;
    all_is_loaded(&event::DigitsReceived::new(ReceiveDigits::matching("."), "5")).await;
    all_is_loaded(&event::CallUpdateRequested::default()).await;
    let error_type = ErrorType::SchemaVersionMismatch;
    all_is_loaded(&event::InvalidLambdaResponse { error_type, message: String::new() }).await;
    all_is_loaded(&Succeeded::new(Pause::secs(1), NoResults {})).await;
    all_is_loaded(&Failed::new(Pause::secs(1), ErrorType::AccessDenied, "")).await;
    all_is_loaded(&Interrupted::new(Pause::secs(1))).await;
    all_is_loaded(&Succeeded::new(SendDigits::new("1"), NoResults {})).await;
    all_is_loaded(&Failed::new(SendDigits::new("1"), ErrorType::AccessDenied, "")).await;
    all_is_loaded(&Interrupted::new(SendDigits::new("1"))).await;
    all_is_loaded(&Succeeded::new(action::Speak::text("Hi"), NoResults {})).await;
    all_is_loaded(&Failed::new(action::Speak::text("Hi"), ErrorType::AccessDenied, "")).await;
    all_is_loaded(&Interrupted::new(action::Speak::text("Hi"))).await;
    let reply = offhook::respond(&APP, decode(&event("TIDE_TURNED"))).await.expect("a reply");
    assert_eq!(reply.actions().len(), 1);
}

/// An app that speaks the digits it gets.
#[offhook::app]
struct Keypad;

#[on(DigitsReceived | ActionSuccessful(SpeakAndGetDigits | PlayAudioAndGetDigits), app = Keypad)]
async fn pressed(digits: Digits) -> action::Speak {
    action::Speak::text(format!("<{digits}>"))
}

#[tokio::test]
async fn digits_are_those_of_the_event() {
    let said = async |event: serde_json::Value| {
        let reply = offhook::respond(&Keypad, decode(&event)).await.expect("a reply");
        let [action::Action::Speak(speak)] = reply.actions() else { panic!("{reply:?}") };
        speak.speech.text.to_string()
    };
    for (event_type, action) in [
        ("DIGITS_RECEIVED", "ReceiveDigits"),
        ("ACTION_SUCCESSFUL", "SpeakAndGetDigits"),
        ("ACTION_SUCCESSFUL", "PlayAudioAndGetDigits"),
    ] {
        let mut event = offhook_tests::calls::event_about(event_type, action);
        assert_eq!(said(event.clone()).await, "<>", "absent digits are empty");
        for (digits, expected) in
            [(serde_json::json!("52#"), "<52#>"), (serde_json::json!(7), "<7>"), ("".into(), "<>")]
        {
            event["ActionData"]["ReceivedDigits"] = digits;
            assert_eq!(said(event.clone()).await, expected);
        }
    }
}

/// Handlers are plain functions; their parameters are built without JSON.
#[tokio::test]
async fn every_parameter_can_be_built_in_a_unit_test() {
    let headers = SipHeaders::new().with("X-Pier", "52");
    let leg =
        Participant::new(Leg::A, "call-a").with_numbers(CALLER, DESK).with_sip_headers(headers);
    let attributes = TransactionAttributes::new().with("route", "loop");
    let call = Call::inbound(CALLER, DESK).with_participant(leg).with_attributes(attributes);
    let mut session = Session::new(Visit { turns: 8 });
    let received = event::DigitsReceived::new(ReceiveDigits::matching("."), "5");
    let invocation = Invocation::new(&received, call.clone());
    let headers = call.leg().expect("a leg").sip_headers();
    let reply = self::received(
        received,
        headers,
        &mut session,
        &APP,
        &invocation,
        call.attributes(),
        &call,
    )
    .await;
    assert_eq!(session.turns, 9);
    assert_eq!(reply.actions().len(), 1);
    assert_eq!(pressed(digits!("5")).await.speech.text, "<5>");
    assert_eq!(pressed(Digits::default()).await.speech.text, "<>");
    assert_eq!(pressed("5".into()).await.speech.text, "<5>");

    let results = ReceivedDigits { received_digits: digits!("52") };
    let succeeded = Succeeded::new(SpeakAndGetDigits::new("Which pier?"), results.clone());
    assert_eq!(succeeded.results, results);
    assert!(succeeded.parameters.typed().is_some());
    let failed =
        Failed::new(PlayAudioAndGetDigits::s3("b", "k"), ErrorType::InvalidDigitsReceived, "");
    assert!(failed.error_list.is_empty());
    assert!(Interrupted::new(Pause::secs(1)).parameters.raw().contains("1000"));
    let event::Hangup { leg, sip_response_code, .. } = event::Hangup::new(Leg::B, "call-b", 486);
    assert_eq!((leg, sip_response_code), (Some(Leg::B), Some(486)));
    assert_eq!(Arguments(52).0, 52);
    assert_eq!(Session::<Visit>::default().into_inner().turns, 0);
}

#[test]
fn invocation_outside_lambda_has_defaults() {
    let invocation = Invocation::new(&event::Ringing, call(Status::Connected));
    assert_eq!(
        (invocation.sequence(), invocation.request_id(), invocation.deadline()),
        (1, "", None)
    );
    assert_eq!((invocation.function_arn(), invocation.schema_version()), ("", "1.0"));
    assert!(invocation.raw().contains("\"RINGING\""));
    let leg_b = event::Hangup::new(Leg::B, "call-b", 0);
    let invocation = Invocation::new(&leg_b, bridged(Status::Connected, Status::Disconnected));
    assert_eq!(invocation.call().leg().map(Participant::call_id), Some("call-b"));
}

/// An app that speaks what Lambda's context has.
#[offhook::app]
struct Curious;

#[on(CallAnswered, app = Curious)]
async fn curious(invocation: &Invocation) -> action::Speak {
    let deadline = invocation.deadline().expect("there is one");
    let since_1970 = deadline.duration_since(std::time::UNIX_EPOCH).expect("later").as_millis();
    let (id, arn) = (invocation.request_id(), invocation.function_arn());
    action::Speak::text(format!("{id} {since_1970} {arn}"))
}

#[tokio::test]
async fn invocation_in_lambda_has_its_context() {
    let mut context = lambda_runtime::Context::default();
    context.request_id = "request-1".to_owned();
    context.deadline = 1_767_225_600_000;
    context.invoked_function_arn = "arn:aws:lambda:us-west-2:123456789012:function:desk".to_owned();
    let payload = serde_json::from_value(event("CALL_ANSWERED")).expect("any JSON");
    let event = lambda_runtime::LambdaEvent::new(payload, context);
    let reply = tower::Service::call(&mut offhook::service(Curious), event).await.expect("a reply");
    let [action::Action::Speak(speak)] = reply.actions() else { panic!("{reply:?}") };
    let expected = "request-1 1767225600000 arn:aws:lambda:us-west-2:123456789012:function:desk";
    assert_eq!(speak.speech.text, expected);
}
