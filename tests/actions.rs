//! The 18 actions on the wire: what is sent, what is read back, what is refused, what is hidden.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use std::time::Duration;

use offhook::action::bot::{ConfirmationState, Conversation, DialogAction, IntentState};
use offhook::action::{
    Action, ActionType, AudioFile, CallAndBridge, CallRecording, Engine, Hangup, InvalidAction,
    JoinChimeMeeting, Kind, ModifyChimeMeetingAttendees, Pause, PauseCallRecording, PlayAudio,
    PlayAudioAndGetDigits, ReceiveDigits, ReceivedDigits, RecordAudio, Recording,
    ResumeCallRecording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
    StartCallRecording, StopCallRecording, Target, Track, VoiceFocus,
};
use offhook::{E164, Leg, SipHeaders};
use proptest::prelude::*;
use serde_json::{Value, json};

const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
const VOICE_CONNECTOR: &str = "arn:aws:chime:us-east-1:123456789012:vc/abcdefg1hijklm2nopq3rs";

fn number(text: &str) -> E164 {
    text.parse().expect("an E.164 number")
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// What is sent for an action that the service takes. It also reads back as what it was.
#[expect(clippy::needless_pass_by_value, reason = "callers read better without a `&`")]
fn sent<A: Kind + PartialEq>(action: A) -> Value {
    assert_eq!(action.validate(), Ok(()));
    let any: Action = action.clone().into();
    assert_eq!(any.action_type(), A::TYPE);
    let json = serde_json::to_value(&any).expect("actions are JSON");
    assert_eq!(json["Type"], A::TYPE.as_str());
    assert_eq!(serde_json::from_value::<Action>(json.clone()).expect("reads back"), any);
    let parameters = json["Parameters"].clone();
    assert_eq!(serde_json::from_value::<A>(parameters.clone()).expect("reads back"), action);
    parameters
}

/// Reads an action's parameters.
fn read<A: Kind>(parameters: Value) -> A {
    serde_json::from_value(parameters).expect("parameters that decode")
}

mod sends {
    use super::*;

    #[test]
    fn speak() {
        assert_eq!(sent(Speak::text("Hello")), json!({"Text": "Hello"}));
        assert_eq!(
            sent(
                Speak::ssml("<speak/>")
                    .on("call-1")
                    .voice("Ruth")
                    .engine(Engine::Neural)
                    .language("en-GB")
            ),
            json!({
                "CallId": "call-1",
                "Text": "<speak/>",
                "TextType": "ssml",
                "Engine": "neural",
                "LanguageCode": "en-GB",
                "VoiceId": "Ruth",
            })
        );
    }

    #[test]
    fn speak_and_get_digits() {
        assert_eq!(
            sent(SpeakAndGetDigits::new("PIN?")),
            json!({"SpeechParameters": {"Text": "PIN?"}, "RepeatDurationInMilliseconds": 5000})
        );
        assert_eq!(
            sent(
                SpeakAndGetDigits::ssml("<speak/>")
                    .on(Leg::A)
                    .voice("Ruth")
                    .engine(Engine::Standard)
                    .language("en-GB")
                    .failure("Again.")
                    .digits(1..=4)
                    .attempts(3)
                    .timeout(secs(10))
                    .between_digits(millis(1_500))
                    .terminator("#*")
                    .regex(r"^\d+$")
            ),
            json!({
                "ParticipantTag": "LEG-A",
                "SpeechParameters": {
                    "Text": "<speak/>",
                    "TextType": "ssml",
                    "Engine": "standard",
                    "LanguageCode": "en-GB",
                    "VoiceId": "Ruth",
                },
                // The service would take ssml from the prompt.
                "FailureSpeechParameters": {"Text": "Again.", "TextType": "text"},
                "MinNumberOfDigits": 1,
                "MaxNumberOfDigits": 4,
                "Repeat": 3,
                "RepeatDurationInMilliseconds": 10000,
                "InBetweenDigitsDurationInMilliseconds": 1500,
                "TerminatorDigits": ["#", "*"],
                "InputDigitsRegex": r"^\d+$",
            })
        );
        assert_eq!(
            sent(SpeakAndGetDigits::new("PIN?").failure_ssml("<speak/>"))["FailureSpeechParameters"],
            json!({"Text": "<speak/>", "TextType": "ssml"})
        );
    }

    #[test]
    fn numbers_of_digits() {
        let ask = || PlayAudioAndGetDigits::s3("b", "k");
        let counts = |ask: PlayAudioAndGetDigits| {
            let sent = sent(ask);
            (sent.get("MinNumberOfDigits").cloned(), sent.get("MaxNumberOfDigits").cloned())
        };
        assert_eq!(counts(ask()), (None, None));
        assert_eq!(counts(ask().digits(4)), (Some(json!(4)), Some(json!(4))));
        assert_eq!(counts(ask().digits(2..)), (Some(json!(2)), None));
        assert_eq!(counts(ask().digits(..=4)), (None, Some(json!(4))));
        assert_eq!(counts(ask().digits(4).digits(..=3)), (None, Some(json!(3))));
    }

    #[test]
    fn play_audio() {
        let source = json!({"Type": "S3", "BucketName": "b", "Key": "k.wav"});
        assert_eq!(sent(PlayAudio::s3("b", "k.wav")), json!({"AudioSource": source}));
        assert_eq!(
            sent(PlayAudio::s3("b", "k.wav").on(Leg::B).terminators("1#").repeat(2)),
            json!({
                "ParticipantTag": "LEG-B",
                "AudioSource": source,
                "PlaybackTerminators": ["1", "#"],
                "Repeat": 2,
            })
        );
    }

    #[test]
    fn play_audio_and_get_digits() {
        let file = |key: &str| json!({"Type": "S3", "BucketName": "b", "Key": key});
        assert_eq!(
            sent(PlayAudioAndGetDigits::s3("b", "menu")),
            json!({"AudioSource": file("menu"), "RepeatDurationInMilliseconds": 5000})
        );
        assert_eq!(
            sent(
                PlayAudioAndGetDigits::s3("b", "menu")
                    .on("call-1")
                    .failure_s3("b", "again")
                    .digits(1)
                    .attempts(2)
                    .timeout(secs(3))
                    .between_digits(secs(1))
                    .terminator("")
                    .regex("[12]")
            ),
            json!({
                "CallId": "call-1",
                "AudioSource": file("menu"),
                "FailureAudioSource": file("again"),
                "MinNumberOfDigits": 1,
                "MaxNumberOfDigits": 1,
                "Repeat": 2,
                "RepeatDurationInMilliseconds": 3000,
                "InBetweenDigitsDurationInMilliseconds": 1000,
                "TerminatorDigits": [],
                "InputDigitsRegex": "[12]",
            })
        );
    }

    #[test]
    fn receive_digits() {
        assert_eq!(
            sent(ReceiveDigits::matching("[5-7]")),
            json!({
                "InputDigitsRegex": "[5-7]",
                "InBetweenDigitsDurationInMilliseconds": 1000,
                "FlushDigitsDurationInMilliseconds": 10000,
            })
        );
        assert_eq!(
            sent(
                ReceiveDigits::matching("[5-7]")
                    .on(Leg::B)
                    .between_digits(millis(1))
                    .flush(millis(2))
            ),
            json!({
                "ParticipantTag": "LEG-B",
                "InputDigitsRegex": "[5-7]",
                "InBetweenDigitsDurationInMilliseconds": 1,
                "FlushDigitsDurationInMilliseconds": 2,
            })
        );
    }

    #[test]
    fn send_digits() {
        assert_eq!(sent(SendDigits::new(",1A#")), json!({"Digits": ",1A#"}));
        assert_eq!(
            sent(SendDigits::new("1").on("call-2").tone(millis(100))),
            json!({"CallId": "call-2", "Digits": "1", "ToneDurationInMilliseconds": 100})
        );
    }

    #[test]
    fn pause() {
        assert_eq!(sent(Pause::millis(500)), json!({"DurationInMilliseconds": 500}));
        let odd = Pause::new(Duration::from_nanos(1_000_000_001)).on(Leg::A);
        assert_eq!(
            serde_json::to_value(odd).expect("JSON"),
            json!({"ParticipantTag": "LEG-A", "DurationInMilliseconds": 1001})
        );
    }

    #[test]
    fn hangup() {
        assert_eq!(sent(Hangup::normal()), json!({"SipResponseCode": "0"}));
        assert_eq!(sent(Hangup::busy()), json!({"SipResponseCode": "486"}));
        assert_eq!(
            sent(Hangup::unavailable().on(Leg::A)),
            json!({"ParticipantTag": "LEG-A", "SipResponseCode": "480"})
        );
    }

    #[test]
    fn record_audio() {
        assert_eq!(
            sent(RecordAudio::to_s3("b")),
            json!({
                "RecordingDestination": {"Type": "S3", "BucketName": "b"},
                "RecordingTerminators": ["#"],
            })
        );
        assert_eq!(
            sent(
                RecordAudio::to_s3("b")
                    .on("call-1")
                    .prefix("mail/")
                    .terminators("*0")
                    .max(secs(30))
                    .silence(secs(2))
                    .silence_threshold(100)
            ),
            json!({
                "CallId": "call-1",
                "RecordingDestination": {"Type": "S3", "BucketName": "b", "Prefix": "mail/"},
                "RecordingTerminators": ["*", "0"],
                "DurationInSeconds": 30,
                "SilenceDurationInSeconds": 2,
                "SilenceThreshold": 100,
            })
        );
        let rounded_up = RecordAudio::to_s3("b").max(millis(1_001));
        assert_eq!(serde_json::to_value(rounded_up).expect("JSON")["DurationInSeconds"], 2);
    }

    #[test]
    fn call_recordings() {
        assert_eq!(
            sent(StartCallRecording::to_s3("b/prefix")),
            json!({"Track": "BOTH", "Destination": {"Type": "S3", "Location": "b/prefix"}})
        );
        assert_eq!(
            sent(StartCallRecording::to_s3("b").on("call-1").track(Track::Outgoing)),
            json!({"CallId": "call-1", "Track": "OUTGOING", "Destination": {"Type": "S3", "Location": "b"}})
        );
        assert_eq!(sent(StopCallRecording::new()), json!({}));
        assert_eq!(sent(PauseCallRecording::new().on("call-1")), json!({"CallId": "call-1"}));
        assert_eq!(sent(ResumeCallRecording::new().on(Leg::B)), json!({"ParticipantTag": "LEG-B"}));
    }

    #[test]
    fn call_and_bridge() {
        assert_eq!(
            sent(CallAndBridge::pstn(number("+12065550100"))),
            json!({"Endpoints": [{"BridgeEndpointType": "PSTN", "Uri": "+12065550100"}]})
        );
        assert_eq!(
            sent(
                CallAndBridge::voice_connector(VOICE_CONNECTOR, "5550")
                    .caller_id(number("+12065550101"))
                    .timeout(secs(20))
                    .ringback_s3("b", "ring.wav")
                    .sip_header("X-Language", "en")
                    .sip_header("X-Queue", "sales")
            ),
            json!({
                "CallerIdNumber": "+12065550101",
                "Endpoints": [{"BridgeEndpointType": "AWS", "Uri": "5550", "Arn": VOICE_CONNECTOR}],
                "CallTimeoutSeconds": 20,
                "RingbackTone": {"Type": "S3", "BucketName": "b", "Key": "ring.wav"},
                "SipHeaders": {"X-Language": "en", "X-Queue": "sales"},
            })
        );
        let replaced = CallAndBridge::pstn(number("+12065550100"))
            .sip_header("X-Queue", "sales")
            .sip_headers(SipHeaders::new().with("X-Language", "en"));
        assert_eq!(sent(replaced)["SipHeaders"], json!({"X-Language": "en"}));
    }

    #[test]
    fn chime_meetings() {
        assert_eq!(sent(JoinChimeMeeting::new("token")), json!({"JoinToken": "token"}));
        assert_eq!(
            sent(JoinChimeMeeting::new("token").meeting_id("meeting")),
            json!({"JoinToken": "token", "MeetingId": "meeting"})
        );
        assert_eq!(
            sent(ModifyChimeMeetingAttendees::mute("meeting", ["a", "b"])),
            json!({"Operation": "Mute", "MeetingId": "meeting", "AttendeeList": ["a", "b"]})
        );
        assert_eq!(
            sent(ModifyChimeMeetingAttendees::unmute("meeting", vec![String::from("a")])),
            json!({"Operation": "Unmute", "MeetingId": "meeting", "AttendeeList": ["a"]})
        );
    }

    #[test]
    fn voice_focus() {
        assert_eq!(sent(VoiceFocus::enable()), json!({"Enable": true}));
        assert_eq!(
            sent(VoiceFocus::disable().on("call-1")),
            json!({"CallId": "call-1", "Enable": false})
        );
    }

    #[test]
    fn start_bot_conversation() {
        assert_eq!(sent(StartBotConversation::new(BOT)), json!({"BotAliasArn": BOT}));
        assert_eq!(
            sent(
                StartBotConversation::new(BOT)
                    .locale("en_US")
                    .session_attribute("queue", "orders")
                    .session_attribute("queue", "returns")
                    .welcome("Hello.")
                    .welcome_ssml("<speak/>")
            ),
            json!({
                "BotAliasArn": BOT,
                "LocaleId": "en_US",
                "Configuration": {
                    "SessionState": {
                        "SessionAttributes": {"queue": "returns"},
                        "DialogAction": {"Type": "ElicitIntent"},
                    },
                    "WelcomeMessages": [
                        {"Content": "Hello.", "ContentType": "PlainText"},
                        {"Content": "<speak/>", "ContentType": "SSML"},
                    ],
                },
            })
        );
        assert_eq!(
            sent(StartBotConversation::new(BOT).dialog(DialogAction::Delegate))["Configuration"],
            json!({"SessionState": {"DialogAction": {"Type": "Delegate"}}})
        );
    }
}

mod reads {
    use super::*;

    #[test]
    fn numbers_and_booleans_from_text() {
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
            yes.expect_err("no boolean").to_string(),
            "invalid value: another word, expected true or false"
        );
    }

    #[test]
    fn the_leg() {
        let call_id = || read::<Hangup>(json!({"CallId": "call-1", "ParticipantTag": "LEG-A"}));
        assert_eq!(call_id().target(), Some(&Target::CallId("call-1".into())));
        let tag = read::<Hangup>(json!({"CallId": "", "ParticipantTag": "Leg-B"}));
        assert_eq!(tag.target(), Some(&Target::Leg(Leg::B)));
        let neither = read::<Hangup>(json!({"ParticipantTag": ""}));
        assert_eq!(neither.target(), Some(&Target::Event));
        // Echoes of these hold a call id, whoever chose it.
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
    fn empty_parameters_and_unknown_ones() {
        let hangup: Action =
            serde_json::from_value(json!({"Parameters": {}, "Type": "Hangup"})).expect("a hangup");
        let Action::Hangup(hangup) = hangup else { panic!("{hangup:?}") };
        assert_eq!(hangup.sip_response_code, None);
        assert_eq!(sent(hangup), json!({}));
        assert_eq!(
            read::<JoinChimeMeeting>(json!({"AttendeeJoinToken": "", "JoinToken": "t"})),
            JoinChimeMeeting::new("t")
        );
        assert!(
            serde_json::from_value::<Action>(json!({"Type": "foobar", "Parameters": {}})).is_err()
        );
    }

    #[test]
    fn absent_or_null_places_that_validate_then_names() {
        for source in [json!({}), json!({"Type": "S3", "BucketName": null, "Key": null})] {
            let play: PlayAudio = read(json!({"AudioSource": source}));
            assert!(play.audio_source.key.is_empty() && play.validate().is_err());
        }
        let record: RecordAudio =
            read(json!({"RecordingDestination": {}, "RecordingTerminators": []}));
        assert_eq!(refused(&record), "RecordAudio: RecordingDestination.Type must be S3");
    }

    #[test]
    fn no_arrays_for_objects() {
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
                    .expect_err("an array is no object")
                    .to_string();
            assert!(error.starts_with("invalid type: sequence"), "{action}: {error}");
        }
    }

    #[test]
    fn terminators_of_one_character_each() {
        for keys in [json!(["12"]), json!([""])] {
            let error = serde_json::from_value::<RecordAudio>(json!({
                "RecordingDestination": {"Type": "S3", "BucketName": "b"},
                "RecordingTerminators": keys,
            }))
            .expect_err("no key");
            assert_eq!(error.to_string(), "expected an array of one-character strings");
        }
    }
}

