//! Invocations of the Lambda: retries and limits.

use std::time::Duration;

use offhook_simulator::{EmptyList, FarEnd, Fault, FindingKind, Happening, Profile, Step};

use crate::support::*;

#[tokio::test]
async fn lambda_error_is_retried_once_with_the_same_event() {
    let script = Script::new()
        .fails("NEW_INBOUND_CALL")
        .on("NEW_INBOUND_CALL", [speak("Hello."), hang_up("$A")]);
    let mut phone = script.dial().await;
    phone.hears("Hello").is_hung_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "NEW_INBOUND_CALL (2)", "HANGUP LEG-A 0"]);
    let invoked = invoked(&phone);
    assert_eq!(invoked[0].json.as_str(), invoked[1].json.as_str());
    assert_eq!(finding_names(&phone), ["lambda_error"]);
}

#[tokio::test]
async fn call_ends_with_480_when_retries_are_exhausted() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .fails("ACTION_SUCCESSFUL")
        .fails("ACTION_SUCCESSFUL");
    let mut phone = script.dial().await;
    phone.waits(Duration::from_mins(30)).await;
    service_ended_at(&phone);
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL Speak",
            "ACTION_SUCCESSFUL Speak (2)",
            "HANGUP LEG-A 480",
        ],
    );
    phone.ends().allow(FindingKind::LambdaError).with_code(480).await;
}

#[tokio::test]
async fn service_invokes_again_after_5_s() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello."), hang_up("$A")])
        .on("NEW_INBOUND_CALL", [speak("Hello."), hang_up("$A")]);
    let mut phone = script.simulator().fault(1, Fault::SlowLambda).dial(CALLER, NUMBER).await;
    phone.hears("Hello").is_hung_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "NEW_INBOUND_CALL (2)", "HANGUP LEG-A 0"]);
    let second = phone
        .transcript()
        .entries
        .iter()
        .find(|entry| matches!(&entry.what, Happening::Event(one) if one.attempt == 2));
    assert_eq!(second.map(|entry| entry.at), Some(Duration::from_secs(5)));
    // The second attempt is as fast as any.
    let heard = phone
        .transcript()
        .entries
        .iter()
        .find(|entry| matches!(entry.what, Happening::Hears { .. }));
    assert_eq!(heard.map(|entry| entry.at), Some(Duration::from_millis(5_050)));
    assert_eq!(finding_names(&phone), ["slow_reply"]);
}

#[tokio::test]
async fn service_hangs_up_after_20_s() {
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello.")]);
    let mut phone = script.simulator().fault(2, Fault::HungLambda).dial(CALLER, NUMBER).await;
    phone.hears("Hello").await;
    phone.waits(Duration::from_mins(30)).await;
    service_ended_at(&phone);
    let at = |matches: fn(&Happening) -> bool| {
        let mut entries = phone.transcript().entries.iter();
        entries.find(|entry| matches(&entry.what)).map_or(Duration::MAX, |entry| entry.at)
    };
    let begun = at(|what| matches!(what, Happening::Event(one) if one.sequence == 2));
    let ended = at(|what| matches!(what, Happening::Disconnected { .. }));
    assert_eq!(ended.checked_sub(begun), Some(Duration::from_secs(20)));
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL Speak",
            "ACTION_SUCCESSFUL Speak (2)",
            "HANGUP LEG-A 480",
        ],
    );
}

/// A handler that takes 6 s of tokio's paused time.
#[tokio::test(start_paused = true)]
async fn handler_over_5_s_runs_twice() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .late("ACTION_SUCCESSFUL", Duration::from_secs(6));
    let mut phone = script.dial().await;
    phone.hears("Hello").waits(Duration::from_secs(7)).await;
    assert_events(
        &phone,
        &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak", "ACTION_SUCCESSFUL Speak (2)"],
    );
    assert!(finding_names(&phone).contains(&"slow_reply"));
}

#[tokio::test]
async fn call_is_limited_to_1000_invocations() {
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello.")]);
    let script = (0..1_100).fold(script, |script, _| script.on("ACTION_SUCCESSFUL", [pause(100)]));
    let simulator = script.simulator().patience(Duration::from_secs(1_000));
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.waits(Duration::from_mins(30)).await;
    service_ended_at(&phone);
    assert_eq!(phone.invocations(), 1_000);
    assert_eq!(events(&phone).len(), 1_000);
    assert!(finding_names(&phone).contains(&"too_many_invocations"));
    phone.ends().allow(FindingKind::TooManyInvocations).allow(FindingKind::DeadAir).await;
}

#[tokio::test]
async fn unknown_event_reaches_the_lambda() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("CALL_TRANSCRIBED", [speak("How odd.")]);
    let mut phone = script.dial().await;
    phone.hears("Hello").unknown_event("CALL_TRANSCRIBED").hears("How odd").await;
    phone.waits(Duration::from_secs(1)).await;
    let expected = ["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak", "CALL_TRANSCRIBED"];
    assert_eq!(events(&phone)[..3], expected);

    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), speak("Bye.")]);
    let stops = Profile { empty_list: EmptyList::Stops, ..Profile::default() };
    let mut phone = script.dial_under(stops).await;
    phone.starts_hearing("Hello").unknown_event("CALL_TRANSCRIBED").hears("Bye").await;
}

async fn transcript(seed: u64) -> String {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [ask("Press 1."), bridge(SALES)])
        .on("HANGUP", [hang_up("$B")]);
    let simulator = script.simulator().seed(seed).random_faults(200);
    let mut phone = simulator.far_end(SALES, FarEnd::Answers).dial(CALLER, NUMBER).await;
    let _ = phone.take(&Step::Presses("1".to_owned())).await;
    let _ = phone.take(&Step::Waits(Duration::from_secs(10))).await;
    let _ = phone.take(&Step::HangsUp).await;
    format!("{}\n{:?}", phone.transcript().to_json(), phone.findings())
}

#[tokio::test]
async fn same_seed_gives_the_same_call() {
    for seed in 0..20 {
        assert_eq!(transcript(seed).await, transcript(seed).await);
    }
    assert_ne!(transcript(1).await, transcript(2).await);
}
