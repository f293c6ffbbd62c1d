use serde_json::json;

use super::*;
use crate::transcript::sample;

const NOW: Duration = Duration::from_millis(5);

/// A log of these events, each with the reply to it.
fn logged(turns: &[(Value, Value)]) -> EventLog {
    let mut log = EventLog::new();
    for (event, reply) in turns {
        log.event(NOW, &event.to_string());
        log.reply(NOW, &reply.to_string());
    }
    log
}

/// The happenings other than events and replies.
fn people(log: &EventLog) -> Vec<&Happening> {
    let whats = log.transcript().entries.iter().map(|entry| &entry.what);
    whats.filter(|what| !matches!(what, Happening::Event(_) | Happening::Replied { .. })).collect()
}

fn leg(tag: &str, status: &str) -> Value {
    let number = if tag == "LEG-A" { "+12065550100" } else { "+12065550123" };
    json!({ "ParticipantTag": tag, "CallId": tag.to_lowercase(), "Status": status,
        "From": "+14255550199", "To": number })
}

fn event(kind: &str, data: &Value, legs: &[&Value]) -> Value {
    json!({ "InvocationEventType": kind, "ActionData": data,
        "CallDetails": { "TransactionId": "t", "Participants": legs } })
}

/// The event's entry: its leg, and its detail.
fn invoked(event: &Value) -> (Option<Leg>, String) {
    let mut log = EventLog::new();
    log.event(NOW, &event.to_string());
    match log.transcript().entries.last().map(|entry| &entry.what) {
        Some(Happening::Event(event)) => (event.leg, event.detail.clone().unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn bridged_call_has_its_people() {
    let none = json!({ "Actions": [] });
    let (a, b) = (leg("LEG-A", "Connected"), leg("LEG-B", "Connected"));
    let gone = leg("LEG-A", "Disconnected");
    let new = json!({ "InvocationEventType": "NEW_INBOUND_CALL", "Sequence": 4,
        "CallDetails": { "Participants": [leg("LEG-A", "")], "TransactionId": "t" } });
    let digits = json!({ "Type": "SpeakAndGetDigits", "ReceivedDigits": "1",
        "Parameters": { "CallId": "leg-a" } });
    let bridged = json!({ "Type": "CallAndBridge", "Parameters": {} });
    let hangup = |tag: &str| {
        json!({ "Type": "Hangup",
        "Parameters": { "ParticipantTag": tag, "SipResponseCode": 0 } })
    };
    let log = logged(&[
        (new, none.clone()),
        (event("ACTION_SUCCESSFUL", &digits, &[&a]), none.clone()),
        (event("ACTION_SUCCESSFUL", &bridged, &[&a, &b]), none),
        (
            event("HANGUP", &hangup("LEG-A"), &[&gone, &b]),
            json!({ "Actions": [{ "Type": "Hangup" }] }),
        ),
        (event("HANGUP", &hangup("LEG-B"), &[&gone, &leg("LEG-B", "Disconnected")]), json!(null)),
    ]);
    let expected = [
        Happening::Dialled { outbound: false },
        Happening::Answered { leg: Leg::A },
        Happening::Presses { leg: Leg::A, keys: "1".to_owned() },
        Happening::Rings { leg: Leg::B, to: "+12065550123".to_owned() },
        Happening::Answered { leg: Leg::B },
        Happening::Bridged,
        Happening::HangsUp { leg: Leg::A },
        // The application has asked for it.
        Happening::Disconnected { leg: Leg::B, code: 0, given_up: false },
    ];
    assert_eq!(people(&log), expected.iter().collect::<Vec<_>>());
    let transcript = log.transcript();
    assert_eq!((&*transcript.from, &*transcript.to), ("+14255550199", "+12065550100"));
    assert_eq!(transcript.transaction_id, "t");
    let sequences = transcript.entries.iter().filter_map(|entry| match &entry.what {
        Happening::Event(event) => Some(event.sequence),
        _ => None,
    });
    assert!(sequences.eq(4..9), "where an event has none, it is the next");
    assert!(transcript.entries.iter().map(|entry| entry.number).eq(1..=18));
}

#[test]
fn outbound_call_and_meeting_have_their_people() {
    let none = json!({ "Actions": [] });
    let update = json!({ "Parameters": { "Arguments": { "a": 1, "b": true } } });
    let joined = json!({ "Type": "JoinChimeMeeting", "Parameters": { "MeetingId": "m" } });
    let (a, b) = (leg("LEG-A", "Connected"), leg("LEG-B", "Connected"));
    let log = logged(&[
        // Its second attempt is no second call.
        (event("NEW_OUTBOUND_CALL", &json!({}), &[&leg("LEG-A", "")]), none.clone()),
        (event("NEW_OUTBOUND_CALL", &json!({}), &[&leg("LEG-A", "")]), none.clone()),
        (event("RINGING", &json!({}), &[&leg("LEG-A", "")]), none.clone()),
        (event("CALL_ANSWERED", &json!({}), &[&a]), none.clone()),
        (event("ACTION_SUCCESSFUL", &joined, &[&a, &b]), none.clone()),
        (event("CALL_UPDATE_REQUESTED", &update, &[&a, &b]), none),
    ]);
    let arguments =
        [("a", "1"), ("b", "true")].map(|(key, text)| (key.to_owned(), text.to_owned()));
    let expected = [
        Happening::Dialled { outbound: true },
        Happening::Rings { leg: Leg::A, to: "+12065550100".to_owned() },
        Happening::Answered { leg: Leg::A },
        Happening::JoinedMeeting { meeting: Some("m".to_owned()) },
        Happening::Updated { arguments: arguments.into() },
    ];
    assert_eq!(people(&log), expected.iter().collect::<Vec<_>>());
}

#[test]
fn each_event_has_its_details() {
    let a = leg("LEG-A", "Connected");
    for (kind, data, expected) in [
        (
            "NEW_OUTBOUND_CALL",
            json!({"Parameters": {"Arguments": {"a": "1", "b": "2"}}}),
            "arguments a=1 b=2",
        ),
        ("ACTION_SUCCESSFUL", json!({"ReceivedDigits": ""}), "no digits"),
        (
            "ACTION_SUCCESSFUL",
            json!({"RecordingDestination": {"BucketName": "b", "Key": "k.wav"}, "RecordingTerminatorUsed": "#"}),
            "recorded to s3://b/k.wav, ended by #",
        ),
        (
            "ACTION_SUCCESSFUL",
            json!({"CallRecordingDestination": {"Type": "S3", "Location": "b/k"}}),
            "recording to s3://b/k",
        ),
        (
            "ACTION_SUCCESSFUL",
            json!({"IntentResult": {"SessionState": {"Intent": {"Name": "Book", "State": "Fulfilled",
                "Slots": {"city": {"Value": {"InterpretedValue": "Rome"}}, "night": null}}}}}),
            "intent Book (Fulfilled) city=Rome",
        ),
        (
            "ACTION_FAILED",
            json!({"ErrorType": "SystemException", "ErrorMessage": "no"}),
            "SystemException: no",
        ),
        ("ACTION_FAILED", json!({"ErrorType": "", "Error": "NoAccess: no"}), "NoAccess: no"),
        ("ACTION_FAILED", json!({"ErrorList": ["a", "b"]}), "a, b"),
        ("HANGUP", json!({"Parameters": {"SipResponseCode": 486}}), "busy (486)"),
        ("CALL_UPDATE_REQUESTED", json!({"Parameters": {"Arguments": {"a": "1"}}}), ""),
    ] {
        assert_eq!(invoked(&event(kind, &data, &[&a])).1, expected, "{data}");
    }
    let invalid =
        json!({"InvocationEventType": "INVALID_LAMBDA_RESPONSE", "ErrorType": "Mismatch"});
    assert_eq!(invoked(&invalid).1, "Mismatch");
    let named = json!({"Parameters": {"ParticipantTag": "LEG-B", "CallId": "leg-a"}});
    assert_eq!(invoked(&event("HANGUP", &named, &[&a])).0, Some(Leg::A), "the CallId counts");
}

#[test]
fn headers_and_changed_attributes_are_details() {
    let mut new = event("NEW_INBOUND_CALL", &json!({}), &[&leg("LEG-A", "")]);
    new["CallDetails"]["Participants"][0]["SipHeaders"] = json!({"X-Color": "blue"});
    new["CallDetails"]["TransactionAttributes"] = json!({"step": "menu"});
    assert_eq!(invoked(&new).1, "SIP headers X-Color=blue, attributes step=menu");
    let next = |attributes: Value| {
        let mut next = event("CALL_ANSWERED", &json!({}), &[]);
        next["CallDetails"]["TransactionAttributes"] = attributes;
        next
    };
    let log = logged(&[
        (new, json!({"TransactionAttributes": {"step": "sales"}})),
        (next(json!({"step": "sales"})), json!({})),
        (next(json!({})), json!({})),
    ]);
    let details = log.transcript().entries.iter().filter_map(|entry| match &entry.what {
        Happening::Event(event) => Some(event.detail.as_deref()),
        _ => None,
    });
    assert_eq!(details.skip(1).collect::<Vec<_>>(), [None, Some("attributes none")]);
}

#[test]
fn malformed_logs_are_read() {
    for text in [
        "",
        "{oops",
        "7",
        "[]",
        r#"{"InvocationEventType": ["x"], "ActionData": "y", "CallDetails": 3}"#,
        r#"{"CallDetails": {"Participants": [1, null, {"SipHeaders": 5, "CallId": {}}]}}"#,
    ] {
        let mut log = EventLog::new();
        log.event(Duration::MAX, text);
        log.reply(Duration::MAX, text);
        log.failure(NOW, text);
        log.refusal(NOW, text);
        log.note(NOW, text);
        assert_eq!(log.transcript().entries.len(), 5, "{text}");
        let read: Transcript = serde_json::from_str(&log.transcript().to_json()).unwrap();
        assert_eq!(read, *log.transcript());
        assert!(log.transcript().to_string().contains("(no event type)"));
    }
}

#[test]
fn live_ladder_is_the_one_of_the_transcript() {
    // A call of one leg does not name it.
    let spoken = sample::event(1, "ACTION_SUCCESSFUL", "Speak LEG-A", "");
    for transcript in [sample::bridged(), sample::transcript(vec![(0, spoken)])] {
        let mut live = transcript.ladder().live();
        let mut drawn = live.head();
        transcript.entries.iter().for_each(|entry| drawn.push_str(&live.entry(entry)));
        drawn.push_str(&live.end());
        assert_eq!(drawn.trim_end(), transcript.to_string());
    }
}
