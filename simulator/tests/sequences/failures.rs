//! Failed actions, with their exact `ErrorType` and `ErrorMessage`.

use std::time::Duration;

use offhook_simulator::{Buckets, PauseLimits, Phone, Profile};
use serde_json::{Value, json};

use crate::support::*;

const PARAMETER: &str = "InvalidActionParameter";
const MISSING: &str = "MissingRequiredActionParameter";
const AUDIO: &str = "InvalidAudioSource";

/// Returns the action with changed parameters. `null` removes one.
fn with(mut action: Value, changes: Value) -> Value {
    if let (Value::Object(changes), Some(parameters)) =
        (changes, action["Parameters"].as_object_mut())
    {
        for (key, value) in changes {
            match value {
                Value::Null => drop(parameters.remove(&key)),
                value => drop(parameters.insert(key, value)),
            }
        }
    }
    action
}

fn play_and_get() -> Value {
    json!({ "Type": "PlayAudioAndGetDigits", "Parameters": {
        "AudioSource": audio("menu.wav"), "RepeatDurationInMilliseconds": 1_000,
    } })
}

fn endpoint(endpoint: &Value) -> Value {
    with(bridge(SALES), json!({ "Endpoints": [endpoint] }))
}

fn focus() -> Value {
    json!({ "Type": "VoiceFocus", "Parameters": { "CallId": "$A", "Enable": true } })
}

fn send() -> Value {
    json!({ "Type": "SendDigits", "Parameters": { "CallId": "$A", "Digits": "1" } })
}

/// Runs one action in an answered call.
async fn run(action: Value, profile: Profile) -> Phone {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("ACTION_SUCCESSFUL Speak", [action]);
    let buckets =
        Buckets::in_memory().with_prompt("prompts", "menu.wav", Duration::from_secs(1)).strict();
    let simulator = script.simulator().buckets(buckets).profile(profile);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Hello").waits(Duration::from_secs(2)).await;
    phone
}

/// Asserts that each action fails with this type and message.
async fn all_fail(rows: impl IntoIterator<Item = (Value, &'static str, &'static str)>) {
    for (action, error_type, message) in rows {
        let phone = run(action.clone(), Profile::default()).await;
        let failed = format!("ACTION_FAILED {}", action["Type"].as_str().unwrap_or_default());
        assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak", &failed]);
        assert_eq!(error(&event(&phone, 3)), (error_type, message), "{action}");
    }
}

#[tokio::test]
async fn unreadable_audio_fails() {
    let message = "Cannot access S3 bucket or audio file.";
    let (gone, file) = (audio("gone.wav"), "AudioSource");
    all_fail([
        (play("gone.wav"), AUDIO, message),
        (with(play_and_get(), json!({ file: gone })), AUDIO, message),
        (with(play_and_get(), json!({ "FailureAudioSource": gone })), AUDIO, message),
        (with(bridge(SALES), json!({ "RingbackTone": gone })), AUDIO, message),
    ])
    .await;
    let phone = run(play("gone.wav"), Profile::default()).await;
    assert_shaped_like(
        "action-failed-play-audio.json",
        &event(&phone, 3),
        &[
            // The example has terminators and names the leg by tag.
            "/ActionData/Parameters",
        ],
    );
}

#[tokio::test]
async fn audio_other_than_pcm_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("prompts")).expect("a bucket");
    std::fs::write(folder.path().join("prompts/menu.wav"), "ID3").expect("a file");
    let script = Script::new().on("NEW_INBOUND_CALL", [play("menu.wav")]);
    let simulator = script.simulator().buckets(Buckets::folder(folder.path()));
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.waits(Duration::from_secs(1)).await;
    assert_eq!(error(&event(&phone, 2)), (AUDIO, "Cannot access S3 bucket or audio file."));
}