mod results {
    use super::*;

    fn results<A: Kind>(action_data: Value) -> A::Results {
        serde_json::from_value(action_data).expect("results")
    }

    #[test]
    fn digits() {
        let data = json!({"ReceivedDigits": "12", "Type": "SpeakAndGetDigits", "Parameters": {}});
        assert_eq!(results::<SpeakAndGetDigits>(data.clone()).received_digits, "12");
        assert_eq!(results::<PlayAudioAndGetDigits>(data.clone()).received_digits, "12");
        assert_eq!(results::<ReceiveDigits>(data).received_digits, "12");
        for absent in [json!({}), json!({"ReceivedDigits": null}), json!({"ReceivedDigits": ""})] {
            assert_eq!(results::<SpeakAndGetDigits>(absent), ReceivedDigits::default());
        }
        let sent =
            serde_json::to_value(ReceivedDigits { received_digits: "1#".into() }).expect("JSON");
        assert_eq!(sent, json!({"ReceivedDigits": "1#"}));
    }

    #[test]
    fn recording() {
        let file = AudioFile { storage: None, ..AudioFile::s3("b", "k") };
        for spelling in ["RecordingDestination", "RecordinDestination"] {
            let recording =
                results::<RecordAudio>(json!({spelling: {"BucketName": "b", "Key": "k"}}));
            let expected =
                Recording { recording_destination: Some(file.clone()), ..Recording::default() };
            assert_eq!(recording, expected);
        }
        let whole = json!({
            "RecordingDestination": {"Type": "S3", "BucketName": "b", "Key": "k"},
            "RecordingTerminatorUsed": "#",
        });
        let recording = results::<RecordAudio>(whole.clone());
        assert_eq!(recording.recording_terminator_used.as_deref(), Some("#"));
        assert_eq!(serde_json::to_value(recording).expect("JSON"), whole);
        assert_eq!(results::<RecordAudio>(json!({})), Recording::default());
    }

