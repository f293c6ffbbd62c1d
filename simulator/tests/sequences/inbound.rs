//! Inbound calls.

use std::time::Duration;

use offhook_simulator::{EmptyFirstReply, FindingKind, Happening, Phone, Profile};
use serde_json::{Value, json};

use crate::support::*;

fn answered_at(phone: &Phone) -> Option<Duration> {
    let mut entries = phone.transcript().entries.iter();
    entries.find(|entry| matches!(entry.what, Happening::Answered { .. })).map(|entry| entry.at)
}

#[tokio::test]
async fn first_event_has_no_status_and_no_action() {
    let phone = Script::new().dial().await;
    let event = event(&phone, 1);
    assert_shaped_like("new-inbound-call-bare.json", &event, &[]);
    assert_eq!(event["InvocationEventType"], "NEW_INBOUND_CALL");
    assert_eq!(event["SchemaVersion"], "1.0");
    let started = event["CallDetails"]["Participants"][0]["StartTimeInMilliseconds"].as_str();
    assert_eq!(started.map(str::len), Some(13), "epoch milliseconds, as a string");
}

#[tokio::test]
async fn sip_headers_come_with_the_call() {
    let simulator = Script::new().simulator();
    let phone = simulator.dial(CALLER, NUMBER).sip_header("User-to-User", "616263;encoding=hex");
    let event = event(&phone.await, 1);
    let leg = &event["CallDetails"]["Participants"][0];
    assert_eq!(leg["SipHeaders"], json!({ "User-to-User": "616263;encoding=hex" }));
    assert_shaped_like("new-inbound-call.json", &event, &[]);
}

/// The effect of the error is undocumented: the simulator ends the call.
#[tokio::test]
async fn empty_first_list_is_an_error() {
    let mut phone = Script::new().dial().await;
    phone.waits(Duration::from_mins(30)).await;
    let at = service_ended_at(&phone);
    assert_events(&phone, &["NEW_INBOUND_CALL", "HANGUP LEG-A 480"]);
    assert!(at < Duration::from_secs(1));
    assert_eq!(finding_names(&phone), ["invalid_reply"]);
}

#[tokio::test]
async fn empty_first_list_times_out() {
    let profile = Profile { empty_first_reply: EmptyFirstReply::TimesOut, ..Profile::default() };
    let mut phone = Script::new().dial_under(profile).await;
    phone.waits(Duration::from_mins(30)).await;
    let at = service_ended_at(&phone);
    assert_events(&phone, &["NEW_INBOUND_CALL", "HANGUP LEG-A 480"]);
    assert_eq!(at.as_secs(), 30);
    assert_eq!(phone.billable(), Duration::ZERO);
}

#[tokio::test]
async fn first_audible_action_answers_at_any_position() {
    let get = json!({ "Type": "PlayAudioAndGetDigits", "Parameters": {
        "AudioSource": audio("menu.wav"), "RepeatDurationInMilliseconds": 1_000,
    } });
    for action in [play("hello.wav"), record(), speak("Hello"), get, ask("Hello")] {
        let script = Script::new().on("NEW_INBOUND_CALL", [pause(2_000), action.clone()]);
        let mut phone = script.dial().await;
        phone.waits(Duration::from_secs(10)).await;
        assert_eq!(answered_at(&phone), Some(Duration::from_millis(2_050)), "{action}");
    }
}

#[tokio::test]
async fn pause_does_not_answer() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [pause(3_000)]).dial().await;
    phone.waits(Duration::from_secs(5)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Pause"]);
    assert_eq!(answered_at(&phone), None);
    assert_eq!(event(&phone, 2)["CallDetails"]["Participants"][0].get("Status"), None);
}

#[tokio::test]
async fn repeated_pauses_keep_ringing_until_the_caller_cancels() {
    let script = Script::new().on("NEW_INBOUND_CALL", [pause(10_000)]);
    let script = (0..5).fold(script, |script, _| script.on("ACTION_SUCCESSFUL", [pause(10_000)]));
    let mut phone = script.dial().await;
    phone.waits(Duration::from_secs(45)).hangs_up().await;
    let mut expected = vec!["NEW_INBOUND_CALL"];
    expected.extend(["ACTION_SUCCESSFUL Pause"; 4]);
    expected.push("HANGUP LEG-A 487");
    assert_events(&phone, &expected);
    assert_eq!(phone.billable(), Duration::ZERO);
}

#[tokio::test]
async fn unanswered_call_times_out_after_30_s() {
    let null = json!({ "SchemaVersion": "1.0", "Actions": null });
    let mut phone = Script::new().replies("NEW_INBOUND_CALL", null).dial().await;
    phone.waits(Duration::from_mins(30)).await;
    let at = service_ended_at(&phone);
    assert_events(&phone, &["NEW_INBOUND_CALL", "HANGUP LEG-A 480"]);
    assert_eq!(at.as_secs(), 30);
}

#[tokio::test]
async fn hangup_as_first_action_refuses_the_call_unbilled() {
    for (code, expected) in [("0", 0), ("480", 480), ("486", 486)] {
        let refuse = json!({ "Type": "Hangup", "Parameters": { "SipResponseCode": code } });
        let mut phone = Script::new().on("NEW_INBOUND_CALL", [refuse]).dial().await;
        phone.is_hung_up().await;
        assert_events(&phone, &["NEW_INBOUND_CALL", &format!("HANGUP LEG-A {expected}")]);
        let code = &event(&phone, 2)["ActionData"]["Parameters"]["SipResponseCode"];
        assert_eq!(code, &Value::from(expected), "a number in the event");
        assert_eq!(phone.billable(), Duration::ZERO);
    }
}

/// The simulator has no next application, so the call ends without an event.
#[tokio::test]
async fn failed_first_event_passes_to_the_next_application() {
    let script = Script::new().fails("NEW_INBOUND_CALL").fails("NEW_INBOUND_CALL");
    let mut phone = script.dial().await;
    phone.waits(Duration::from_mins(30)).await;
    service_ended_at(&phone);
    assert_events(&phone, &["NEW_INBOUND_CALL", "NEW_INBOUND_CALL (2)"]);
    assert!(phone.transcript().to_json().contains("the SIP rule has no other application"));
    phone.ends().allow(FindingKind::LambdaError).with_code(480).await;
}