#[tokio::test]
async fn incomplete_audio_source_fails() {
    for (key, value) in [("Type", ""), ("BucketName", ""), ("Key", "")] {
        for value in [json!(value), Value::Null] {
            let mut source = audio("menu.wav");
            source[key] = value;
            let changes = json!({ "AudioSource": source });
            let ringback = json!({ "RingbackTone": source });
            let message = "Audio Source parameter value is invalid.";
            all_fail([
                (with(play("menu.wav"), changes.clone()), AUDIO, message),
                (with(play_and_get(), changes), AUDIO, message),
                (with(bridge(SALES), ringback), AUDIO, "Ringtone parameter value is invalid."),
            ])
            .await;
        }
    }
}

#[tokio::test]
async fn bridge_with_invalid_endpoints_fails() {
    let number = "Invalid number of endpoints provided.";
    let two = json!([
        { "BridgeEndpointType": "PSTN", "Uri": SALES },
        { "BridgeEndpointType": "PSTN", "Uri": SALES },
    ]);
    let invalid = "Endpoint parameter is invalid.";
    let arn = "arn:aws:chime:us-east-1:123456789012:vc/abcdefg1hijklm2nopq3rs";
    all_fail([
        (with(bridge(SALES), json!({ "Endpoints": [] })), PARAMETER, number),
        (with(bridge(SALES), json!({ "Endpoints": two })), PARAMETER, number),
        (endpoint(&json!({ "BridgeEndpointType": "PSTN" })), PARAMETER, invalid),
        (endpoint(&json!({ "BridgeEndpointType": "PSTN", "Uri": "555" })), PARAMETER, invalid),
        (
            endpoint(&json!({ "BridgeEndpointType": "PSTN", "Uri": SALES, "Arn": arn })),
            PARAMETER,
            invalid,
        ),
        (endpoint(&json!({ "BridgeEndpointType": "AWS", "Uri": "5550" })), PARAMETER, invalid),
    ])
    .await;
}

#[tokio::test]
async fn bridge_with_invalid_caller_id_timeout_or_header_fails() {
    let caller = |number: Value| with(bridge(SALES), json!({ "CallerIdNumber": number }));
    let not_owned = "Provided caller ID number is invalid. Number must be owned by this AWS account, or be the From number of LEG-A.";
    let timeout =
        "The MaxCallTimeout parameter is invalid. Timeout must be between 0 and 120 seconds.";
    let header = "Invalid SIP header(s) provided: X-AMZN";
    all_fail([
        (caller("+1".into()), PARAMETER, "Invalid caller ID."),
        (caller(Value::Null), PARAMETER, "Caller ID not defined."),
        (caller("+12065550177".into()), PARAMETER, not_owned),
        (with(bridge(SALES), json!({ "CallTimeoutSeconds": 121 })), PARAMETER, timeout),
        (with(bridge(SALES), json!({ "SipHeaders": { "X-AMZN-x": "1" } })), PARAMETER, header),
    ])
    .await;
}

#[tokio::test]
async fn pause_outside_its_limits_fails() {
    let message = "The Duration parameter is invalid.";
    all_fail([(pause(99), PARAMETER, message), (pause(30_001), PARAMETER, message)]).await;
    let profile = Profile { pause_limits: PauseLimits::Action, ..Profile::default() };
    let events = |phone: &Phone| events(phone).pop();
    let phone = run(pause(1), profile).await;
    assert_eq!(events(&phone).as_deref(), Some("ACTION_SUCCESSFUL Pause"));
    let phone = run(pause(0), profile).await;
    assert_eq!(events(&phone).as_deref(), Some("ACTION_FAILED Pause"));
}