    #[test]
    fn call_recording() {
        let whole =
            json!({"CallRecordingDestination": {"Type": "S3", "Location": "bucket/a/b.wav"}});
        let recording = results::<StartCallRecording>(whole.clone());
        assert_eq!((recording.bucket(), recording.key()), (Some("bucket"), Some("a/b.wav")));
        assert_eq!(serde_json::to_value(recording).expect("JSON"), whole);
        let no_key = json!({"CallRecordingDestination": {"Type": "S3", "Location": "bucket"}});
        let recording = results::<StartCallRecording>(no_key);
        assert_eq!((recording.bucket(), recording.key()), (Some("bucket"), None));
        assert_eq!(results::<StartCallRecording>(json!({})), CallRecording::default());
        assert_eq!(CallRecording::default().bucket(), None);
    }

    #[test]
    fn conversation() {
        let whole = json!({"IntentResult": {
            "SessionId": "call-1",
            "SessionState": {
                "SessionAttributes": {"queue": "orders"},
                "Intent": {
                    "Name": "BookHotel",
                    "Slots": {
                        "Nights": {
                            "Value": {"OriginalValue": "five", "InterpretedValue": "5", "ResolvedValues": ["5"]},
                            "Values": [],
                        },
                        "Location": null,
                    },
                    "State": "InProgress",
                    "ConfirmationState": "None",
                },
            },
            "Interpretations": [
                {"NluConfidence": {"Score": 0.21}, "Intent": {"Name": "BookCar", "Slots": {}}},
                {"Intent": {"Name": "FallbackIntent", "Slots": {}}},
            ],
        }});
        let conversation = results::<StartBotConversation>(whole.clone());
        let intent = conversation.intent().expect("an intent");
        assert_eq!(intent.name.as_deref(), Some("BookHotel"));
        assert_eq!(
            (intent.slot("Nights"), intent.slot("Location"), intent.slot("Pets")),
            (Some("5"), None, None)
        );
        assert!(intent.slots.contains_key("Location"));
        assert_eq!(intent.state, Some(IntentState::Other("InProgress".into())));
        assert_eq!(intent.confirmation_state, Some(ConfirmationState::None));
        assert_eq!(serde_json::to_value(&conversation).expect("JSON"), whole);
    }

