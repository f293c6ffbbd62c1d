//! Variants of events: one part at a time, changed at random or in every way.

use std::time::Duration;

use offhook::action::{Action, CallAndBridge, Pause, PlayAudio, RecordAudio, SpeakAndGetDigits};
use offhook::event::{self, ErrorType, Event, EventType};
use offhook::{Failed, Invocation, Leg, Participant, Succeeded};
use offhook_tests::calls::{decode, event, event_about};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Returns the data of an event.
fn read<E: Event>(event: &Value) -> E {
    E::read(&decode(event)).expect("the event's data decodes")
}

/// Returns a failure with these fields beside `Parameters`.
fn failure(fields: Value) -> Failed {
    let mut event = event_about("ACTION_FAILED", "Pause");
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    event["ActionData"].as_object_mut().expect("an object").extend(fields);
    read(&event)
}

#[test]
fn error_is_read_in_every_form() {
    for (fields, error_type, message) in [
        (json!({"ErrorType": "SystemException", "ErrorMessage": "Oh."}), "SystemException", "Oh."),
        (json!({"Error": "SystemException: Oh: no."}), "SystemException", "Oh: no."),
        (json!({"Error": "It broke"}), "", "It broke"),
        (json!({"ErrorType": "", "ErrorMessage": "", "Error": "A: b"}), "A", "b"),
        (json!({"ErrorType": "A", "Error": "B: c"}), "A", "c"),
        (json!({"ErrorType": null, "ErrorMessage": null}), "", ""),
        (json!({"ErrorType": ["x"], "ErrorMessage": {"y": 1}, "ErrorList": null}), "", ""),
        (json!({"ErrorMessage": 503}), "", "503"),
        (json!({}), "", ""),
    ] {
        let failed = failure(fields.clone());
        assert_eq!(
            (failed.error_type.as_str(), &*failed.message),
            (error_type, message),
            "{fields}"
        );
        assert!(failed.error_list.is_empty(), "{fields}");
    }
    assert_eq!(failure(json!({"ErrorType": "AccessDenied"})).error_type, ErrorType::AccessDenied);
    assert_eq!(failure(json!({"ErrorList": [1, "two"]})).error_list, [json!(1), json!("two")]);
}

#[test]
fn error_is_read_at_top_level_and_in_action_data() {
    for (top, inner, expected) in [
        (json!(null), json!(null), ("", "")),
        (json!({"t": "A", "m": "b"}), json!(null), ("A", "b")),
        (json!(null), json!({"t": "A", "m": "b"}), ("A", "b")),
        (json!({"t": "A", "m": "b"}), json!({"t": "C", "m": "d"}), ("A", "b")),
        (json!({"t": "", "m": ""}), json!({"t": "C", "m": "d"}), ("C", "d")),
    ] {
        let mut event = event("INVALID_LAMBDA_RESPONSE");
        if !top.is_null() {
            (event["ErrorType"], event["ErrorMessage"]) = (top["t"].clone(), top["m"].clone());
        }
        if !inner.is_null() {
            event["ActionData"] = json!({"ErrorType": inner["t"], "ErrorMessage": inner["m"]});
        }
        let refused: event::InvalidLambdaResponse = read(&event);
        assert_eq!((refused.error_type.as_str(), &*refused.message), expected, "{event}");
    }
}

#[test]
fn both_spellings_of_a_key_are_read() {
    let mut renamed = event_about("ACTION_SUCCESSFUL", "RecordAudio");
    let fields = renamed.as_object_mut().expect("an object");
    let event_type = fields.remove("InvocationEventType").expect("there");
    fields.insert("InvocationEvent".to_owned(), event_type);
    assert_eq!(decode(&renamed).event_type(), &EventType::ActionSuccessful);
    renamed["InvocationEventType"] = "HANGUP".into();
    assert_eq!(decode(&renamed).event_type(), &EventType::Hangup, "the documented spelling wins");

    let mut both = event_about("ACTION_SUCCESSFUL", "RecordAudio");
    both["CallDetails"]["SipApplicationId"] = "older".into();
    assert_eq!(decode(&both).call().sip_media_application_id(), Some("application-1"));
    both["ActionData"]["RecordinDestination"] = json!({"BucketName": "b", "Key": "misspelt"});
    both["ActionData"]["RecordingDestination"] = json!({"BucketName": "b", "Key": "proper"});
    let recorded: Succeeded<RecordAudio> = read(&both);
    assert_eq!(recorded.results.recording_destination.expect("a file").key, "proper");
}

