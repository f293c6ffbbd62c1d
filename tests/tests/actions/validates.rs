//! `validate`, rule by rule.

use std::time::Duration;

use offhook::action::bot::DialogAction;
use offhook::action::{
    CallAndBridge, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees, Pause, PlayAudio,
    PlayAudioAndGetDigits, ReceiveDigits, RecordAudio, SendDigits, Speak, SpeakAndGetDigits,
    StartBotConversation, StartCallRecording,
};
use serde_json::{Value, json};

use super::helpers::{BOT, VOICE_CONNECTOR, accepted, millis, number, read, refused, secs};

#[test]
fn speech_is_checked() {
    assert!(accepted(&Speak::text("é".repeat(1_000))));
    assert_eq!(
        refused(&Speak::text("é".repeat(1_001))),
        "Speak: Text must hold at most 1000 characters, has 1001"
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
        "SpeakAndGetDigits: FailureSpeechParameters.Text must hold at most 1000 characters, has 1001"
    );
}

#[test]
fn validate_needs_no_trait_in_scope() {
    assert_eq!(Speak::text("Hi").validate(), Ok(()));
    let error = Pause::secs(99).validate().expect_err("too long");
    assert!(error.to_string().starts_with("Pause: DurationInMilliseconds"), "{error}");
}

#[test]
fn digit_collection_is_checked() {
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
    #[expect(clippy::reversed_empty_ranges, reason = "the error is about it")]
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
fn audio_files_are_checked() {
    assert_eq!(
        refused(&PlayAudio::s3("", "k")),
        "PlayAudio: AudioSource.BucketName must not be empty"
    );
    assert_eq!(refused(&PlayAudio::s3("b", "")), "PlayAudio: AudioSource.Key must not be empty");
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
fn play_audio_is_checked() {
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
fn receive_digits_is_checked() {
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
fn send_digits_is_checked() {
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
fn pause_is_checked() {
    for (duration, fits) in [(99, false), (100, true), (30_000, true), (30_001, false)] {
        assert_eq!(accepted(&Pause::millis(duration)), fits, "{duration}");
    }
    assert_eq!(refused(&Pause::secs(0)), "Pause: DurationInMilliseconds must be from 100 to 30000");
}

#[test]
fn hangup_code_is_checked() {
    assert!(accepted(&read::<Hangup>(json!({"SipResponseCode": 480}))));
    assert_eq!(
        refused(&read::<Hangup>(json!({"SipResponseCode": 487}))),
        "Hangup: SipResponseCode must be 0, 480 or 486"
    );
}

#[test]
fn record_audio_is_checked() {
    let record = || RecordAudio::to_s3("b");
    assert_eq!(
        refused(&RecordAudio::to_s3("")),
        "RecordAudio: RecordingDestination.BucketName must not be empty"
    );
    assert!(accepted(&record().prefix("Aa0!-_.*'()/")));
    assert!(accepted(&record().prefix("x".repeat(979))));
    assert_eq!(
        refused(&record().prefix("x".repeat(980))),
        "RecordAudio: RecordingDestination.Prefix must hold at most 979 characters, has 980"
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
fn start_call_recording_is_checked() {
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
fn endpoints_are_checked() {
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
fn call_and_bridge_is_checked() {
    let bridge = || CallAndBridge::pstn(number("+12065550100"));
    // The pages disagree on 0.
    assert!(accepted(&bridge().timeout(secs(120))) && accepted(&bridge().timeout(Duration::ZERO)));
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
fn meeting_actions_are_checked() {
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
fn bot_alias_arn_is_checked() {
    assert!(accepted(&StartBotConversation::new(BOT)));
    for arn in [
        "",
        "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ",
        "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/",
        "arn:aws:lex:us-east-1:123456789012:bot/ABCDEFGHIJ/KLMNOPQRST",
        "arn:aws:lex::123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
        "arn:aws:chime:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
        "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST/1",
        "arn:aws:lex:us-east-1:1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
        "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST:1",
    ] {
        assert_eq!(
            refused(&StartBotConversation::new(arn)),
            "StartBotConversation: BotAliasArn must be arn:aws:lex:region:account:bot-alias/bot/alias"
        );
    }
}

#[test]
fn bot_configuration_is_checked() {
    let bot = || StartBotConversation::new(BOT);
    let refusal =
        "StartBotConversation: Configuration.WelcomeMessages needs the DialogAction ElicitIntent";
    assert_eq!(refused(&bot().welcome("Hi").dialog(DialogAction::Delegate)), refusal);
    assert_eq!(refused(&bot().dialog(DialogAction::Delegate).welcome("Hi")), refusal);
    assert_eq!(
        refused(&bot().dialog("Close".into())),
        "StartBotConversation: Configuration.SessionState.DialogAction.Type must be Delegate or ElicitIntent"
    );
    let custom = json!({"BotAliasArn": BOT, "Configuration": {
        "SessionState": {"DialogAction": {"Type": "ElicitIntent"}},
        "WelcomeMessages": [
            {"Content": "Hi", "ContentType": "PlainText"},
            {"Content": "Hi", "ContentType": "CustomPayload"},
        ],
    }});
    assert_eq!(
        refused(&read::<StartBotConversation>(custom)),
        "StartBotConversation: Configuration.WelcomeMessages[1].ContentType must be PlainText or SSML"
    );
    let frame = r#"{"SessionState":{"SessionAttributes":{"k":""}}}"#.len();
    assert!(accepted(&bot().session_attribute("k", "v".repeat(10 * 1_024 - frame))));
    assert_eq!(
        refused(&bot().session_attribute("k", "v".repeat(10 * 1_024 - frame + 1))),
        "StartBotConversation: Configuration must be at most 10 KB of JSON"
    );

    // Messages count too, as they are escaped.
    let greeted =
        |text: String| bot().welcome("\"Hi\"\n").session_attribute("k", text).welcome("é");
    let rest = serde_json::to_string(&greeted(String::new()).configuration).expect("JSON").len();
    assert!(accepted(&greeted("v".repeat(10 * 1_024 - rest))));
    assert!(!accepted(&greeted("v".repeat(10 * 1_024 - rest + 1))));
}
