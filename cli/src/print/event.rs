//! Short descriptions of events.

use serde_json::Value;

use super::legs::{Legs, call_details};
use super::text::{any, list, pairs, scalar, sip_code};

/// The description of an event.
#[derive(Debug)]
pub(crate) struct Description {
    /// The legs involved, the results of an action, and the arguments.
    pub(crate) details: Vec<String>,
    /// The error in the event.
    pub(crate) error: Option<String>,
    /// The SIP headers of all legs, separated by spaces.
    pub(crate) sip_headers: Option<String>,
}

/// Returns the type of an event. The service's documentation has two spellings of its key.
pub(crate) fn kind(event: &Value) -> String {
    scalar(&event["InvocationEventType"])
        .or_else(|| scalar(&event["InvocationEvent"]))
        .unwrap_or_else(|| "(no event type)".to_owned())
}

/// Returns the transaction attributes of an event, or null.
pub(crate) fn attributes(event: &Value) -> &Value {
    &call_details(event)["TransactionAttributes"]
}

/// Describes an event. Fields that are missing or malformed are left out.
pub(crate) fn describe(event: &Value) -> Description {
    let kind = kind(event);
    let data = &event["ActionData"];
    let legs = Legs::new(event);
    let mut details = Vec::new();

    match kind.as_str() {
        "NEW_INBOUND_CALL" | "NEW_OUTBOUND_CALL" | "RINGING" | "CALL_ANSWERED" => {
            details.extend(numbers(&legs));
        }
        "HANGUP" => details.extend(hangup(data, &legs)),
        "DIGITS_RECEIVED" | "CALL_UPDATE_REQUESTED" => {
            details.extend(legs.named_by(&data["Parameters"]));
        }
        _ => {
            let leg = legs.named_by(&data["Parameters"]);
            let action: Vec<_> = scalar(&data["Type"]).into_iter().chain(leg).collect();
            details.extend((!action.is_empty()).then(|| action.join(" ")));
        }
    }
    details.extend(results(data));
    details.extend(
        pairs(&data["Parameters"]["Arguments"]).map(|arguments| format!("arguments {arguments}")),
    );
    if kind != "HANGUP" {
        let disconnected = legs.iter().filter(|leg| leg.is_disconnected());
        details.extend(disconnected.map(|leg| format!("{} is disconnected", leg.name)));
    }
    let sip_headers: Vec<_> = legs.iter().filter_map(|leg| pairs(leg.sip_headers)).collect();
    Description {
        details,
        error: error(data).or_else(|| error(event)),
        sip_headers: (!sip_headers.is_empty()).then(|| sip_headers.join(" ")),
    }
}

fn numbers(legs: &Legs<'_>) -> impl Iterator<Item = String> {
    legs.iter().map(|leg| {
        let from = leg.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let to = leg.to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
        format!("{}{from}{to}", leg.name)
    })
}

fn hangup(data: &Value, legs: &Legs<'_>) -> impl Iterator<Item = String> {
    let parameters = &data["Parameters"];
    let leg = legs.named_by(parameters);
    let code = scalar(&parameters["SipResponseCode"]);
    let connected = legs.iter().filter(|leg| leg.status.as_deref() == Some("Connected"));
    let connected =
        connected.map(|leg| format!("{} is still connected", leg.name)).collect::<Vec<_>>();
    leg.map(|leg| format!("{leg} hung up"))
        .into_iter()
        .chain(code.map(|code| sip_code(&code)))
        .chain(connected)
}

/// Describes the results of an action.
fn results(data: &Value) -> impl Iterator<Item = String> {
    // The service also sends the second spelling.
    let recording = ["RecordingDestination", "RecordinDestination"].map(|key| &data[key]);
    let recording =
        recording.into_iter().find(|destination| destination.is_object()).map(|destination| {
            let part = |key| scalar(&destination[key]).unwrap_or_default();
            format!("recorded to s3://{}/{}", part("BucketName"), part("Key"))
        });
    let digits = data["ReceivedDigits"].as_str().map(|digits| {
        if digits.is_empty() { "no digits".to_owned() } else { format!("digits {digits}") }
    });
    let terminator = scalar(&data["RecordingTerminatorUsed"]).map(|key| format!("ended by {key}"));
    let call_recording = scalar(&data["CallRecordingDestination"]["Location"])
        .map(|location| format!("recording to s3://{location}"));
    [digits, recording, terminator, call_recording, intent(&data["IntentResult"])]
        .into_iter()
        .flatten()
}

/// Describes the intent and slots that a bot recognised.
fn intent(result: &Value) -> Option<String> {
    let intent = &result["SessionState"]["Intent"];
    let mut text = format!("intent {}", scalar(&intent["Name"])?);
    text.extend(scalar(&intent["State"]).map(|state| format!(" ({state})")));
    for (slot, value) in intent["Slots"].as_object().into_iter().flatten() {
        text.extend(
            scalar(&value["Value"]["InterpretedValue"]).map(|value| format!(" {slot}={value}")),
        );
    }
    Some(text)
}

/// Returns the error of an event, in any of the forms that the service uses.
fn error(data: &Value) -> Option<String> {
    let (kind, message) = (scalar(&data["ErrorType"]), scalar(&data["ErrorMessage"]));
    let error = match (kind, message) {
        (Some(kind), Some(message)) => Some(format!("{kind}: {message}")),
        (kind, message) => kind.or(message),
    };
    let errors = data["ErrorList"].as_array().filter(|errors| !errors.is_empty());
    error
        .or_else(|| scalar(&data["Error"]))
        .or_else(|| errors.map(|_| list(&data["ErrorList"]).unwrap_or_default()))
}

