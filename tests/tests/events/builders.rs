//! Calls and events that tests of handlers build, and the answers of events.

use offhook::Participant;
use offhook::action::{Action, Speak};
use offhook::call::{Direction, Status};
use offhook::event::ErrorType;
use offhook::prelude::*;
use offhook_tests::calls::{CALLER, DESK, FERRY, bridged, call, decode, event};
use serde_json::{Value, json};

fn statuses(call: &Call) -> Vec<Option<&Status>> {
    call.participants().iter().map(Participant::status).collect()
}

#[test]
fn calls_can_be_bridged_and_hung_up() {
    let caller = Call::inbound(CALLER, DESK);
    assert_eq!(caller.clone().bridged(FERRY), bridged(Status::Connected, Status::Connected));
    let again = caller.clone().bridged(FERRY).bridged("+12065550177");
    assert_eq!(again.leg_b().map(Participant::to), Some("+12065550177"), "a call has one LEG-B");

    assert_eq!(caller.clone().hung_up(Leg::A), call(Status::Disconnected));
    assert_eq!(caller.clone().hung_up(Leg::B), caller, "the call has no LEG-B");
    let (up, down) = (Some(&Status::Connected), Some(&Status::Disconnected));
    let both = || caller.clone().bridged(FERRY);
    assert_eq!(statuses(&both().hung_up(Leg::A)), [down, up]);
    assert_eq!(statuses(&both().hung_up(Leg::B)), [up, down]);
    assert!(!both().hung_up(Leg::A).hung_up(Leg::B).is_up());

    let outbound = Call::outbound(DESK, CALLER).hung_up(Leg::A);
    let leg = outbound.leg_a().expect("a leg");
    assert_eq!(
        (leg.to(), leg.direction()),
        (CALLER, Some(&Direction::Outbound)),
        "nothing else changes"
    );
}

#[test]
fn hangup_tells_busy_unanswered_and_cancelled() {
    for (code, busy, unanswered, cancelled) in [
        (486, true, false, false),
        (480, false, true, false),
        (487, false, false, true),
        (0, false, false, false),
        (603, false, false, false),
    ] {
        let hangup = event::Hangup::new(Leg::A, "call-a", code);
        let said = (hangup.is_busy(), hangup.is_unanswered(), hangup.is_cancelled());
        assert_eq!(said, (busy, unanswered, cancelled), "{code}");
    }
    let set = event::Hangup::default().with_leg(Leg::B).with_call_id("b").with_sip_response_code(0);
    assert_eq!(set, event::Hangup::new(Leg::B, "b", 0));
    let mute = event::Hangup::default();
    assert!(!mute.is_busy() && !mute.is_unanswered() && !mute.is_cancelled());
}

#[test]
fn events_are_written_as_the_service_sends_them() {
    let json = |event: &dyn Fn(Call) -> Invocation| -> Value {
        let invocation = event(Call::inbound("+14255550142", "+12065550117"));
        let mut json: Value = serde_json::from_str(invocation.raw()).expect("JSON");
        json.as_object_mut().expect("an object").remove("CallDetails").expect("a call");
        json
    };
    assert_eq!(
        json(&|call| Invocation::new(&event::Ringing, call)),
        json!({"SchemaVersion": "1.0", "Sequence": 1, "InvocationEventType": "RINGING"})
    );
    let digits = event::DigitsReceived::new(action::ReceiveDigits::matching("^[0-9]$"), "5");
    let data = json(&|call| Invocation::new(&digits, call))["ActionData"].take();
    assert_eq!((&data["Type"], &data["ReceivedDigits"]), (&json!("ReceiveDigits"), &json!("5")));
}

#[test]
fn display_of_a_failure_has_action_and_reason() {
    let failed = |error_type, message: &str| Failed::new(Speak::text("Hi"), error_type, message);
    let denied = failed(ErrorType::AccessDenied, "no role for Polly");
    assert_eq!(denied.action_type(), Some(&action::ActionType::Speak));
    assert_eq!(denied.to_string(), "Speak failed: AccessDenied: no role for Polly");
    assert_eq!(failed(ErrorType::AccessDenied, "").to_string(), "Speak failed: AccessDenied");
    assert_eq!(failed(ErrorType::from(""), "Oh.").to_string(), "Speak failed: Oh.");
    assert_eq!(failed(ErrorType::from(""), "").to_string(), "Speak failed");

    let any = Failed::new(Action::from(Speak::text("Hi")), ErrorType::SystemException, "");
    assert_eq!(any.to_string(), "Speak failed: SystemException");
    let nameless = decode(&event("ACTION_FAILED"));
    let nameless = <Failed as event::Event>::read(&nameless);
    assert_eq!(nameless.action_type(), None);
    assert_eq!(nameless.to_string(), "an action failed");

    let refused = event::InvalidLambdaResponse::new(ErrorType::SchemaVersionMismatch, "2.0");
    assert_eq!(refused.to_string(), "the reply was refused: SchemaVersionMismatch: 2.0");
}