#[test]
fn legs_are_found_by_id_or_tag_in_any_case() {
    for tag in ["LEG-B", "Leg-B", "leg-b"] {
        let mut event = event_about("ACTION_SUCCESSFUL", "Pause");
        let legs = event["CallDetails"]["Participants"].as_array_mut().expect("an array");
        legs.push(json!({"CallId": "call-b", "ParticipantTag": tag}));
        let call_id =
            |event: &Value| decode(event).call().leg().map(|leg| leg.call_id().to_owned());
        assert_eq!(decode(&event).call().leg_b().map(Participant::call_id), Some("call-b"));
        event["ActionData"]["Parameters"] = json!({"ParticipantTag": tag});
        assert_eq!(call_id(&event).as_deref(), Some("call-b"));
        event["ActionData"]["Parameters"] = json!({"ParticipantTag": tag, "CallId": "call-a"});
        assert_eq!(call_id(&event).as_deref(), Some("call-a"), "the tag is ignored");
        event["ActionData"]["Parameters"] = json!({"ParticipantTag": tag, "CallId": ""});
        assert_eq!(call_id(&event).as_deref(), Some("call-b"), "an empty id counts as absent");
        event["ActionData"]["Parameters"] = json!({"CallId": "nobody"});
        assert_eq!(call_id(&event).as_deref(), Some("call-a"));
    }
    let mut nameless = event_about("ACTION_SUCCESSFUL", "Pause");
    nameless["CallDetails"]["Participants"] =
        json!([{"ParticipantTag": "LEG-A"}, {"CallId": "call-b", "ParticipantTag": "LEG-B"}]);
    nameless["ActionData"]["Parameters"] = json!({"CallId": "", "ParticipantTag": "LEG-B"});
    assert_eq!(decode(&nameless).call().leg().map(Participant::call_id), Some("call-b"));
    let mut event = event("HANGUP");
    event["CallDetails"]["Participants"][0]["ParticipantTag"] = "LEG-C".into();
    assert_eq!(decode(&event).call().leg().and_then(Participant::leg), None);
    assert_eq!(Leg::from_tag("LEG-C"), None);
}

#[test]
fn unknown_words_are_kept() {
    let mut event = event_about("TIDE_TURNED", "SoundFoghorn");
    let leg = &mut event["CallDetails"]["Participants"][0];
    (leg["Direction"], leg["Status"]) = ("Sideways".into(), "Adrift".into());
    let invocation = decode(&event);
    assert_eq!(invocation.event_type().as_str(), "TIDE_TURNED");
    assert_eq!(invocation.action_type().map(ToString::to_string).as_deref(), Some("SoundFoghorn"));
    let leg = invocation.call().leg().expect("a leg");
    assert_eq!(leg.direction().map(ToString::to_string).as_deref(), Some("Sideways"));
    assert_eq!(leg.status().map(ToString::to_string).as_deref(), Some("Adrift"));
    assert!(leg.is_connected(), "it is not known to be disconnected");
}

#[test]
fn keys_may_be_in_any_order_and_escaped() {
    let json = r#"{"CallDetails": {"Participants": [], "TransactionId": "t"},
        "ActionData": {"ReceivedDigits": "5", "Parameters": {}, "Typ\u0065": "SpeakAndGetDigits"},
        "Invocation\u0045ventType": "ACTION_SUCCESSFUL", "Sequence": "3"} "#;
    let invocation = Invocation::from_json(json.as_bytes()).expect("decodes");
    assert_eq!(invocation.event_type(), &EventType::ActionSuccessful);
    let succeeded = Succeeded::<SpeakAndGetDigits>::read(&invocation).expect("decodes");
    assert_eq!(succeeded.results.received_digits, "5");
}

