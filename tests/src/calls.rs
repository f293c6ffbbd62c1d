//! Calls and events that tests start from.

use offhook::call::Status;
use offhook::{Call, Invocation, Leg, Participant};
use serde_json::{Value, json};

/// The caller's number.
pub const CALLER: &str = "+14255550142";
/// The number that was called.
pub const DESK: &str = "+12065550117";
/// The number called on LEG-B.
pub const FERRY: &str = "+12065550163";

/// Returns a call with LEG-A (`call-a`) only.
pub fn call(leg_a: Status) -> Call {
    let leg = Participant::new(Leg::A, "call-a").with_numbers(CALLER, DESK).with_status(leg_a);
    Call::inbound(CALLER, DESK).with_participant(leg)
}

/// Returns a call with LEG-A (`call-a`) and LEG-B (`call-b`).
pub fn bridged(leg_a: Status, leg_b: Status) -> Call {
    let leg = Participant::new(Leg::B, "call-b").with_numbers(CALLER, FERRY).with_status(leg_b);
    call(leg_a).with_participant(leg)
}

/// Returns the JSON of an event with LEG-A only, connected.
pub fn event(event_type: &str) -> Value {
    json!({
        "SchemaVersion": "1.0",
        "Sequence": 4,
        "InvocationEventType": event_type,
        "CallDetails": {
            "TransactionId": "transaction-1",
            "AwsAccountId": "123456789012",
            "AwsRegion": "us-west-2",
            "SipMediaApplicationId": "application-1",
            "Participants": [{
                "CallId": "call-a",
                "ParticipantTag": "LEG-A",
                "To": DESK,
                "From": CALLER,
                "Direction": "Inbound",
                "StartTimeInMilliseconds": "1767225600123",
                "Status": "Connected",
            }],
        },
    })
}

/// Returns the JSON of an event about an action.
pub fn event_about(event_type: &str, action: &str) -> Value {
    let mut event = event(event_type);
    event["ActionData"] = json!({ "Type": action, "Parameters": { "CallId": "call-a" } });
    event
}

/// Decodes an event's JSON.
///
/// # Panics
/// If it can't be decoded.
pub fn decode(event: &Value) -> Invocation {
    Invocation::from_json(event.to_string().as_bytes()).expect("an event that decodes")
}
