//! What an event says, in a few words.

use serde_json::Value;

use super::legs::{Legs, call_details};
use super::text::{any, list, pairs, scalar, sip_code};

/// An event in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// What happened, part by part.
    pub(crate) what: Vec<String>,
    /// The error that it carries.
    pub(crate) error: Option<String>,
    /// The SIP headers of all legs.
    pub(crate) sip_headers: Option<String>,
}

/// The type of an event. Some of the documentation spells the key differently.
pub(crate) fn kind(event: &Value) -> String {
    scalar(&event["InvocationEventType"])
        .or_else(|| scalar(&event["InvocationEvent"]))
        .unwrap_or_else(|| "(no event type)".to_owned())
}

/// The attributes that an event carries, or null.
pub(crate) fn attributes(event: &Value) -> &Value {
    &call_details(event)["TransactionAttributes"]
}

/// Reads whatever there is to say. Events of unknown types and odd shapes give what they have.
pub(crate) fn facts(event: &Value) -> Facts {
    let kind = kind(event);
    let data = &event["ActionData"];
    let legs = Legs::new(event);
    let mut what = Vec::new();

    match kind.as_str() {
        "NEW_INBOUND_CALL" | "NEW_OUTBOUND_CALL" | "RINGING" | "CALL_ANSWERED" => {
            what.extend(parties(&legs));
        }
        "HANGUP" => what.extend(hangup(data, &legs)),
        "DIGITS_RECEIVED" | "CALL_UPDATE_REQUESTED" => {
            what.extend(legs.named_by(&data["Parameters"]));
        }
        _ => {
            let leg = legs.named_by(&data["Parameters"]);
            let words: Vec<_> = scalar(&data["Type"]).into_iter().chain(leg).collect();
            what.extend((!words.is_empty()).then(|| words.join(" ")));
        }
    }
    what.extend(results(data));
    what.extend(
        pairs(&data["Parameters"]["Arguments"]).map(|arguments| format!("arguments {arguments}")),
    );
    if kind != "HANGUP" {
        let gone = legs.iter().filter(|leg| leg.is_disconnected());
        what.extend(gone.map(|leg| format!("{} is disconnected", leg.name)));
    }
    let sip_headers: Vec<_> = legs.iter().filter_map(|leg| pairs(leg.sip_headers)).collect();
    Facts {
        what,
        error: error(data).or_else(|| error(event)),
        sip_headers: (!sip_headers.is_empty()).then(|| sip_headers.join(" ")),
    }
}

fn parties(legs: &Legs<'_>) -> impl Iterator<Item = String> {
    legs.iter().map(|leg| {
        let from = leg.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let to = leg.to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
        format!("{}{from}{to}", leg.name)
    })
}

fn hangup(data: &Value, legs: &Legs<'_>) -> impl Iterator<Item = String> {
    let parameters = &data["Parameters"];
    let who = legs.named_by(parameters);
    let code = scalar(&parameters["SipResponseCode"]);
    let still_up = legs.iter().filter(|leg| leg.status.as_deref() == Some("Connected"));
    let still_up =
        still_up.map(|leg| format!("{} is still connected", leg.name)).collect::<Vec<_>>();
    who.map(|leg| format!("{leg} hung up"))
        .into_iter()
        .chain(code.map(|code| sip_code(&code)))
        .chain(still_up)
}

/// What an action brought.
fn results(data: &Value) -> impl Iterator<Item = String> {
    // The second is a spelling of the service's own.
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

/// What a bot understood.
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

/// An error, in each of the forms in which the service puts it.
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

/// Attributes as they are shown.
pub(crate) fn attributes_in_words(attributes: &Value) -> String {
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

    fn words(event: &Value) -> String {
        let Facts { what, error, .. } = facts(event);
        what.into_iter()
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
    fn each_event_type_has_its_facts() {
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
            assert_eq!(words(&with_leg(event.clone())), expected, "{event}");
        }
    }

    #[test]
    fn sip_headers_have_a_line_of_their_own() {
        let mut event = with_leg(json!({"InvocationEventType": "NEW_INBOUND_CALL"}));
        assert_eq!(facts(&event).sip_headers, None);
        event["CallDetails"]["Participants"][0]["SipHeaders"] =
            json!({"X-Color": "blue", "Diversion": "sip:1"});
        assert_eq!(facts(&event).sip_headers.as_deref(), Some("Diversion=sip:1 X-Color=blue"));
    }

    #[test]
    fn odd_events_are_no_trouble() {
        for event in [
            json!(null),
            json!(7),
            json!([]),
            json!({"InvocationEventType": ["x"], "ActionData": "y", "CallDetails": 3}),
            json!({"CallDetails": {"Participants": [1, null, {"SipHeaders": 5, "CallId": {}}]}}),
        ] {
            facts(&event);
            kind(&event);
            attributes_in_words(attributes(&event));
        }
    }
}
