//! Findings, each in a minimal call.

use std::time::Duration;

use offhook_simulator::{Defect, Fault};
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn left_leg_is_found_with_its_price() {
    let simulator = Script::new().on("NEW_INBOUND_CALL", [bridge(SALES)]).simulator();
    let mut phone = simulator.leg_price_per_minute(0.01).dial(CALLER, NUMBER).await;
    phone.far_end(SALES).answers().caller().hangs_up().await;
    let price = phone.findings().into_iter().find_map(|finding| match finding.defect {
        Defect::LegLeftConnected { hourly_price, .. } => hourly_price,
        _ => None,
    });
    assert!(price.is_some_and(|price| (price - 0.6).abs() < 1e-9), "{price:?}");
}

#[tokio::test]
async fn lost_attribute_is_found() {
    let script = Script::new()
        .with_attributes("NEW_INBOUND_CALL", [pause(500)], json!({ "a": "1", "b": "2" }))
        .with_attributes("ACTION_SUCCESSFUL", [hang_up("$A")], json!({ "b": "3" }));
    let mut phone = script.dial().await;
    phone.is_hung_up().await;
    let lost = Defect::AttributeLost { key: "a".to_owned(), sequence: 2 };
    let findings = phone.findings();
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((&finding.defect, finding.caused_by), (&lost, None));

    // A journal with fewer parts, or an end mark, takes the place of another.
    let script = Script::new()
        .with_attributes(
            "NEW_INBOUND_CALL",
            [pause(500)],
            json!({ "offhook-flow": "1", "offhook-flow-1": "2" }),
        )
        .with_attributes("ACTION_SUCCESSFUL", [hang_up("$A")], json!({ "offhook-flow": "ended" }));
    let mut phone = script.dial().await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn dead_air_over_4_s_is_found() {
    for (silence, expected) in [(4_000, 0), (5_000, 1)] {
        let list = [speak("Hello."), pause(silence), speak("Bye."), hang_up("$A")];
        let mut phone = Script::new().on("NEW_INBOUND_CALL", list).dial().await;
        phone.hears("Bye").is_hung_up().await;
        let names = finding_names(&phone);
        assert_eq!(names.iter().filter(|name| **name == "dead_air").count(), expected);
    }
}

#[tokio::test]
async fn different_replies_to_one_event_are_found() {
    for (second, expected) in [(speak("Bye."), 0), (speak("Another."), 1)] {
        let script = Script::new()
            .on("NEW_INBOUND_CALL", [speak("Bye."), hang_up("$A")])
            .on("NEW_INBOUND_CALL", [second, hang_up("$A")]);
        let simulator = script.simulator().fault(1, Fault::DuplicateDelivery);
        let mut phone = simulator.dial(CALLER, NUMBER).await;
        phone.hears("Bye").is_hung_up().await;
        assert_eq!(phone.findings().len(), expected);
    }
    // Another event was answered between them.
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("ACTION_SUCCESSFUL Speak", [speak("Early."), hang_up("$A")])
        .on("ACTION_SUCCESSFUL Speak", [speak("Late."), hang_up("$A")])
        .on("CALL_UPDATE_REQUESTED", [pause(9_000)]);
    let mut phone = script.simulator().fault(2, Fault::SlowLambda).dial(CALLER, NUMBER).await;
    phone.hears("Hello").updates([("a", "b")]).hears("Late").is_hung_up().await;
    assert!(!finding_names(&phone).contains(&"not_idempotent"), "{}", phone.transcript());
}

/// An action that takes no time does not end a silence.
#[tokio::test]
async fn dead_air_lasts_across_instant_actions() {
    let list =
        [speak("Hello."), pause(3_000), listen("1"), pause(3_000), speak("Bye."), hang_up("$A")];
    let mut phone = Script::new().on("NEW_INBOUND_CALL", list).dial().await;
    phone.hears("Bye").is_hung_up().await;
    let findings = phone.findings();
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    let Defect::DeadAir { length, .. } = finding.defect else { panic!("{finding}") };
    assert_eq!(length, Duration::from_secs(6));
}

#[tokio::test]
async fn replaced_actions_are_found() {
    for (event, expected) in [("ACTION_SUCCESSFUL", 1), ("DIGITS_RECEIVED", 0)] {
        let list = [listen("1"), bridge(SALES), pause(9_000), speak("Later.")];
        let script = Script::new().on("NEW_INBOUND_CALL", list).on(event, [pause(500)]);
        let mut phone = script.dial().await;
        phone.far_end(SALES).answers().caller().presses("1").waits(Duration::from_secs(3)).await;
        let names = finding_names(&phone);
        let found = names.iter().filter(|name| **name == "replaced_actions");
        assert_eq!(found.count(), expected, "{event}: {}", phone.transcript());
    }
    // The reply that came with the event is known to its handler.
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("ACTION_SUCCESSFUL Speak", [tape("StartCallRecording"), pause(9_000), speak("Later.")])
        .on("ACTION_SUCCESSFUL StartCallRecording", [speak("Now."), hang_up("$A")]);
    let mut phone = script.dial().await;
    phone.hears("Now").is_hung_up().await;
    assert_eq!(finding_names(&phone), ["replaced_actions"], "{}", phone.transcript());
    // The reply to another event asked for what has just happened.
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("CALL_UPDATE_REQUESTED", [bridge(SALES)])
        .on("ACTION_SUCCESSFUL CallAndBridge", [speak("Hello."), hang_up("$A"), hang_up("$B")]);
    let mut phone = script.dial().await;
    phone.updates([("a", "b")]).far_end(SALES).answers().caller().hears("Hello").await;
    assert!(!finding_names(&phone).contains(&"replaced_actions"), "{}", phone.transcript());
    // A late reply can't know of the actions that it replaces.
    let late = [speak("Late."), hang_up("$A")];
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("ACTION_SUCCESSFUL Speak", late.clone())
        .on("ACTION_SUCCESSFUL Speak", late)
        .on("CALL_UPDATE_REQUESTED", [pause(9_000), speak("Later.")]);
    let mut phone = script.simulator().fault(2, Fault::SlowLambda).dial(CALLER, NUMBER).await;
    phone.hears("Hello").updates([("a", "b")]).hears("Late").is_hung_up().await;
    assert!(
        phone.transcript().to_string().contains("replaced: Pause, Speak"),
        "{}",
        phone.transcript()
    );
    assert!(!finding_names(&phone).contains(&"replaced_actions"));
}

#[tokio::test]
async fn finding_names_the_fault_that_explains_it() {
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), hang_up("$A")]);
    let mut phone = script.simulator().fault(1, Fault::LambdaError).dial(CALLER, NUMBER).await;
    phone.ends().await;
    let findings = phone.findings();
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(finding.caused_by, Some(Fault::LambdaError));
}

#[tokio::test]
async fn correct_call_has_no_findings() {
    let list = [speak("Hello."), pause(500), hang_up("$A")];
    let mut phone = Script::new().on("NEW_INBOUND_CALL", list).dial().await;
    phone.hears("Hello").is_hung_up().await;
    phone.waits(Duration::from_mins(1)).await;
    phone.ends().by_application().await;
}
