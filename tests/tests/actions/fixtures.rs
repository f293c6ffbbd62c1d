//! Actions of replies and echoes of events, from files: read and written again without a loss.

use std::collections::BTreeSet;

use offhook::action::{Action, ActionType};
use offhook_tests::{folder, json_files};
use serde_json::{Value, json};

/// Parameters that the service does not have, but some applications send.
const UNKNOWN: [&str; 3] = ["AttendeeJoinToken", "CustomSipHeaders", "Volume"];

/// JSON without what may differ between a reply and what Offhook makes of it: numbers and booleans
/// as text, unknown parameters, empty ids, the case of tags, and tags beside a call id, which the
/// service ignores.
fn normal(value: Value) -> Value {
    match value {
        Value::Object(mut map) => {
            let has_call_id = map.get("CallId").is_some_and(|id| id != "");
            map.retain(|key, value| match key.as_str() {
                "CallId" => has_call_id,
                "ParticipantTag" => !has_call_id && value != "",
                key => !UNKNOWN.contains(&key),
            });
            map.into_iter().map(|(key, value)| (key, normal(value))).collect()
        }
        Value::Array(list) => list.into_iter().map(normal).collect(),
        Value::Number(number) => number.to_string().into(),
        Value::Bool(boolean) => boolean.to_string().into(),
        Value::String(word) if word == "True" => "true".into(),
        Value::String(tag) if tag.starts_with("leg-") => tag.to_uppercase().into(),
        other => other,
    }
}

fn assert_kept(name: &str, action: &Value) -> ActionType {
    let typed: Action = serde_json::from_value(action.clone())
        .unwrap_or_else(|error| panic!("{name}: {error}: {action}"));
    let again = serde_json::to_value(&typed).expect("actions are JSON");
    let mut expected = action.clone();
    if typed.action_type() == ActionType::CallAndBridge {
        let parameters = expected["Parameters"].as_object_mut().expect("parameters");
        // It names no leg; echoes hold LEG-A's call id.
        parameters.remove("CallId");
        // The service has SipHeaders beside the endpoints, not inside.
        for endpoint in parameters["Endpoints"].as_array_mut().expect("endpoints") {
            endpoint.as_object_mut().expect("an endpoint").remove("SipHeaders");
        }
    }
    assert_eq!(normal(again), normal(expected), "{name}");
    typed.action_type()
}

/// The JSON files of a folder of fixtures.
fn files(name: &str) -> Vec<(String, Value)> {
    let files = json_files(&folder("fixtures").join(name)).into_iter();
    files.map(|(name, json)| (name, serde_json::from_str(&json).expect("JSON"))).collect()
}

#[test]
fn actions_of_replies_lose_nothing() {
    let mut seen = BTreeSet::new();
    for (name, reply) in files("replies") {
        for action in reply["Actions"].as_array().into_iter().flatten() {
            seen.insert(assert_kept(&name, action).as_str().to_owned());
        }
    }
    assert_eq!(seen.len(), 18, "each action is in a reply: {seen:?}");
}

/// Echoes that fit no action, which is what the file is about.
const MISFITS: [&str; 1] = ["action-successful-misfit-echo.json"];

#[test]
fn echoes_lose_nothing() {
    let mut seen = BTreeSet::new();
    for (name, event) in files("events") {
        let data = &event["ActionData"];
        let word = data["Type"].as_str().unwrap_or_default();
        // The HANGUP of LEG-B can have another action's type.
        let of_an_action = event["InvocationEventType"]
            .as_str()
            .is_some_and(|event_type| event_type.starts_with("ACTION_"));
        let known = !matches!(ActionType::from(word), ActionType::Other(_));
        if of_an_action && known && !MISFITS.contains(&&*name) {
            assert_kept(&name, &json!({"Type": word, "Parameters": data["Parameters"]}));
            seen.insert(word.to_owned());
        }
    }
    assert_eq!(seen.len(), 18, "each action is echoed: {seen:?}");
}

#[test]
fn odd_actions_lose_nothing() {
    for action in [
        json!({"Type": "Hangup", "Parameters": {"SipResponseCode": "0", "ParticipantTag": ""}}),
        json!({"Type": "Hangup", "Parameters": {}}),
        json!({"Parameters": {"Enable": "True", "CallId": "call-1"}, "Type": "VoiceFocus"}),
        json!({"Type": "JoinChimeMeeting", "Parameters": {"AttendeeJoinToken": "", "JoinToken": "t"}}),
        json!({"Type": "Speak", "Parameters": {"Text": "Hi", "CallId": ""}}),
        json!({"Type": "StartCallRecording", "Parameters": {
            "ParticipantTag": "LEG-B",
            "Track": "BOTH",
            "Destination": {"Type": "S3", "Location": "bucket/recordings"},
        }}),
        json!({"Type": "RecordAudio", "Parameters": {
            "CallId": "call-1",
            "ParticipantTag": "LEG-A",
            "DurationInSeconds": "10",
            "SilenceDurationInSeconds": 3,
            "SilenceThreshold": "100",
            "RecordingTerminators": ["#"],
            "RecordingDestination": {"Type": "S3", "BucketName": "b", "Prefix": "p"},
        }}),
        json!({"Type": "PlayAudioAndGetDigits", "Parameters": {
            "InputDigitsRegex": r"^(?!1900)1[0-9][0-9][0-9](\d{7})$",
            "AudioSource": {"Type": "S3", "BucketName": "b", "Key": "k"},
            "MinNumberOfDigits": "11",
            "MaxNumberOfDigits": 11,
            "TerminatorDigits": ["#"],
            "InBetweenDigitsDurationInMilliseconds": "5000",
            "Repeat": "9999",
            "RepeatDurationInMilliseconds": 99_999_999,
        }}),
        json!({"Type": "CallAndBridge", "Parameters": {
            "CallId": "call-1",
            "CallTimeoutSeconds": "20",
            "CallerIdNumber": "+14255550101",
            "Endpoints": [{"Uri": "+12065550122", "BridgeEndpointType": "PSTN"}],
            "SipHeaders": {"Diversion": "sip:+12065550191@public.test.com;reason=unconditional"},
            "CustomSipHeaders": {"String": "String"},
        }}),
    ] {
        assert_kept("inline", &action);
    }
}

#[test]
fn comparison_sees_differences() {
    let kept = json!({"Repeat": "1", "Enable": "True", "CallId": "c", "ParticipantTag": "LEG-A"});
    assert_eq!(normal(kept.clone()), normal(json!({"Repeat": 1, "Enable": true, "CallId": "c"})));
    assert_ne!(normal(kept.clone()), normal(json!({"Repeat": 2, "Enable": true, "CallId": "c"})));
    assert_ne!(normal(kept), normal(json!({"Repeat": 1, "Enable": true, "CallId": "d"})));
}
