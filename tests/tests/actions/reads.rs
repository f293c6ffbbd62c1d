//! Reading of actions: what is lenient, and what is an error.

use offhook::Leg;
use offhook::action::{
    Action, ActionKind, ActionType, CallAndBridge, Hangup, JoinChimeMeeting, Pause, PlayAudio,
    RecordAudio, SpeakAndGetDigits, Target, VoiceFocus,
};
use offhook::event::Echo;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use super::helpers::{BOT, number, read, refused, secs, sent};

#[test]
fn numbers_and_booleans_are_read_from_text() {
    assert_eq!(read::<Pause>(json!({"DurationInMilliseconds": "3000"})), Pause::secs(3));
    assert_eq!(
        read::<PlayAudio>(json!({
            "AudioSource": {"Type": "S3", "BucketName": "b", "Key": "k"},
            "Repeat": "5",
        })),
        PlayAudio::s3("b", "k").repeat(5)
    );
    let empty = json!({"AudioSource": {"BucketName": "b", "Key": "k"}, "Repeat": " "});
    assert_eq!(read::<PlayAudio>(empty).repeat, None);
    for code in [json!("486"), json!(486)] {
        assert_eq!(read::<Hangup>(json!({"SipResponseCode": code})), Hangup::busy());
    }
    for (word, expected) in [
        (json!(true), VoiceFocus::enable()),
        (json!("True"), VoiceFocus::enable()),
        (json!("true"), VoiceFocus::enable()),
        (json!("False"), VoiceFocus::disable()),
        (json!(false), VoiceFocus::disable()),
    ] {
        assert_eq!(read::<VoiceFocus>(json!({"Enable": word})), expected);
    }
    let yes: Result<VoiceFocus, _> = serde_json::from_value(json!({"Enable": "yes"}));
    assert_eq!(yes.expect_err("not a boolean").to_string(), "Enable must be true or false");
}

#[test]
fn call_id_wins_over_tag_and_empty_names_count_as_absent() {
    let call_id = || read::<Hangup>(json!({"CallId": "call-1", "ParticipantTag": "LEG-A"}));
    assert_eq!(call_id().target(), Some(&Target::CallId("call-1".into())));
    let tag = read::<Hangup>(json!({"CallId": "", "ParticipantTag": "Leg-B"}));
    assert_eq!(tag.target(), Some(&Target::Leg(Leg::B)));
    let neither = read::<Hangup>(json!({"ParticipantTag": ""}));
    assert_eq!(neither.target(), Some(&Target::Event));
    // Echoes of these have a `CallId` even if the action named no leg.
    let join = read::<JoinChimeMeeting>(json!({"JoinToken": "t", "CallId": "call-1"}));
    assert_eq!(join.target(), Some(&Target::CallId("call-1".into())));
    let bridge = read::<CallAndBridge>(json!({
        "CallId": "call-1",
        "Endpoints": [{"BridgeEndpointType": "PSTN", "Uri": "+12065550100"}],
    }));
    assert_eq!(bridge, CallAndBridge::pstn(number("+12065550100")));
    assert_eq!(bridge.target(), None);
}

#[test]
fn parameters_may_be_empty_or_unknown() {
    let hangup: Action =
        serde_json::from_value(json!({"Parameters": {}, "Type": "Hangup"})).expect("a hangup");
    let Action::Hangup(hangup) = hangup else { panic!("{hangup:?}") };
    assert_eq!(hangup.sip_response_code, None);
    assert_eq!(sent(hangup), json!({}));
    assert_eq!(
        read::<JoinChimeMeeting>(json!({"AttendeeJoinToken": "", "JoinToken": "t"})),
        JoinChimeMeeting::new("t")
    );
    assert!(serde_json::from_value::<Action>(json!({"Type": "foobar", "Parameters": {}})).is_err());
}

#[test]
fn absent_and_null_files_are_left_to_validate() {
    for source in [json!({}), json!({"Type": "S3", "BucketName": null, "Key": null})] {
        let play: PlayAudio = read(json!({"AudioSource": source}));
        assert!(play.audio_source.key.is_empty() && play.validate().is_err());
    }
    let record: RecordAudio = read(json!({"RecordingDestination": {}, "RecordingTerminators": []}));
    assert_eq!(refused(&record), "RecordAudio: RecordingDestination.Type must be S3");
}

fn echo(action: &str, parameters: &Value) -> Echo {
    let parameters = to_raw_value(parameters).expect("JSON");
    Echo::from_raw(ActionType::from(action), parameters)
}

/// The action, the field and the rule of parameters that don't fit.
fn misfit(action: &str, parameters: &Value) -> (String, String) {
    let echo = echo(action, parameters);
    let error = echo.fits().expect_err("a misfit");
    assert_eq!(error.action().as_str(), action);
    assert_eq!(error.is_missing(), error.rule() == "is missing");
    let by_serde =
        serde_json::from_value::<Action>(json!({"Type": action, "Parameters": parameters}));
    assert_eq!(by_serde.expect_err("a misfit").to_string(), error.to_string());
    (error.field().to_owned(), error.rule().to_owned())
}

