//! Recordings of messages and of legs.

use std::path::Path;
use std::time::Duration;

use offhook::Leg;
use offhook_simulator::{Buckets, Phone, Recording};
use serde_json::json;

use crate::support::*;

async fn recorded(keys: &str) -> Phone {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [record()]).dial().await;
    phone.says("Please call me back.").await;
    if !keys.is_empty() {
        phone.presses(keys).await;
    }
    phone.is_recorded("messages/in/").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL RecordAudio"]);
    phone
}

#[tokio::test]
async fn terminator_ends_a_recording() {
    let phone = recorded("#").await;
    let event = event(&phone, 2);
    assert_eq!(event["ActionData"]["RecordingTerminatorUsed"], "#");
    assert_shaped_like("action-successful-record-audio.json", &event, &[]);
    let key = event["ActionData"]["RecordingDestination"]["Key"].as_str();
    assert_eq!(key, Some(&*phone.recording().key));
}

#[tokio::test]
async fn silence_or_duration_ends_a_recording_without_a_terminator() {
    let phone = recorded("").await;
    assert_eq!(event(&phone, 2)["ActionData"].get("RecordingTerminatorUsed"), None);
    let length = phone.recording().length;
    assert!((3..10).contains(&length.as_secs()), "3 s of silence after the words: {length:?}");

    let mut phone = Script::new().on("NEW_INBOUND_CALL", [record()]).dial().await;
    phone.waits(Duration::from_secs(1)).says("Please call me back, as soon as you can.").await;
    phone.is_recorded("messages/in/").await;
    assert!(phone.recording().length > length, "the silence begins after the words");

    let mut long_silence = record();
    long_silence["Parameters"]["SilenceDurationInSeconds"] = 1_000.into();
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [long_silence]).dial().await;
    phone.is_recorded("messages/in/").waits(Duration::from_secs(1)).await;
    assert_eq!(event(&phone, 2)["ActionData"].get("RecordingTerminatorUsed"), None);
    assert_eq!(phone.recording().length, Duration::from_secs(10), "its DurationInSeconds");
}

#[tokio::test]
async fn silence_is_ignored_without_silence_duration() {
    let record = json!({ "Type": "RecordAudio", "Parameters": {
        "RecordingTerminators": ["#"],
        "RecordingDestination": { "Type": "S3", "BucketName": "messages" },
    } });
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [record]).dial().await;
    phone.waits(Duration::from_secs(500)).presses("#").is_recorded("messages/").await;
    assert!(phone.recording().length >= Duration::from_secs(500));
}

#[tokio::test]
async fn interrupted_recording_is_kept() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [record()])
        .on("CALL_UPDATE_REQUESTED", [speak("Updated.")]);
    let mut phone = script.dial().await;
    phone.waits(Duration::from_secs(1)).updates([("stop", "now")]).hears("Updated").await;
    phone.is_recorded("messages/in/").waits(Duration::from_secs(1)).await;
    assert_eq!(phone.recordings().len(), 1);
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "CALL_UPDATE_REQUESTED",
            "ACTION_INTERRUPTED RecordAudio",
            "ACTION_SUCCESSFUL Speak",
        ],
    );
}

#[tokio::test]
async fn failed_upload_fails_the_recording() {
    let simulator = Script::new().on("NEW_INBOUND_CALL", [record()]).simulator();
    let buckets = Buckets::in_memory().deny_writes("messages");
    let mut phone = simulator.buckets(buckets).dial(CALLER, NUMBER).await;
    phone.says("Hello.").presses("#").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_FAILED RecordAudio"]);
    assert_eq!(
        error(&event(&phone, 2)),
        ("InvalidActionParameter", "Error occurred while uploading recording to S3 bucket.")
    );
    assert_shaped_like("action-failed-record-audio.json", &event(&phone, 2), &[]);
}

fn is_stamped(location: &str, event: &serde_json::Value) -> bool {
    // recordings/Amazon-Chime-SMA-Call-Recordings/2026/01/05/2026-01-05-10-00-00-050_t_c.wav
    let transaction = event["CallDetails"]["TransactionId"].as_str().unwrap_or_default();
    let ids = format!("_{transaction}_{}.wav", call_id(event, "LEG-A").unwrap_or_default());
    let start = "recordings/Amazon-Chime-SMA-Call-Recordings/2026/01/05/2026-01-05-10-00-0";
    location.starts_with(start) && location.ends_with(&ids)
}

#[tokio::test]
async fn call_recording_names_bucket_and_key() {
    let script =
        Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), tape("StartCallRecording")]);
    let mut phone = script.dial().await;
    phone.hears("Hello").waits(Duration::from_secs(5)).hangs_up().await;
    let event = event(&phone, 2);
    let location = event["ActionData"]["CallRecordingDestination"]["Location"].as_str();
    assert!(location.is_some_and(|location| is_stamped(location, &event)), "{location:?}");
    assert_shaped_like("action-successful-start-call-recording.json", &event, &[]);
    let recording = phone.recording();
    assert_eq!(Some(&*format!("{}/{}", recording.bucket, recording.key)), location);
}