/// Formats transaction attributes.
pub(crate) fn format_attributes(attributes: &Value) -> String {
    match attributes {
        Value::Null => "none".to_owned(),
        Value::Object(map) if map.is_empty() => "none".to_owned(),
        Value::Object(_) => pairs(attributes).unwrap_or_default(),
        other => any(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn described(event: &Value) -> String {
        let Description { details, error, .. } = describe(event);
        details
            .into_iter()
            .chain(error.map(|error| format!("! {error}")))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn with_leg(mut event: Value) -> Value {
        event["CallDetails"]["Participants"] = json!([{
            "CallId": "id-a", "ParticipantTag": "LEG-A", "To": "+12065550100", "From": "+14255550199",
            "Status": "Connected",
        }]);
        event
    }

    #[test]
    fn each_event_type_has_its_details() {
        let cases = [
            (
                json!({"InvocationEventType": "NEW_INBOUND_CALL"}),
                "LEG-A from +14255550199 to +12065550100",
            ),
            (
                json!({"InvocationEventType": "NEW_OUTBOUND_CALL",
                    "ActionData": {"Type": "CallCreateRequest", "Parameters": {"Arguments": {"a": "1", "b": "2"}}}}),
                "LEG-A from +14255550199 to +12065550100, arguments a=1 b=2",
            ),
            (
                json!({"InvocationEventType": "ACTION_SUCCESSFUL",
                    "ActionData": {"Type": "SpeakAndGetDigits", "Parameters": {"CallId": "id-a"}, "ReceivedDigits": "1"}}),
                "SpeakAndGetDigits LEG-A, digits 1",
            ),
            (
                json!({"InvocationEventType": "ACTION_SUCCESSFUL", "ActionData": {"Type": "RecordAudio",
                    "RecordingDestination": {"BucketName": "b", "Key": "k.wav"}, "RecordingTerminatorUsed": "#"}}),
                "RecordAudio, recorded to s3://b/k.wav, ended by #",
            ),
            (
                json!({"InvocationEventType": "ACTION_SUCCESSFUL", "ActionData": {"Type": "StartBotConversation",
                    "IntentResult": {"SessionState": {"Intent": {"Name": "Book", "State": "Fulfilled",
                        "Slots": {"city": {"Value": {"InterpretedValue": "Rome"}}, "night": null}}}}}}),
                "StartBotConversation, intent Book (Fulfilled) city=Rome",
            ),
            (
                json!({"InvocationEventType": "ACTION_FAILED",
                    "ActionData": {"Type": "Speak", "ErrorType": "SystemException", "ErrorMessage": "no"}}),
                "Speak, ! SystemException: no",
            ),
            (
                json!({"InvocationEventType": "ACTION_FAILED",
                    "ActionData": {"Type": "StartCallRecording", "ErrorType": "", "Error": "NoAccess: no"}}),
                "StartCallRecording, ! NoAccess: no",
            ),
            (
                json!({"InvocationEventType": "HANGUP",
                    "ActionData": {"Type": "Hangup", "Parameters": {"SipResponseCode": 486, "ParticipantTag": "LEG-B"}}}),
                "LEG-B hung up, busy (486), LEG-A is still connected",
            ),
            (
                json!({"InvocationEventType": "DIGITS_RECEIVED",
                    "ActionData": {"Type": "ReceiveDigits", "Parameters": {"CallId": "id-a"}, "ReceivedDigits": "11#"}}),
                "LEG-A, digits 11#",
            ),
            (
                json!({"InvocationEventType": "CALL_UPDATE_REQUESTED",
                    "ActionData": {"Type": "CallUpdateRequest", "Parameters": {"Arguments": {"leg": "LEG-A"}}}}),
                "arguments leg=LEG-A",
            ),
            (
                json!({"InvocationEventType": "INVALID_LAMBDA_RESPONSE", "ErrorType": "SchemaVersionMismatch"}),
                "! SchemaVersionMismatch",
            ),
            (json!({"InvocationEventType": "IMBAAD", "ActionData": {"Type": "foobar"}}), "foobar"),
        ];
        for (event, expected) in cases {
            assert_eq!(described(&with_leg(event.clone())), expected, "{event}");
        }
    }

    #[test]
    fn sip_headers_of_the_legs_are_listed() {
        let mut event = with_leg(json!({"InvocationEventType": "NEW_INBOUND_CALL"}));
        assert_eq!(describe(&event).sip_headers, None);
        event["CallDetails"]["Participants"][0]["SipHeaders"] =
            json!({"X-Color": "blue", "Diversion": "sip:1"});
        assert_eq!(describe(&event).sip_headers.as_deref(), Some("Diversion=sip:1 X-Color=blue"));
    }

    #[test]
    fn malformed_events_are_described() {
        for event in [
            json!(null),
            json!(7),
            json!([]),
            json!({"InvocationEventType": ["x"], "ActionData": "y", "CallDetails": 3}),
            json!({"CallDetails": {"Participants": [1, null, {"SipHeaders": 5, "CallId": {}}]}}),
        ] {
            describe(&event);
            kind(&event);
            format_attributes(attributes(&event));
        }
    }
}
