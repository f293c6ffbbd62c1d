//! Call updates.

use std::time::Duration;

use offhook_simulator::{EmptyList, Fault, Profile, SpeakOnUpdate};
use serde_json::{Value, json};

use crate::support::*;

/// Updates the call while the first of `[action, Speak "The rest."]` runs, and returns the events. The
/// reply to the update says "Updated.".
async fn updated(action: Value, profile: Profile) -> Vec<String> {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello."), action, speak("The rest.")])
        .on("CALL_UPDATE_REQUESTED", [speak("Updated.")])
        .on("ACTION_INTERRUPTED", [speak("Never.")]);
    let mut phone = script.dial_under(profile).await;
    phone.hears("Hello").updates([("a", "b")]).hears("Updated").waits(Duration::from_secs(1)).await;
    assert!(heard(phone.transcript()).iter().all(|heard| !heard.contains("rest")));
    events(&phone).split_off(1)
}

#[tokio::test]
async fn update_interrupts_play_record_and_pause() {
    for action in [play("long.wav"), record(), pause(9_000)] {
        let interrupted =
            format!("ACTION_INTERRUPTED {}", action["Type"].as_str().unwrap_or_default());
        assert_eq!(
            updated(action, Profile::default()).await,
            ["CALL_UPDATE_REQUESTED", &interrupted, "ACTION_SUCCESSFUL Speak"]
        );
    }
}

const LONG: &str =
    "This is a rather long text, so that there is time for an update while it is said.";

#[tokio::test]
async fn update_does_not_interrupt_speak() {
    assert_eq!(
        updated(speak(LONG), Profile::default()).await,
        ["CALL_UPDATE_REQUESTED", "ACTION_SUCCESSFUL Speak"]
    );
}

#[tokio::test]
async fn update_interrupts_speak() {
    let profile = Profile { speak: SpeakOnUpdate::Interrupted, ..Profile::default() };
    assert_eq!(
        updated(speak(LONG), profile).await,
        ["CALL_UPDATE_REQUESTED", "ACTION_INTERRUPTED Speak", "ACTION_SUCCESSFUL Speak"]
    );
}

#[tokio::test]
async fn update_does_not_interrupt_digit_collection() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [ask("Press 1."), speak("Never.")])
        .on("CALL_UPDATE_REQUESTED", [speak("Updated.")]);
    let mut phone = script.dial().await;
    phone.hears("Press 1").updates([("a", "b")]).presses("1").hears("Updated").await;
    phone.waits(Duration::from_secs(1)).await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "CALL_UPDATE_REQUESTED",
            "ACTION_SUCCESSFUL SpeakAndGetDigits",
            "ACTION_SUCCESSFUL Speak",
        ],
    );
}

#[tokio::test]
async fn actions_for_an_interruption_are_ignored() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [play("long.wav")])
        .on("CALL_UPDATE_REQUESTED", [speak("Updated.")])
        .on("ACTION_INTERRUPTED", [speak("Never.")]);
    let mut phone = script.dial().await;
    phone.starts_hearing("long.wav").updates([("a", "b")]).hears("Updated").await;
    assert_eq!(heard(phone.transcript()), ["LEG-A prompts/long.wav", "LEG-A Updated."]);
    assert_eq!(finding_names(&phone), ["ignored_actions"]);
    assert_shaped_like(
        "action-interrupted-play-audio.json",
        &event(&phone, 3),
        &[
            // The example lacks the defaults.
            "/ActionData/Parameters/Repeat",
        ],
    );
}

#[tokio::test]
async fn update_has_arguments_and_names_no_leg() {
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello.")]);
    let mut phone = script.dial().await;
    phone.hears("Hello").updates([("leg", "LEG-A")]).waits(Duration::from_secs(1)).await;
    let event = event(&phone, 3);
    let data = json!({
        "Type": "CallUpdateRequest", "Parameters": { "Arguments": { "leg": "LEG-A" } },
    });
    assert_eq!(event["ActionData"], data);
    assert_shaped_like("call-update-requested-bare.json", &event, &[]);
}

#[tokio::test]
async fn update_shows_both_legs() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [join()]).dial().await;
    phone.joins_meeting(None).updates([("action", "PlayAudio")]).await;
    assert_shaped_like("call-update-requested-meeting.json", &event(&phone, 3), &[]);

    let mut bridge = bridge(SALES);
    bridge["Parameters"]["CallerIdNumber"] = NUMBER.into();
    let attributes = json!({ "DialVC": "true" });
    let script = Script::new().with_attributes("CALL_ANSWERED", [bridge], attributes);
    let mut phone = script.place().await;
    phone.answers().far_end(SALES).answers().updates([("digit", "3")]).await;
    assert_shaped_like("call-update-requested-outbound.json", &event(&phone, 5), &[]);
}

#[tokio::test]
async fn empty_reply_to_an_update_interrupts_nothing() {
    for empty_list in EmptyList::ALL {
        let script = Script::new().on("NEW_INBOUND_CALL", [play("long.wav"), speak("The rest.")]);
        let mut phone =
            script.dial_under(Profile { empty_list: *empty_list, ..Profile::default() }).await;
        phone.starts_hearing("long.wav").updates([("a", "b")]).hears("long.wav").await;
        phone.hears("The rest").waits(Duration::from_secs(1)).await;
        let expected = ["NEW_INBOUND_CALL", "CALL_UPDATE_REQUESTED", "ACTION_SUCCESSFUL Speak"];
        assert_events(&phone, &expected);
    }
}

/// The update happens during the invocation for sequence 2. The reply to the update arrives later.
#[tokio::test]
async fn update_during_an_invocation_overwrites_its_attributes() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .with_attributes("ACTION_SUCCESSFUL", [], json!({ "by": "success" }))
        .with_attributes("CALL_UPDATE_REQUESTED", [], json!({ "by": "update" }));
    let simulator = script.simulator().fault(2, Fault::UpdateMeanwhile);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Hello").waits(Duration::from_secs(1)).await;
    assert_events(
        &phone,
        &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak", "CALL_UPDATE_REQUESTED"],
    );
    assert_eq!(phone.attributes()["by"], "update");
}

#[tokio::test]
async fn ended_call_cannot_be_updated() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [hang_up("$A")]).dial().await;
    phone.is_hung_up().await;
    let update = offhook_simulator::Step::Updates([("a".to_owned(), "b".to_owned())].into());
    let failure = phone.take(&update).await.expect_err("the call is over");
    assert!(failure.instead().contains("no longer exists"), "{failure}");
}

#[tokio::test]
async fn ringing_call_can_be_updated() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [pause(30_000)])
        .on("CALL_UPDATE_REQUESTED", [speak("Hello."), hang_up("$A")]);
    let mut phone = script.dial().await;
    phone.updates([("answer", "it")]).hears("Hello").is_hung_up().await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "CALL_UPDATE_REQUESTED",
            "ACTION_INTERRUPTED Pause",
            "HANGUP LEG-A 0",
        ],
    );
}