    #[test]
    fn conversation_with_less() {
        assert_eq!(results::<StartBotConversation>(json!({})), Conversation::default());
        let score = |score: Value| {
            let data =
                json!({"IntentResult": {"Interpretations": [{"NluConfidence": {"Score": score}}]}});
            results::<StartBotConversation>(data).intent_result?.interpretations[0]
                .nlu_confidence?
                .score
        };
        assert_eq!(score(json!(1)), Some(1.0));
        assert_eq!(score(json!("0.5")), Some(0.5));
        assert_eq!(score(json!({})), None);
        let nulls = results::<StartBotConversation>(json!({"IntentResult": {
            "SessionId": null,
            "SessionState": {"SessionAttributes": null, "Intent": {
                "Name": null,
                "Slots": null,
                "State": null,
                "ConfirmationState": null,
            }},
            "Interpretations": null,
        }}));
        assert_eq!(nulls.intent().expect("an intent").name, None);
        assert_eq!(
            results::<StartBotConversation>(json!({"IntentResult": null})),
            Conversation::default()
        );
    }
}

/// The texts of what `validate` refuses.
fn refused<A: Kind>(action: &A) -> String {
    let invalid: InvalidAction = action.validate().expect_err("an action that the service refuses");
    assert_eq!(*invalid.action(), A::TYPE);
    assert_eq!(action.clone().into().validate(), Err(invalid.clone()));
    assert_eq!(invalid.to_string(), format!("{}: {} {}", A::TYPE, invalid.field(), invalid.rule()));
    invalid.to_string()
}

fn accepted<A: Kind>(action: &A) -> bool {
    action.validate() == Ok(()) && action.clone().into().validate() == Ok(())
}

mod validates {
    use super::*;

    #[test]
    fn speech() {
        assert!(accepted(&Speak::text("é".repeat(1_000))));
        assert_eq!(
            refused(&Speak::text("é".repeat(1_001))),
            "Speak: Text must hold at most 1,000 characters, has 1001"
        );
        assert_eq!(refused(&Speak::text("")), "Speak: Text must not be empty");
        assert_eq!(
            refused(&Speak::text("Hi").engine("generative".into())),
            "Speak: Engine must be standard or neural"
        );
        let marked_down = read::<Speak>(json!({"Text": "Hi", "TextType": "markdown"}));
        assert_eq!(refused(&marked_down), "Speak: TextType must be text or ssml");
        assert_eq!(
            refused(&SpeakAndGetDigits::new("")),
            "SpeakAndGetDigits: SpeechParameters.Text must not be empty"
        );
        assert_eq!(
            refused(&SpeakAndGetDigits::new("Hi").failure("x".repeat(1_001))),
            "SpeakAndGetDigits: FailureSpeechParameters.Text must hold at most 1,000 characters, has 1001"
        );
    }

    #[test]
    fn digit_collection() {
        let ask = || SpeakAndGetDigits::new("PIN?");
        assert!(
            accepted(&ask().digits(128))
                && accepted(&ask().digits(0))
                && accepted(&ask().digits(128..))
        );
        assert_eq!(
            refused(&ask().digits(129)),
            "SpeakAndGetDigits: MaxNumberOfDigits must be at most 128"
        );
        let too_few = "SpeakAndGetDigits: MinNumberOfDigits must be at most MaxNumberOfDigits, which is 128 by default";
        assert_eq!(refused(&ask().digits(129..)), too_few);
        #[expect(clippy::reversed_empty_ranges, reason = "that is what is refused")]
        let reversed = ask().digits(4..=3);
        assert_eq!(refused(&reversed), too_few);
        assert!(accepted(&ask().terminator("0123456789#*")));
        assert_eq!(
            refused(&ask().terminator("A")),
            "SpeakAndGetDigits: TerminatorDigits must hold only keys from 0 to 9, # and *"
        );
        assert!(accepted(&ask().between_digits(Duration::from_nanos(1))));
        assert_eq!(
            refused(&ask().between_digits(Duration::ZERO)),
            "SpeakAndGetDigits: InBetweenDigitsDurationInMilliseconds must be more than 0"
        );
        assert!(accepted(&ask().attempts(1)) && accepted(&ask().attempts(u32::MAX)));
        assert_eq!(refused(&ask().attempts(0)), "SpeakAndGetDigits: Repeat must be more than 0");
        assert!(accepted(&ask().timeout(Duration::MAX)));
        assert_eq!(
            refused(&ask().timeout(Duration::ZERO)),
            "SpeakAndGetDigits: RepeatDurationInMilliseconds must be more than 0"
        );
        assert_eq!(
            refused(&PlayAudioAndGetDigits::s3("b", "k").attempts(0)),
            "PlayAudioAndGetDigits: Repeat must be more than 0"
        );
    }

