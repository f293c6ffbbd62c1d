//! The JSON of each action, with the fewest parameters and with all.

use std::time::Duration;

use offhook::action::bot::{DialogAction, SessionAttributes};
use offhook::action::{
    AudioFile, CallAndBridge, Engine, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees, Pause,
    PauseCallRecording, PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, RecordAudio,
    ResumeCallRecording, SendDigits, Sensitive, Speak, SpeakAndGetDigits, StartBotConversation,
    StartCallRecording, StopCallRecording, Track, VoiceFocus,
};
use offhook::call::Status::{Connected, Disconnected};
use offhook::{Call, Leg, Participant, SipHeaders};
use offhook_tests::calls::{bridged, call};
use serde_json::json;

use super::helpers::{BOT, VOICE_CONNECTOR, millis, number, read, secs, sent};

#[test]
fn speak_writes_its_parameters() {
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
fn speak_and_get_digits_writes_its_parameters() {
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
fn digit_counts_are_ranges() {
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
fn play_audio_writes_its_parameters() {
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
    let recorded = AudioFile { storage: None, ..AudioFile::s3("b", "k.wav") };
    assert_eq!(sent(PlayAudio::file(recorded)), json!({"AudioSource": source}), "with its type");
}

#[test]
fn hangup_all_covers_every_leg_that_may_be_connected() {
    let everybody = |call: &Call| json!(Hangup::all(call));
    let hangup =
        |leg| json!({"Type": "Hangup", "Parameters": {"CallId": leg, "SipResponseCode": "0"}});
    assert_eq!(
        everybody(&bridged(Connected, Connected)),
        json!([hangup("call-a"), hangup("call-b")])
    );
    assert_eq!(everybody(&bridged(Disconnected, Connected)), json!([hangup("call-b")]));
    assert_eq!(everybody(&call(Disconnected)), json!([]));
    let ringing = call(Connected).with_participant(Participant::new(Leg::B, "call-b"));
    assert_eq!(
        everybody(&ringing),
        json!([hangup("call-a"), hangup("call-b")]),
        "a leg without status may be connected"
    );
}

#[test]
fn play_audio_and_get_digits_writes_its_parameters() {
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
fn receive_digits_writes_its_parameters() {
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
            ReceiveDigits::matching("[5-7]").on(Leg::B).between_digits(millis(1)).flush(millis(2))
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
fn send_digits_writes_its_parameters() {
    assert_eq!(sent(SendDigits::new(",1A#")), json!({"Digits": ",1A#"}));
    assert_eq!(
        sent(SendDigits::new("1").on("call-2").tone(millis(100))),
        json!({"CallId": "call-2", "Digits": "1", "ToneDurationInMilliseconds": 100})
    );
}

#[test]
fn pause_is_rounded_up_to_milliseconds() {
    assert_eq!(sent(Pause::millis(500)), json!({"DurationInMilliseconds": 500}));
    let odd = Pause::new(Duration::from_nanos(1_000_000_001)).on(Leg::A);
    assert_eq!(
        serde_json::to_value(odd).expect("JSON"),
        json!({"ParticipantTag": "LEG-A", "DurationInMilliseconds": 1001})
    );
}

#[test]
fn hangup_writes_its_parameters() {
    assert_eq!(sent(Hangup::normal()), json!({"SipResponseCode": "0"}));
    assert_eq!(sent(Hangup::busy()), json!({"SipResponseCode": "486"}));
    assert_eq!(
        sent(Hangup::unavailable().on(Leg::A)),
        json!({"ParticipantTag": "LEG-A", "SipResponseCode": "480"})
    );
}

#[test]
fn record_audio_writes_its_parameters() {
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
fn call_recordings_write_their_parameters() {
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
fn call_and_bridge_writes_its_parameters() {
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
fn meeting_actions_write_their_parameters() {
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
fn voice_focus_writes_its_parameters() {
    assert_eq!(sent(VoiceFocus::enable()), json!({"Enable": true}));
    assert_eq!(
        sent(VoiceFocus::disable().on("call-1")),
        json!({"CallId": "call-1", "Enable": false})
    );
}

#[test]
fn start_bot_conversation_writes_its_parameters() {
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

#[test]
fn session_attributes_of_a_bot_are_sorted_and_keep_the_last_value() {
    let mut attributes = SessionAttributes::default();
    assert!(attributes.is_empty());
    for (key, value) in [("queue", "orders"), ("language", "es"), ("queue", "returns")] {
        attributes.insert(key, value);
    }
    assert_eq!(attributes.len(), 2);
    assert_eq!(attributes.get("queue").map(Sensitive::as_str), Some("returns"));
    assert_eq!(attributes.get("visits"), None);
    let listed: Vec<_> = attributes.iter().map(|(key, value)| (key, value.as_str())).collect();
    assert_eq!(listed, [("language", "es"), ("queue", "returns")]);

    let mut bot = StartBotConversation::new(BOT);
    bot.configuration.session_state.session_attributes = attributes;
    assert_eq!(
        serde_json::to_string(&bot.configuration).unwrap(),
        r#"{"SessionState":{"SessionAttributes":{"language":"es","queue":"returns"}}}"#
    );
    assert_eq!(read::<StartBotConversation>(sent(bot.clone())), bot);
}
