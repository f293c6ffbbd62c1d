//! Reading of actions: what is lenient, and what is an error.

use offhook::Leg;
use offhook::action::{
    Action, ActionKind, CallAndBridge, Hangup, JoinChimeMeeting, Pause, PlayAudio, RecordAudio,
    Target, VoiceFocus,
};
use serde_json::json;

use super::helpers::{BOT, number, read, refused, sent};

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
    assert_eq!(
        yes.expect_err("not a boolean").to_string(),
        "invalid value: another word, expected true or false"
    );
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
        let error =
            serde_json::from_value::<Action>(json!({"Type": action, "Parameters": parameters}))
                .expect_err("an array is not an object")
                .to_string();
        assert!(error.starts_with("invalid type: sequence"), "{action}: {error}");
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
        assert_eq!(error.to_string(), "expected an array of one-character strings");
    }
}