    #[test]
    fn audio_files() {
        assert_eq!(
            refused(&PlayAudio::s3("", "k")),
            "PlayAudio: AudioSource.BucketName must not be empty"
        );
        assert_eq!(
            refused(&PlayAudio::s3("b", "")),
            "PlayAudio: AudioSource.Key must not be empty"
        );
        let elsewhere: PlayAudio =
            read(json!({"AudioSource": {"Type": "", "BucketName": "b", "Key": "k"}}));
        assert_eq!(refused(&elsewhere), "PlayAudio: AudioSource.Type must be S3");
        assert_eq!(
            refused(&PlayAudioAndGetDigits::s3("", "k")),
            "PlayAudioAndGetDigits: AudioSource.BucketName must not be empty"
        );
        assert_eq!(
            refused(&PlayAudioAndGetDigits::s3("b", "k").failure_s3("b", "")),
            "PlayAudioAndGetDigits: FailureAudioSource.Key must not be empty"
        );
        assert_eq!(
            refused(&CallAndBridge::pstn(number("+12065550100")).ringback_s3("b", "")),
            "CallAndBridge: RingbackTone.Key must not be empty"
        );
    }

    #[test]
    fn play_audio() {
        let play = || PlayAudio::s3("b", "k");
        assert!(accepted(&play().repeat(1)));
        assert_eq!(refused(&play().repeat(0)), "PlayAudio: Repeat must be more than 0");
        assert!(accepted(&play().terminators("0123456789#*")));
        assert_eq!(
            refused(&play().terminators("1 ")),
            "PlayAudio: PlaybackTerminators must hold only keys from 0 to 9, # and *"
        );
    }

    #[test]
    fn receive_digits() {
        let listen = || ReceiveDigits::matching("1");
        assert!(accepted(&listen().between_digits(millis(1)).flush(millis(2))));
        assert_eq!(
            refused(&listen().between_digits(Duration::ZERO)),
            "ReceiveDigits: InBetweenDigitsDurationInMilliseconds must be more than 0"
        );
        let flush = "ReceiveDigits: FlushDigitsDurationInMilliseconds must be more than \
                     InBetweenDigitsDurationInMilliseconds";
        assert_eq!(refused(&listen().flush(secs(1))), flush);
        // Both are sent as 1,000 ms.
        assert_eq!(
            refused(&listen().between_digits(Duration::from_micros(999_500)).flush(secs(1))),
            flush
        );
    }

    #[test]
    fn send_digits() {
        assert!(accepted(&SendDigits::new("0123456789*#ABCD,")));
        for outside in ["a", "E", " ", "+", "½"] {
            assert_eq!(
                refused(&SendDigits::new(outside)),
                "SendDigits: Digits must hold only 0-9, *, #, A-D and commas"
            );
        }
        assert!(accepted(&SendDigits::new("1".repeat(50))));
        assert_eq!(
            refused(&SendDigits::new("1".repeat(51))),
            "SendDigits: Digits must hold at most 50 characters, has 51"
        );
        for (tone, fits) in [(49, false), (50, true), (24_000, true), (24_001, false)] {
            assert_eq!(accepted(&SendDigits::new("1").tone(millis(tone))), fits, "{tone}");
        }
        assert_eq!(
            refused(&SendDigits::new("1").tone(millis(49))),
            "SendDigits: ToneDurationInMilliseconds must be from 50 to 24000"
        );
    }

    #[test]
    fn pause() {
        for (duration, fits) in [(99, false), (100, true), (30_000, true), (30_001, false)] {
            assert_eq!(accepted(&Pause::millis(duration)), fits, "{duration}");
        }
        assert_eq!(
            refused(&Pause::secs(0)),
            "Pause: DurationInMilliseconds must be from 100 to 30000"
        );
    }

    #[test]
    fn hangup() {
        assert!(accepted(&read::<Hangup>(json!({"SipResponseCode": 480}))));
        assert_eq!(
            refused(&read::<Hangup>(json!({"SipResponseCode": 487}))),
            "Hangup: SipResponseCode must be 0, 480 or 486"
        );
    }

    #[test]
    fn record_audio() {
        let record = || RecordAudio::to_s3("b");
        assert_eq!(
            refused(&RecordAudio::to_s3("")),
            "RecordAudio: RecordingDestination.BucketName must not be empty"
        );
        assert!(accepted(&record().prefix("Aa0!-_.*'()/")));
        assert!(accepted(&record().prefix("x".repeat(979))));
        assert_eq!(
            refused(&record().prefix("x".repeat(980))),
            "RecordAudio: RecordingDestination.Prefix must hold at most 979 characters"
        );
        for unsafe_prefix in ["a b", "é", "a+b"] {
            assert_eq!(
                refused(&record().prefix(unsafe_prefix)),
                "RecordAudio: RecordingDestination.Prefix must hold only letters, digits and !-_.*'()/"
            );
        }
        assert!(accepted(&record().terminators("")));
        assert_eq!(
            refused(&record().terminators("x")),
            "RecordAudio: RecordingTerminators must hold only keys from 0 to 9, # and *"
        );
        assert!(accepted(&record().max(millis(1))));
        assert_eq!(
            refused(&record().max(Duration::ZERO)),
            "RecordAudio: DurationInSeconds must be more than 0"
        );
        for (seconds, fits) in [(0, false), (1, true), (1_000, true), (1_001, false)] {
            assert_eq!(accepted(&record().silence(secs(seconds))), fits, "{seconds}");
            assert_eq!(
                accepted(&record().silence_threshold(u32::try_from(seconds).unwrap())),
                fits,
                "{seconds}"
            );
        }
        assert_eq!(
            refused(&record().silence(secs(0))),
            "RecordAudio: SilenceDurationInSeconds must be from 1 to 1000"
        );
        assert_eq!(
            refused(&record().silence_threshold(0)),
            "RecordAudio: SilenceThreshold must be from 1 to 1000"
        );
    }

