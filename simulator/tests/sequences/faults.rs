//! Injected faults, by name.

use std::time::Duration;

use offhook_simulator::{Fault, Phone};

use crate::support::*;

/// Runs `Speak` and injects a fault at the event for its success. `then` is the reply to that event.
async fn with(fault: Fault, then: Vec<serde_json::Value>) -> Phone {
    let script =
        Script::new().on("NEW_INBOUND_CALL", [speak("Hello.")]).on("ACTION_SUCCESSFUL Speak", then);
    let mut phone = script.simulator().fault(2, fault).dial(CALLER, NUMBER).await;
    phone.hears("Hello").waits(Duration::from_secs(8)).await;
    assert!(phone.transcript().to_json().contains(fault.name()));
    phone
}

#[tokio::test]
async fn throttled_action_fails() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("ACTION_SUCCESSFUL Speak", [pause(100), speak("Never.")])
        .on("ACTION_FAILED Pause", [pause(100), speak("Again.")]);
    let mut phone = script.simulator().fault(2, Fault::Throttled).dial(CALLER, NUMBER).await;
    phone.hears("Hello").hears("Again").waits(Duration::from_secs(1)).await;
    let expected = ["ACTION_SUCCESSFUL Speak", "ACTION_FAILED Pause", "ACTION_SUCCESSFUL Speak"];
    assert_eq!(events(&phone)[1..], expected);
    assert_eq!(
        error(&event(&phone, 3)),
        (
            "ActionExecutionThrottled",
            "Failed to run action. The maximum number of actions per second has been reached."
        )
    );
    assert_eq!(heard(phone.transcript()), ["LEG-A Hello.", "LEG-A Again."]);
}

#[tokio::test]
async fn event_is_delivered_twice() {
    let phone = with(Fault::DuplicateDelivery, vec![pause(100)]).await;
    let expected =
        ["ACTION_SUCCESSFUL Speak", "ACTION_SUCCESSFUL Speak (2)", "ACTION_SUCCESSFUL Pause"];
    assert_eq!(events(&phone)[1..], expected);
    // The script has another reply to the second delivery.
    assert_eq!(finding_names(&phone)[0], "not_idempotent");
}

#[tokio::test]
async fn crash_exhausts_the_retries() {
    let phone = with(Fault::LambdaCrash, vec![]).await;
    assert_eq!(
        events(&phone)[1..],
        ["ACTION_SUCCESSFUL Speak", "ACTION_SUCCESSFUL Speak (2)", "HANGUP LEG-A 480",]
    );
}

#[tokio::test]
async fn error_is_retried() {
    let phone = with(Fault::LambdaError, vec![pause(100)]).await;
    assert_eq!(events(&phone)[2..], ["ACTION_SUCCESSFUL Speak (2)", "ACTION_SUCCESSFUL Pause"]);
}

#[tokio::test]
async fn caller_hangs_up_during_an_invocation() {
    let phone = with(Fault::CallerGone, vec![speak("Never.")]).await;
    assert_eq!(events(&phone)[1..], ["ACTION_SUCCESSFUL Speak", "HANGUP LEG-A 0"]);
    assert_eq!(heard(phone.transcript()), ["LEG-A Hello."]);
}

#[tokio::test]
async fn call_is_updated_during_an_invocation() {
    let phone = with(Fault::UpdateMeanwhile, vec![pause(100)]).await;
    assert_eq!(
        events(&phone)[1..],
        ["ACTION_SUCCESSFUL Speak", "CALL_UPDATE_REQUESTED", "ACTION_SUCCESSFUL Pause",]
    );
}

#[tokio::test]
async fn prompts_and_recordings_are_denied() {
    let phone = with(Fault::S3Denied, vec![play("menu.wav")]).await;
    assert_eq!(
        error(&event(&phone, 3)),
        ("InvalidAudioSource", "Cannot access S3 bucket or audio file.")
    );
    let phone = with(Fault::S3Denied, vec![tape("StartCallRecording")]).await;
    let data = event(&phone, 3)["ActionData"].clone();
    assert_eq!(data["Error"], "NoAccessToDestination: Error while accessing destination");
}

#[tokio::test]
async fn speech_is_denied() {
    let phone = with(Fault::PollyDenied, vec![speak("Never.")]).await;
    assert_eq!(error(&event(&phone, 3)).0, "AccessDenied");
}

#[tokio::test]
async fn far_end_hangs_up_after_the_bridge() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("ACTION_SUCCESSFUL CallAndBridge", [pause(100)]);
    let mut phone = script.simulator().fault(2, Fault::FarEndGone).dial(CALLER, NUMBER).await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(5)).await;
    let events = events(&phone);
    assert!(events.contains(&"HANGUP LEG-B 0".to_owned()), "{events:?}");

    // The second leg of a meeting is no person.
    let script = Script::new().on("NEW_INBOUND_CALL", [join()]);
    let mut phone = script.simulator().fault(2, Fault::FarEndGone).dial(CALLER, NUMBER).await;
    phone.joins_meeting(None).waits(Duration::from_secs(5)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL JoinChimeMeeting"]);
}