#[tokio::test]
async fn digit_collection_with_invalid_parameters_fails() {
    let rows = [
        (json!({ "MaxNumberOfDigits": 129 }), "The MaxNumberOfDigits parameter is invalid."),
        (
            json!({ "MinNumberOfDigits": 3, "MaxNumberOfDigits": 2 }),
            "The MaxNumberOfDigits parameter is invalid.",
        ),
        (
            json!({ "RepeatDurationInMilliseconds": 0 }),
            "The RepeatDurationInMilliseconds parameter is invalid.",
        ),
        (json!({ "InputDigitsRegex": "[0-9" }), "The InputDigitsRegex parameter is invalid."),
    ];
    for (changes, message) in rows {
        all_fail([
            (with(ask("Hello."), changes.clone()), PARAMETER, message),
            (with(play_and_get(), changes), PARAMETER, message),
        ])
        .await;
    }
    let listen = |changes| with(listen("^1$"), changes);
    all_fail([
        (
            listen(json!({ "InBetweenDigitsDurationInMilliseconds": 0 })),
            PARAMETER,
            "The InBetweenDigitsDurationInMilliseconds parameter is invalid.",
        ),
        (
            listen(json!({ "FlushDigitsDurationInMilliseconds": 1_000 })),
            PARAMETER,
            "The FlushDigitsDurationInMilliseconds parameter is invalid.",
        ),
        (
            listen(json!({ "InputDigitsRegex": "(" })),
            PARAMETER,
            "The InputDigitsRegex parameter is invalid.",
        ),
    ])
    .await;
}

#[tokio::test]
async fn voice_focus_without_enable_fails() {
    let focus = with(focus(), json!({ "Enable": null }));
    all_fail([(focus.clone(), MISSING, "Missing a required action parameter.")]).await;
    let phone = run(focus.clone(), Profile::default()).await;
    assert_shaped_like(
        "action-failed-voice-focus.json",
        &event(&phone, 3),
        &[
            // The example has the parameter but no status.
            "/ActionData/Parameters/Enable",
            "/CallDetails/Participants/0/Status",
        ],
    );
    for enable in [json!(true), json!("True")] {
        let phone = run(with(focus.clone(), json!({ "Enable": enable })), Profile::default()).await;
        assert_eq!(events(&phone).last().map(String::as_str), Some("ACTION_SUCCESSFUL VoiceFocus"));
    }
}

#[tokio::test]
async fn action_on_an_unknown_leg_fails() {
    let message = "CallId or ParticipantTag parameter for action is invalid.";
    let by_id = |action| with(action, json!({ "CallId": "unknown" }));
    let by_tag = |action| with(action, json!({ "CallId": null, "ParticipantTag": "LEG-B" }));
    let rows = [
        speak("Hi."),
        ask("Hi."),
        play("menu.wav"),
        play_and_get(),
        pause(500),
        record(),
        listen("^1$"),
        send(),
        focus(),
        tape("StopCallRecording"),
        tape("PauseCallRecording"),
        tape("ResumeCallRecording"),
        hang_up("$A"),
    ];
    for action in rows {
        all_fail([
            (by_id(action.clone()), PARAMETER, message),
            (by_tag(action), PARAMETER, message),
        ])
        .await;
    }
    let message = "CallId parameter for action is invalid";
    let start = || tape("StartCallRecording");
    all_fail([(by_id(start()), PARAMETER, message), (by_tag(start()), PARAMETER, message)]).await;

    // A leg that is gone is unknown too.
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("HANGUP", [with(speak("Hi."), json!({ "CallId": "$B" }))]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().hangs_up().waits(Duration::from_secs(1)).await;
    assert_eq!(
        error(&event(&phone, 4)),
        (PARAMETER, "CallId or ParticipantTag parameter for action is invalid.")
    );
}

#[tokio::test]
async fn recording_with_invalid_parameters_fails() {
    let nowhere = json!({ "RecordingDestination": { "Type": "S3", "BucketName": "" } });
    let row = |changes, message| (with(record(), changes), PARAMETER, message);
    all_fail([
        row(json!({ "DurationInSeconds": 0 }), "DurationInSeconds parameter value is invalid."),
        row(
            json!({ "SilenceDurationInSeconds": 1_001 }),
            "SilenceDurationInSeconds parameter value is invalid.",
        ),
        row(json!({ "SilenceThreshold": 1_001 }), "SilenceThreshold parameter value is invalid."),
        row(nowhere, "RecordingDestination parameter value is invalid."),
    ])
    .await;
}

#[tokio::test]
async fn tone_outside_its_limits_fails() {
    for tone in [49, 24_001] {
        let send = with(send(), json!({ "ToneDurationInMilliseconds": tone }));
        all_fail([(send.clone(), PARAMETER, "ToneDuration parameter value is invalid.")]).await;
        let phone = run(send, Profile::default()).await;
        assert_shaped_like("action-failed-send-digits.json", &event(&phone, 3), &[]);
    }
}

#[tokio::test]
async fn missing_or_too_long_text_fails() {
    let text = |field: &str, text| with(ask("Hi."), json!({ field: { "Text": text } }));
    let speech = |value: Value| text("SpeechParameters", value);
    let failure = |value: Value| text("FailureSpeechParameters", value);
    let (required, limited) =
        ("Text is a required parameter", "Text is limited to 1,000 characters");
    all_fail([
        (with(speak("Hi."), json!({ "Text": null })), MISSING, required),
        (speak(&"a".repeat(1_001)), MISSING, limited),
        (with(ask("Hi."), json!({ "SpeechParameters": {} })), MISSING, required),
        (with(ask("Hi."), json!({ "SpeechParameters": null })), MISSING, required),
        (speech("a".repeat(1_001).into()), MISSING, limited),
        (failure("a".repeat(1_001).into()), MISSING, limited),
        (failure(Value::Null), MISSING, required),
    ])
    .await;
    // Characters, not bytes.
    let longest = "ä".repeat(1_000);
    for action in [speak(&longest), speech(longest.clone().into()), failure(longest.into())] {
        let mut phone = Script::new().on("NEW_INBOUND_CALL", [action]).dial().await;
        phone.waits(Duration::from_secs(1)).await;
        assert_eq!(heard(phone.transcript()).len(), 1);
    }
}

#[tokio::test]
async fn meeting_without_a_token_fails() {
    let join = with(join(), json!({ "JoinToken": "" }));
    all_fail([(join, PARAMETER, "JoinToken parameter value is invalid.")]).await;
}

/// Runs `mute` after `first`, which bridges the call or joins a meeting.
async fn muting(first: Value, mute: Value) -> Phone {
    let first_type = first["Type"].as_str().unwrap_or_default().to_owned();
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [first])
        .on(&format!("ACTION_SUCCESSFUL {first_type}"), [mute]);
    let simulator = script.simulator().absent_attendee("stranger");
    let mut phone =
        simulator.far_end(SALES, offhook_simulator::FarEnd::Answers).dial(CALLER, NUMBER).await;
    phone.waits(Duration::from_secs(6)).await;
    phone
}