    #[test]
    fn start_call_recording() {
        assert_eq!(
            refused(&StartCallRecording::to_s3("b").track("LEFT".into())),
            "StartCallRecording: Track must be BOTH, INCOMING or OUTGOING"
        );
        for nowhere in ["", "/prefix"] {
            assert_eq!(
                refused(&StartCallRecording::to_s3(nowhere)),
                "StartCallRecording: Destination.Location must begin with a bucket"
            );
        }
        let elsewhere = json!({"Track": "BOTH", "Destination": {"Type": "NFS", "Location": "b"}});
        assert_eq!(
            refused(&read::<StartCallRecording>(elsewhere)),
            "StartCallRecording: Destination.Type must be S3"
        );
    }

    #[test]
    fn endpoints() {
        let bridge = |endpoints: Value| read::<CallAndBridge>(json!({"Endpoints": endpoints}));
        let pstn = json!({"BridgeEndpointType": "PSTN", "Uri": "+12065550100"});
        assert!(accepted(&bridge(json!([pstn]))));
        assert_eq!(
            refused(&bridge(json!([]))),
            "CallAndBridge: Endpoints must hold exactly one endpoint, has 0"
        );
        assert_eq!(
            refused(&bridge(json!([pstn, pstn]))),
            "CallAndBridge: Endpoints must hold exactly one endpoint, has 2"
        );
        assert_eq!(
            refused(&bridge(json!([{"BridgeEndpointType": "PSTN", "Uri": "12065550100"}]))),
            "CallAndBridge: Endpoints[0].Uri must be a phone number in E.164 form"
        );
        assert_eq!(
            refused(&bridge(
                json!([{"BridgeEndpointType": "PSTN", "Uri": "+12065550100", "Arn": "arn"}])
            )),
            "CallAndBridge: Endpoints[0].Arn must not be set for PSTN"
        );
        assert_eq!(
            refused(&bridge(json!([{"BridgeEndpointType": "SIP", "Uri": "+12065550100"}]))),
            "CallAndBridge: Endpoints[0].BridgeEndpointType must be PSTN or AWS"
        );
        let aws = |uri: &str| CallAndBridge::voice_connector(VOICE_CONNECTOR, uri.to_owned());
        assert!(accepted(&aws("aZ0&=+$/%-_!~*().")) && accepted(&aws(&"x".repeat(30))));
        for length in [0, 31] {
            assert_eq!(
                refused(&aws(&"x".repeat(length))),
                "CallAndBridge: Endpoints[0].Uri must hold 1 to 30 characters"
            );
        }
        assert_eq!(
            refused(&aws("user@host")),
            "CallAndBridge: Endpoints[0].Uri must hold only letters, digits and &=+$/%-_!~*()."
        );
        let no_arn = "CallAndBridge: Endpoints[0].Arn must be set for AWS";
        assert_eq!(refused(&CallAndBridge::voice_connector("", "5550")), no_arn);
        assert_eq!(refused(&bridge(json!([{"BridgeEndpointType": "AWS", "Uri": "5550"}]))), no_arn);
    }

    #[test]
    fn call_and_bridge() {
        let bridge = || CallAndBridge::pstn(number("+12065550100"));
        // The pages disagree on 0.
        assert!(
            accepted(&bridge().timeout(secs(120))) && accepted(&bridge().timeout(Duration::ZERO))
        );
        assert_eq!(
            refused(&bridge().timeout(millis(120_001))),
            "CallAndBridge: CallTimeoutSeconds must be at most 120"
        );
        let with_caller_id = |caller_id: &str| {
            read::<CallAndBridge>(json!({
                "CallerIdNumber": caller_id,
                "Endpoints": [{"BridgeEndpointType": "PSTN", "Uri": "+12065550100"}],
            }))
        };
        // LEG-A's From can be a SIP user.
        assert!(accepted(&with_caller_id("alice")));
        assert_eq!(refused(&with_caller_id("")), "CallAndBridge: CallerIdNumber must not be empty");
        assert!(accepted(&bridge().sip_header("x-queue", "sales")));
        let refusal = refused(&bridge().sip_header("X-AMZN-Trace", "sales"));
        assert!(
            refusal.starts_with("CallAndBridge: SipHeaders ") && refusal.contains("X-AMZN-Trace"),
            "{refusal}"
        );
    }

    #[test]
    fn chime_meetings() {
        assert_eq!(
            refused(&JoinChimeMeeting::new("")),
            "JoinChimeMeeting: JoinToken must not be empty"
        );
        let mute = |attendees| ModifyChimeMeetingAttendees::mute("meeting", vec!["a"; attendees]);
        for (attendees, fits) in [(0, false), (1, true), (100, true), (101, false)] {
            assert_eq!(accepted(&mute(attendees)), fits, "{attendees}");
        }
        assert_eq!(
            refused(&mute(101)),
            "ModifyChimeMeetingAttendees: AttendeeList must hold 1 to 100 ids, has 101"
        );
        assert_eq!(
            refused(&ModifyChimeMeetingAttendees::unmute("", ["a"])),
            "ModifyChimeMeetingAttendees: MeetingId must not be empty"
        );
        let add = json!({"Operation": "Add", "MeetingId": "meeting", "AttendeeList": ["a"]});
        assert_eq!(
            refused(&read::<ModifyChimeMeetingAttendees>(add)),
            "ModifyChimeMeetingAttendees: Operation must be Mute or Unmute"
        );
    }

    #[test]
    fn bot_alias_arn() {
        assert!(accepted(&StartBotConversation::new(BOT)));
        for arn in [
            "",
            "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ",
            "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/",
            "arn:aws:lex:us-east-1:123456789012:bot/ABCDEFGHIJ/KLMNOPQRST",
            "arn:aws:lex::123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
            "arn:aws:chime:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
            "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST:1",
        ] {
            assert_eq!(
                refused(&StartBotConversation::new(arn)),
                "StartBotConversation: BotAliasArn must be arn:aws:lex:region:account:bot-alias/bot/alias"
            );
        }
    }