/// Returns a number in one of the forms that the service writes.
fn written(number: u64, style: u8) -> Value {
    match style % 4 {
        0 => json!(number),
        1 => json!(number.to_string()),
        2 => json!(format!(" {number} ")),
        _ => json!(f64::from(u32::try_from(number).expect("small"))),
    }
}

proptest! {
    #[test]
    fn numbers_are_read_from_text(sequence in 0..1_000_u64, code in 0..=999_u16, repeat in 1..=99_u32, millis in 100..=30_000_u64, style: u8) {
        let mut event = event_about("HANGUP", "Hangup");
        event["Sequence"] = written(sequence, style % 3);
        event["ActionData"]["Parameters"]["SipResponseCode"] = written(code.into(), style);
        prop_assert_eq!(decode(&event).sequence(), sequence);
        prop_assert_eq!(read::<event::Hangup>(&event).sip_response_code, Some(code));

        let mut event = event_about("ACTION_SUCCESSFUL", "PlayAudio");
        event["ActionData"]["Parameters"] = json!({"AudioSource": {}, "Repeat": written(repeat.into(), style)});
        let played: Succeeded<PlayAudio> = read(&event);
        prop_assert_eq!(played.parameters.typed().and_then(|play| play.repeat), Some(repeat));

        let mut event = event_about("ACTION_SUCCESSFUL", "Pause");
        event["ActionData"]["Parameters"] = json!({"DurationInMilliseconds": written(millis, style)});
        let paused: Succeeded<Pause> = read(&event);
        let duration = Some(Duration::from_millis(millis));
        prop_assert_eq!(paused.parameters.typed().map(|pause| pause.duration), duration);
    }

    #[test]
    fn text_is_read_from_numbers(number: u32) {
        let mut event = event("DIGITS_RECEIVED");
        event["ActionData"] = json!({"Type": "ReceiveDigits", "ReceivedDigits": number});
        let leg = &mut event["CallDetails"]["Participants"][0];
        (leg["CallId"], leg["From"], leg["StartTimeInMilliseconds"]) = (number.into(), number.into(), number.into());
        event["CallDetails"]["AwsAccountId"] = number.into();
        let text = number.to_string();
        prop_assert_eq!(read::<event::DigitsReceived>(&event).digits, text.as_str());
        let invocation = decode(&event);
        prop_assert_eq!(invocation.call().from(), text.as_str());
        prop_assert_eq!(invocation.call().account_id(), Some(text.as_str()));
        prop_assert_eq!(invocation.call().leg().map(Participant::call_id), Some(text.as_str()));
        let since_1970 = invocation.call().leg().and_then(Participant::start_time).expect("a time")
            .duration_since(std::time::UNIX_EPOCH).expect("later");
        prop_assert_eq!(since_1970, Duration::from_millis(number.into()));
    }

    #[test]
    fn misfitting_echo_leaves_results_readable(parameters in any_json(), digits in "[0-9#*]{0,9}") {
        let mut event = event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits");
        event["ActionData"]["Parameters"] = parameters.clone();
        event["ActionData"]["ReceivedDigits"] = digits.clone().into();
        let succeeded: Succeeded<SpeakAndGetDigits> = read(&event);
        prop_assert_eq!(succeeded.results.received_digits.as_str(), digits.as_str());
        let raw: Value = serde_json::from_str(succeeded.parameters.raw()).expect("JSON");
        prop_assert_eq!(raw, parameters.clone());
        let any: Succeeded = read(&event);
        prop_assert_eq!(any.results.get("ReceivedDigits"), Some(&json!(digits)));
        event["InvocationEventType"] = "ACTION_FAILED".into();
        event["ActionData"]["ErrorType"] = "SystemException".into();
        prop_assert_eq!(read::<Failed<CallAndBridge>>(&event).error_type, ErrorType::SystemException);
        event["InvocationEventType"] = "HANGUP".into();
        let invocation = decode(&event);
        prop_assert_eq!(invocation.event_type(), &EventType::Hangup);
        let fits = any.parameters.typed();
        prop_assert!(fits.is_none_or(|action| matches!(action, Action::SpeakAndGetDigits(_))));
    }
}

/// Generates JSON of any shape, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let key =
        prop_oneof!["CallId", "ParticipantTag", "SpeechParameters", "Text", "Repeat", ".{0,4}"];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