#[tokio::test]
async fn call_recording_has_the_given_prefix() {
    let mut start = tape("StartCallRecording");
    start["Parameters"]["Destination"]["Location"] = "recordings/sales".into();
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), start]).dial().await;
    phone.hears("Hello").waits(Duration::from_secs(1)).hangs_up().await;
    assert!(phone.recording().key.starts_with("sales/2026/01/05/2026-01-05-10-00-0"));
}

#[tokio::test]
async fn call_recording_ends_with_the_leg() {
    let script =
        Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), tape("StartCallRecording")]);
    let mut phone = script.dial().await;
    phone.hears("Hello").waits(Duration::from_secs(20)).await;
    assert!(phone.is_recording(Leg::A) && phone.recordings().is_empty());
    phone.hangs_up().await;
    assert!(phone.recording().length >= Duration::from_secs(20));
}

#[tokio::test]
async fn call_recording_can_be_paused_resumed_and_stopped_but_not_restarted() {
    let actions =
        ["PauseCallRecording", "ResumeCallRecording", "StopCallRecording", "StartCallRecording"];
    let script =
        Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), tape("StartCallRecording")]);
    let script = actions
        .iter()
        .fold(script, |script, action| script.on("CALL_UPDATE_REQUESTED", [tape(action)]));
    let folder = tempfile::tempdir().expect("a folder");
    let simulator = script.simulator().buckets(Buckets::folder(folder.path()));
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Hello").waits(Duration::from_secs(5)).await;
    for is_on in [false, true, false, false] {
        phone.updates([("next", "one")]).waits(Duration::from_secs(5)).await;
        assert_eq!(phone.is_recording(Leg::A), is_on);
    }
    let events: Vec<_> =
        events(&phone).into_iter().filter(|event| event.starts_with("ACTION")).collect();
    assert_eq!(
        events,
        [
            "ACTION_SUCCESSFUL StartCallRecording",
            "ACTION_SUCCESSFUL PauseCallRecording",
            "ACTION_SUCCESSFUL ResumeCallRecording",
            "ACTION_SUCCESSFUL StopCallRecording",
            "ACTION_FAILED StartCallRecording",
        ]
    );
    assert_eq!(phone.recordings().len(), 1);
    assert!(phone.recording().length > Duration::from_secs(15), "a pause is recorded as silence");
    let audio = stored(folder.path(), phone.recording());
    // After the header, a second of both tracks has 32,000 bytes.
    let is_silent =
        |second: usize| audio[44 + second * 32_000..][..32_000].iter().all(|byte| *byte == 0);
    assert_eq!([3, 8, 14].map(is_silent), [false, true, false]);
}

#[tokio::test]
async fn refused_destination_has_a_single_error_string() {
    let script =
        Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), tape("StartCallRecording")]);
    let buckets = Buckets::in_memory().deny_writes("recordings");
    let mut phone = script.simulator().buckets(buckets).dial(CALLER, NUMBER).await;
    phone.hears("Hello").waits(Duration::from_secs(1)).await;
    let event = event(&phone, 2);
    let data = &event["ActionData"];
    assert_eq!(data["Error"], "NoAccessToDestination: Error while accessing destination");
    assert_shaped_like("action-failed-start-call-recording.json", &event, &[]);
}

#[tokio::test]
async fn message_can_be_played_back() {
    let recorded = recorded("#").await;
    let key = &recorded.recording().key;
    let mut review = play(key);
    review["Parameters"]["AudioSource"]["BucketName"] = "messages".into();
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [record()])
        .on("ACTION_SUCCESSFUL RecordAudio", [review]);
    // The same seed gives the same key, and no other prompt exists.
    let simulator = script.simulator().buckets(Buckets::in_memory().strict());
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.says("Please call me back.").presses("#").hears(key).await;
}

/// Records this track and returns the number of channels of the WAV file.
async fn channels(track: &str) -> u8 {
    let folder = tempfile::tempdir().expect("a folder");
    let mut start = tape("StartCallRecording");
    start["Parameters"]["Track"] = track.into();
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), start]);
    let simulator = script.simulator().buckets(Buckets::folder(folder.path()));
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Hello").waits(Duration::from_secs(1)).hangs_up().await;
    stored(folder.path(), phone.recording())[22]
}

fn stored(folder: &Path, recording: &Recording) -> Vec<u8> {
    let file = folder.join(&recording.bucket).join(&recording.key);
    std::fs::read(file).expect("the recording is stored")
}

#[tokio::test]
async fn both_tracks_are_recorded_in_stereo() {
    assert_eq!(channels("BOTH").await, 2);
    assert_eq!(channels("INCOMING").await, 1);
    assert_eq!(channels("OUTGOING").await, 1);
}