    #[test]
    fn bot_configuration() {
        let bot = || StartBotConversation::new(BOT);
        let refusal = "StartBotConversation: Configuration.WelcomeMessages needs the DialogAction ElicitIntent";
        assert_eq!(refused(&bot().welcome("Hi").dialog(DialogAction::Delegate)), refusal);
        assert_eq!(refused(&bot().dialog(DialogAction::Delegate).welcome("Hi")), refusal);
        assert_eq!(
            refused(&bot().dialog("Close".into())),
            "StartBotConversation: Configuration.SessionState.DialogAction.Type must be Delegate or ElicitIntent"
        );
        let custom = json!({"BotAliasArn": BOT, "Configuration": {
            "SessionState": {"DialogAction": {"Type": "ElicitIntent"}},
            "WelcomeMessages": [{"Content": "Hi", "ContentType": "CustomPayload"}],
        }});
        assert_eq!(
            refused(&read::<StartBotConversation>(custom)),
            "StartBotConversation: Configuration.WelcomeMessages.ContentType must be PlainText or SSML"
        );
        let frame = r#"{"SessionState":{"SessionAttributes":{"k":""}}}"#.len();
        assert!(accepted(&bot().session_attribute("k", "v".repeat(10 * 1_024 - frame))));
        assert_eq!(
            refused(&bot().session_attribute("k", "v".repeat(10 * 1_024 - frame + 1))),
            "StartBotConversation: Configuration must be at most 10 KB of JSON"
        );
    }
}

mod hides {
    use super::*;

    /// A secret of each kind that must not be found in `Debug`.
    const SECRET: &str = "5550173";

    fn assert_hidden(debug: &impl Debug) {
        let debug = format!("{debug:?} {debug:#?}");
        assert!(!debug.contains(SECRET), "{debug}");
        assert!(debug.contains("hidden"), "{debug}");
    }

    fn hidden<A: Kind>(action: A) {
        assert_hidden(&action);
        let action: Action = action.into();
        assert_hidden(&action);
    }

    #[test]
    fn in_actions() {
        hidden(Speak::text(SECRET));
        hidden(SpeakAndGetDigits::new(SECRET).failure(SECRET).regex(SECRET));
        hidden(PlayAudioAndGetDigits::s3("b", "k").regex(SECRET));
        hidden(ReceiveDigits::matching(SECRET));
        hidden(SendDigits::new(SECRET));
        hidden(CallAndBridge::pstn(number("+12065550173")).caller_id(number("+12065550173")));
        hidden(CallAndBridge::voice_connector(VOICE_CONNECTOR, SECRET));
        hidden(JoinChimeMeeting::new(SECRET));
        hidden(StartBotConversation::new(BOT).session_attribute("k", SECRET).welcome(SECRET));
        let headers =
            format!("{:?}", CallAndBridge::voice_connector("a", "b").sip_header("X-Phone", SECRET));
        assert!(!headers.contains(SECRET), "{headers}");
    }

    #[test]
    fn in_results() {
        assert_hidden(&ReceivedDigits { received_digits: SECRET.into() });
        assert_hidden(&Recording {
            recording_terminator_used: Some(SECRET.into()),
            ..Recording::default()
        });
        let slot = json!({
            "Value": {"OriginalValue": SECRET, "InterpretedValue": SECRET, "ResolvedValues": [SECRET]},
            "Values": [SECRET],
        });
        let intent = json!({"Name": "N", "Slots": {"Phone": slot}});
        let conversation: Conversation = serde_json::from_value(json!({"IntentResult": {
            "SessionState": {"SessionAttributes": {"phone": SECRET}, "Intent": intent},
            "Interpretations": [{"Intent": intent}],
        }}))
        .expect("results");
        assert_hidden(&conversation);
    }

    #[test]
    fn but_shows_what_helps() {
        let debug =
            format!("{:?}", SpeakAndGetDigits::new("PIN?").digits(4).voice("Ruth").on(Leg::B));
        for part in ["<4 hidden>", "min_number_of_digits: Some(4)", "Ruth", "Leg(B)"] {
            assert!(debug.contains(part), "{debug}");
        }
    }
}

mod shared_responses {
    use super::*;

    /// Parameters that the service does not have; some samples send them.
    const UNKNOWN: [&str; 2] = ["AttendeeJoinToken", "CustomSipHeaders"];

    /// JSON without what may differ between a reply and what Offhook makes of it: numbers and booleans
    /// as text, unknown parameters, ids that are empty, and tags beside a call id, which the service
    /// ignores.
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
            other => other,
        }
    }

    fn assert_kept(name: &str, action: &Value) -> ActionType {
        let typed: Action = serde_json::from_value(action.clone())
            .unwrap_or_else(|error| panic!("{name}: {error}: {action}"));
        let again = serde_json::to_value(&typed).expect("actions are JSON");
        let mut expected = action.clone();
        if typed.action_type() == ActionType::CallAndBridge {
            // It names no leg; echoes hold LEG-A's call id.
            expected["Parameters"].as_object_mut().expect("parameters").remove("CallId");
        }
        assert_eq!(normal(again), normal(expected), "{name}");
        typed.action_type()
    }

    fn files(folder: &str) -> Vec<(String, Value)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(folder);
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        entries
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .map(|path| {
                let json = fs::read_to_string(&path).expect("a readable file");
                (path.display().to_string(), serde_json::from_str(&json).expect("JSON"))
            })
            .collect()
    }

    #[test]
    fn every_reply_is_kept() {
        let files = files("responses");
        let mut seen = BTreeSet::new();
        for (name, reply) in &files {
            for action in reply["Actions"].as_array().into_iter().flatten() {
                seen.insert(assert_kept(name, action).as_str().to_owned());
            }
        }
        assert!(files.is_empty() || seen.len() == 18, "{seen:?}");
    }

    #[test]
    fn every_echo_is_kept() {
        for (name, event) in files("events") {
            let data = &event["ActionData"];
            let word = data["Type"].as_str().unwrap_or_default();
            // The far leg's HANGUP names another action than Hangup.
            let of_an_action = event["InvocationEventType"]
                .as_str()
                .is_some_and(|event| event.starts_with("ACTION_"));
            if of_an_action && !matches!(ActionType::from(word), ActionType::Other(_)) {
                assert_kept(&name, &json!({"Type": word, "Parameters": data["Parameters"]}));
            }
        }
    }

    #[test]
    fn the_oddities() {
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
    fn the_comparison_sees_differences() {
        let kept =
            json!({"Repeat": "1", "Enable": "True", "CallId": "c", "ParticipantTag": "LEG-A"});
        assert_eq!(
            normal(kept.clone()),
            normal(json!({"Repeat": 1, "Enable": true, "CallId": "c"}))
        );
        assert_ne!(
            normal(kept.clone()),
            normal(json!({"Repeat": 2, "Enable": true, "CallId": "c"}))
        );
        assert_ne!(normal(kept), normal(json!({"Repeat": 1, "Enable": true, "CallId": "d"})));
    }
}