#[tokio::test]
async fn muting_with_invalid_parameters_fails() {
    let changed = |changes| with(mute(&["attendee"]), changes);
    let in_meeting = [
        (
            changed(json!({ "Operation": "Deafen" })),
            "The ModifyChimeMeetingAttendees Operation parameter value is invalid",
        ),
        (changed(json!({ "MeetingId": "" })), "Meeting ID parameter value is invalid."),
        (changed(json!({ "AttendeeList": [] })), "Attendee List parameter value is invalid."),
        (
            mute(&["attendee", "stranger"]),
            "One or more attendees are not part of this meeting. All attendees must be part of this meeting.",
        ),
    ];
    for (action, message) in in_meeting {
        let phone = muting(join(), action).await;
        assert_eq!(error(&event(&phone, 3)), (PARAMETER, message));
    }
    let phone = muting(bridge(SALES), mute(&["attendee"])).await;
    assert_eq!(error(&event(&phone, 3)), (PARAMETER, "Call is not connected to Chime Meeting."));
    let phone = muting(speak("Hello."), mute(&["attendee"])).await;
    assert_eq!(error(&event(&phone, 3)), (PARAMETER, "Invalid action on the call."));
}

#[tokio::test]
async fn failed_action_has_error_and_parameters() {
    let phone = run(speak(&"a".repeat(1_001)), Profile::default()).await;
    assert_shaped_like(
        "action-failed-speak.json",
        &event(&phone, 3),
        &[
            // The example sends every parameter.
            "/ActionData/Parameters",
        ],
    );
    let phone = run(with(ask("Hi."), json!({ "SpeechParameters": {} })), Profile::default()).await;
    assert_shaped_like(
        "action-failed-speak-and-get-digits.json",
        &event(&phone, 3),
        &["/ActionData/Parameters"],
    );
}