#[test]
fn misfits_name_field_and_rule() {
    let speech = json!({"Text": "Hi"});
    for (action, parameters, field, rule) in [
        ("Pause", json!({}), "DurationInMilliseconds", "is missing"),
        ("Pause", json!({"DurationInMilliseconds": null}), "DurationInMilliseconds", "is missing"),
        (
            "Pause",
            json!({"DurationInMilliseconds": "soon"}),
            "DurationInMilliseconds",
            "must be a whole number that is not negative and in range, is a string",
        ),
        (
            "Pause",
            json!({"DurationInMilliseconds": -1}),
            "DurationInMilliseconds",
            "must be a whole number that is not negative and in range, is a number",
        ),
        (
            "Hangup",
            json!({"SipResponseCode": 65_536}),
            "SipResponseCode",
            "must be a whole number that is not negative and in range, is a number",
        ),
        ("Hangup", json!({"CallId": 7}), "CallId", "must be a string, is a number"),
        ("Speak", json!({"Text": ["Hi"]}), "Text", "must be a string, is an array"),
        ("Speak", json!({"Text": "Hi", "VoiceId": 7}), "VoiceId", "must be a string, is a number"),
        ("VoiceFocus", json!({"Enable": "yes"}), "Enable", "must be true or false"),
        (
            "SpeakAndGetDigits",
            json!({"SpeechParameters": speech, "RepeatDurationInMilliseconds": 1, "Repeat": {}}),
            "Repeat",
            "must be a whole number that is not negative and in range, is an object",
        ),
        (
            "SpeakAndGetDigits",
            json!({"SpeechParameters": speech, "FailureSpeechParameters": {"VoiceId": "Ruth"}}),
            "FailureSpeechParameters.Text",
            "is missing",
        ),
        (
            "CallAndBridge",
            json!({"Endpoints": [{"BridgeEndpointType": "PSTN"}]}),
            "Endpoints[0].Uri",
            "is missing",
        ),
        (
            "ModifyChimeMeetingAttendees",
            json!({"Operation": "Mute", "MeetingId": "m", "AttendeeList": ["a", 7]}),
            "AttendeeList[1]",
            "must be a string, is a number",
        ),
        (
            "StartBotConversation",
            json!({"BotAliasArn": BOT, "Configuration": {"SessionState": {"DialogAction": "Close"}}}),
            "Configuration.SessionState.DialogAction",
            "must be an object, is a string",
        ),
        (
            "StartBotConversation",
            json!({"BotAliasArn": BOT, "Configuration": {"SessionState": {"SessionAttributes": {"+12065550199": 7}}}}),
            "Configuration.SessionState.SessionAttributes",
            "must be a string, is a number",
        ),
    ] {
        assert_eq!(
            misfit(action, &parameters),
            (field.to_owned(), rule.to_owned()),
            "{action} {parameters}"
        );
    }
}

#[test]
fn unknown_actions_fit_nothing() {
    let echo = echo("+12065550199", &json!({}));
    let error = echo.fits().expect_err("not an action");
    assert_eq!(*error.action(), ActionType::Other(String::new()));
    assert_eq!(error.to_string(), "unknown action: Type must be one of the service's actions");
}

/// Serde buffers the fields of such types before it knows what to read.
#[test]
fn actions_inside_of_tagged_and_flattened_types() {
    #[derive(PartialEq, Debug, Serialize, Deserialize)]
    #[serde(tag = "step")]
    enum Step {
        Ask { menu: Box<SpeakAndGetDigits> },
        Transfer { bridge: CallAndBridge },
    }

    #[derive(PartialEq, Debug, Serialize, Deserialize)]
    struct Visit {
        #[serde(flatten)]
        step: Step,
        last: Option<Action>,
    }

    let menu = SpeakAndGetDigits::new("PIN?").digits(4).terminator("#").between_digits(secs(2));
    let bridge = CallAndBridge::pstn(number("+12065550100")).sip_header("x-queue", "sales");
    for visit in [
        Visit {
            step: Step::Ask { menu: Box::new(menu) },
            last: Some(PlayAudio::s3("b", "k").into()),
        },
        Visit { step: Step::Transfer { bridge }, last: None },
    ] {
        let json = serde_json::to_string(&visit).expect("JSON");
        assert_eq!(serde_json::from_str::<Visit>(&json).expect("reads back"), visit);
    }
}

#[test]
fn arrays_are_not_read_as_objects() {
    for (action, parameters) in [
        ("PlayAudio", json!({"AudioSource": ["S3", "b", "k"]})),
        ("CallAndBridge", json!({"Endpoints": [["PSTN", "+12065550100", null]]})),
        ("CallAndBridge", json!([null, [], null, null])),
        (
            "RecordAudio",
            json!({"RecordingDestination": ["S3", "b", null], "RecordingTerminators": []}),
        ),
        ("StartCallRecording", json!({"Track": "BOTH", "Destination": ["S3", "b"]})),
        ("StartBotConversation", json!({"BotAliasArn": BOT, "Configuration": [{}, []]})),
        (
            "StartBotConversation",
            json!({"BotAliasArn": BOT, "Configuration": {"SessionState": [{}, null]}}),
        ),
        (
            "SpeakAndGetDigits",
            json!({"SpeechParameters": ["Hi"], "RepeatDurationInMilliseconds": 1}),
        ),
    ] {
        let (field, rule) = misfit(action, &parameters);
        assert_eq!(rule, "must be an object, is an array", "{action}: {field}");
    }
}

#[test]
fn terminators_have_one_character_each() {
    for keys in [json!(["12"]), json!([""])] {
        let error = serde_json::from_value::<RecordAudio>(json!({
            "RecordingDestination": {"Type": "S3", "BucketName": "b"},
            "RecordingTerminators": keys,
        }))
        .expect_err("not a key");
        assert_eq!(
            error.to_string(),
            "RecordingTerminators must be an array of one-character strings"
        );
    }
}