/// Every number of a JSON value as text.
fn numbers_as_text(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (key, numbers_as_text(value))).collect()
        }
        Value::Array(list) => list.into_iter().map(numbers_as_text).collect(),
        Value::Number(number) => number.to_string().into(),
        other => other,
    }
}

fn assert_same_from_text<A: Kind + PartialEq>(action: &A) {
    let json = serde_json::to_value(action).expect("JSON");
    let text = numbers_as_text(json.clone());
    assert_ne!(json, text, "an action without numbers");
    assert_eq!(&read::<A>(text), action);
}

proptest! {
    #[test]
    fn numbers_may_be_text(n: u32, digits in 0..=128_usize, duration: u32) {
        let duration = millis(duration.into());
        let whole_seconds = secs(n.into());
        assert_same_from_text(&Pause::new(duration));
        assert_same_from_text(&PlayAudio::s3("b", "k").repeat(n));
        assert_same_from_text(
            &SpeakAndGetDigits::new("x").digits(digits).attempts(n).timeout(duration).between_digits(duration),
        );
        assert_same_from_text(&PlayAudioAndGetDigits::s3("b", "k").digits(..=digits).timeout(duration));
        assert_same_from_text(&ReceiveDigits::matching("x").between_digits(duration).flush(duration));
        assert_same_from_text(&SendDigits::new("1").tone(duration));
        assert_same_from_text(
            &RecordAudio::to_s3("b").max(whole_seconds).silence(whole_seconds).silence_threshold(n),
        );
        assert_same_from_text(&CallAndBridge::pstn(number("+12065550100")).timeout(whole_seconds));
    }

    /// Whatever is refused, for whichever reason: its text does not hold what was given.
    #[test]
    fn refusals_never_hold_values(secret in "[\u{3b1}-\u{3c9}]{8,12}") {
        let long = secret.repeat(300);
        let of_an_endpoint = |endpoint: Value| read::<CallAndBridge>(json!({"Endpoints": [endpoint]})).into();
        let refusals: [Action; 24] = [
            Speak::text(long.clone()).into(),
            Speak::text("x").engine((*secret).into()).into(),
            SpeakAndGetDigits::new(long.clone()).into(),
            SpeakAndGetDigits::new("x").failure(long.clone()).into(),
            SpeakAndGetDigits::new("x").terminator(secret.clone()).into(),
            PlayAudio::s3("", secret.clone()).into(),
            PlayAudio::s3(secret.clone(), "").into(),
            PlayAudio::s3("b", "k").terminators(secret.clone()).into(),
            PlayAudioAndGetDigits::s3("b", "k").failure_s3(secret.clone(), "").into(),
            PlayAudioAndGetDigits::s3("b", "k").terminator(secret.clone()).into(),
            ReceiveDigits::matching(secret.clone()).flush(Duration::ZERO).into(),
            SendDigits::new(secret.clone()).into(),
            RecordAudio::to_s3("b").prefix(secret.clone()).into(),
            RecordAudio::to_s3("b").terminators(secret.clone()).into(),
            StartCallRecording::to_s3(format!("/{secret}")).into(),
            StartCallRecording::to_s3("b").track((*secret).into()).into(),
            CallAndBridge::voice_connector(VOICE_CONNECTOR, secret.clone()).into(),
            CallAndBridge::voice_connector(VOICE_CONNECTOR, "x").ringback_s3(secret.clone(), "").into(),
            CallAndBridge::voice_connector(VOICE_CONNECTOR, "x").sip_header("X-A", long.clone()).into(),
            of_an_endpoint(json!({"BridgeEndpointType": "PSTN", "Uri": secret})),
            of_an_endpoint(json!({"BridgeEndpointType": secret, "Uri": secret})),
            ModifyChimeMeetingAttendees::mute(secret.clone(), vec![secret.clone(); 101]).into(),
            StartBotConversation::new(secret.clone()).into(),
            StartBotConversation::new(BOT).dialog((*secret).into()).into(),
        ];
        for action in refusals {
            let refusal = action.validate().expect_err("refused").to_string();
            prop_assert!(!refusal.contains(&secret[..8]), "{refusal}");
        }
    }

    /// Setters and validation take anything.
    #[test]
    fn nothing_panics(text: String, n: u32, count: usize, seconds: u64, nanos in 0..1_000_000_000_u32) {
        let duration = Duration::new(seconds, nanos);
        let text = || text.clone();
        let actions: [Action; 10] = [
            Speak::text(text()).voice(text()).language(text()).on(text()).into(),
            SpeakAndGetDigits::ssml(text()).digits(count).terminator(text()).timeout(duration).into(),
            PlayAudioAndGetDigits::s3(text(), text()).digits(count..).between_digits(duration).into(),
            PlayAudio::s3(text(), text()).terminators(text()).repeat(n).into(),
            ReceiveDigits::matching(text()).between_digits(duration).flush(duration).into(),
            SendDigits::new(text()).tone(duration).into(),
            RecordAudio::to_s3(text()).prefix(text()).max(duration).silence(duration).into(),
            CallAndBridge::voice_connector(text(), text()).timeout(duration).sip_header(text(), text()).into(),
            StartBotConversation::new(text()).locale(text()).session_attribute(text(), text()).into(),
            StartCallRecording::to_s3(text()).track((*text()).into()).into(),
        ];
        for action in actions {
            let _ = action.validate();
            let json = serde_json::to_value(&action).expect("JSON");
            prop_assert!(json["Type"] == action.action_type().as_str());
        }
    }
}
