//! Ends of legs.

use std::time::Duration;

use offhook::Leg;
use offhook_simulator::{
    CallerLeaves, FarEnd, FarHangupType, HangupReports, Happening, ParticipantOrder, Phone,
    Profile, Step,
};

use crate::support::*;

fn bridged() -> Script {
    Script::new().on("NEW_INBOUND_CALL", [bridge(SALES)])
}

const BRIDGED: [&str; 2] = ["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL CallAndBridge"];

/// Asserts the events after the two events of a bridge.
#[track_caller]
fn assert_events_after_bridge(phone: &Phone, expected: &[&str]) {
    assert_events(phone, &[&BRIDGED[..], expected].concat());
}

#[tokio::test]
async fn reply_to_the_last_hangup_is_ignored() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello.")])
        .on("HANGUP", [speak("Never."), hang_up("$A")]);
    let mut phone = script.dial().await;
    phone.hears("Hello").hangs_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak", "HANGUP LEG-A 0"]);
    assert!(phone.findings().is_empty());
    assert_shaped_like(
        "hangup-leg-a.json",
        &event(&phone, 3),
        &[
            // The example has no response code.
            "/ActionData/Parameters/SipResponseCode",
        ],
    );
}

#[tokio::test]
async fn hangup_with_an_empty_tag_names_no_leg() {
    let mut hang_up = hang_up("");
    hang_up["Parameters"]["ParticipantTag"] = "".into();
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [speak("Bye."), hang_up]).dial().await;
    phone.hears("Bye").is_hung_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "HANGUP LEG-A 0"]);
}

#[tokio::test]
async fn reply_to_the_hangup_of_the_far_end_is_run() {
    let script = bridged().on("HANGUP", [speak("They have gone."), hang_up("$A")]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().hangs_up().await;
    phone.hears("They have gone").is_hung_up().await;
    assert_events_after_bridge(&phone, &["HANGUP LEG-B 0", "HANGUP LEG-A 0"]);
    let legs = event(&phone, 3)["CallDetails"]["Participants"].clone();
    assert_eq!(
        (&legs[0]["Status"], &legs[1]["Status"]),
        (&"Connected".into(), &"Disconnected".into())
    );
}

#[tokio::test]
async fn hangup_of_the_far_end_can_name_another_action() {
    let profile = Profile { far_hangup_type: FarHangupType::ReceiveDigits, ..Profile::default() };
    let mut phone = bridged().dial_under(profile).await;
    phone.far_end(SALES).answers().hangs_up().await;
    phone.waits(Duration::from_secs(1)).await;
    let event = event(&phone, 3);
    assert_eq!(event["InvocationEventType"], "HANGUP");
    assert_eq!(event["ActionData"]["Type"], "ReceiveDigits");
    assert_shaped_like("hangup-bridged.json", &event, &[]);
}

#[tokio::test]
async fn hangup_of_the_far_end_can_list_leg_b_first() {
    let reversed = Profile { participants: ParticipantOrder::LegBFirst, ..Profile::default() };
    for (profile, expected) in
        [(Profile::default(), ["LEG-A", "LEG-B"]), (reversed, ["LEG-B", "LEG-A"])]
    {
        let mut phone = bridged().dial_under(profile).await;
        phone.far_end(SALES).answers().hangs_up().await;
        phone.waits(Duration::from_secs(1)).hangs_up().await;
        let tags = |sequence| {
            let legs = event(&phone, sequence)["CallDetails"]["Participants"].clone();
            [0, 1].map(|at| legs[at]["ParticipantTag"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(tags(2), ["LEG-A", "LEG-B"], "the success of the bridge");
        assert_eq!(tags(3), expected, "HANGUP of LEG-B");
        assert_eq!(tags(4), ["LEG-A", "LEG-B"], "HANGUP of LEG-A");
    }
}

#[tokio::test]
async fn service_does_not_hang_up_the_remaining_leg() {
    let mut phone = bridged().dial().await;
    phone.far_end(SALES).answers().caller().hangs_up().await;
    let before = phone.billable();
    phone.waits(Duration::from_mins(1)).await;
    assert_events_after_bridge(&phone, &["HANGUP LEG-A 0"]);
    assert_eq!(phone.billable().checked_sub(before), Some(Duration::from_mins(1)));
    assert_eq!(finding_names(&phone), ["leg_left_connected"]);
}

#[tokio::test]
async fn application_hangs_up_the_remaining_leg() {
    let mut phone = bridged().on("HANGUP", [hang_up("$B")]).dial().await;
    phone.far_end(SALES).answers().caller().hangs_up().await;
    assert_events_after_bridge(&phone, &["HANGUP LEG-A 0", "HANGUP LEG-B 0"]);
    phone.ends().await;
}

#[tokio::test]
async fn profile_decides_the_events_for_hanging_up_one_leg() {
    let (success, hangup) = ("ACTION_SUCCESSFUL Hangup", "HANGUP LEG-B 0");
    let orders: [(HangupReports, &[&str]); 3] = [
        (HangupReports::HangupFirst, &[hangup, success]),
        (HangupReports::SuccessFirst, &[success, hangup]),
        (HangupReports::HangupOnly, &[hangup]),
    ];
    for (hangup_reports, expected) in orders {
        let script = bridged().on("CALL_UPDATE_REQUESTED", [hang_up("$B")]);
        let mut phone = script.dial_under(Profile { hangup_reports, ..Profile::default() }).await;
        phone.far_end(SALES).answers().updates([("end", "it")]).await;
        phone.waits(Duration::from_secs(1)).await;
        assert_events_after_bridge(&phone, &[&["CALL_UPDATE_REQUESTED"][..], expected].concat());
        assert_eq!(phone.legs_connected().len(), 1);
    }
}

#[tokio::test]
async fn list_continues_after_hanging_up_one_leg() {
    for hangup_reports in HangupReports::ALL {
        let script =
            bridged().on("CALL_UPDATE_REQUESTED", [hang_up("$B"), speak("Bye."), hang_up("$A")]);
        let profile = Profile { hangup_reports: *hangup_reports, ..Profile::default() };
        let mut phone = script.dial_under(profile).await;
        phone
            .far_end(SALES)
            .answers()
            .updates([("end", "it")])
            .caller()
            .hears("Bye")
            .is_hung_up()
            .await;
        assert_eq!(events(&phone).last().map(String::as_str), Some("HANGUP LEG-A 0"), "{profile}");
    }
}

#[tokio::test]
async fn profile_decides_the_event_for_an_action_ended_by_the_caller() {
    let reports = [
        (CallerLeaves::Recording, None),
        (CallerLeaves::Success, Some("ACTION_SUCCESSFUL Speak")),
        (CallerLeaves::Failure, Some("ACTION_FAILED Speak")),
    ];
    for (caller_leaves, report) in reports {
        let script =
            Script::new().on("NEW_INBOUND_CALL", [speak("Hello, this goes on for a while.")]);
        let mut phone = script.dial_under(Profile { caller_leaves, ..Profile::default() }).await;
        phone.starts_hearing("Hello").hangs_up().await;
        let expected: Vec<&str> =
            ["NEW_INBOUND_CALL"].into_iter().chain(report).chain(["HANGUP LEG-A 0"]).collect();
        assert_events(&phone, &expected);
        let leg = event(&phone, 2)["CallDetails"]["Participants"][0].clone();
        assert_eq!(leg["Status"], "Disconnected");
        assert_eq!(finding_names(&phone), [""; 0]);
    }
}

#[tokio::test]
async fn hangup_of_the_caller_keeps_the_recording() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [record()]).dial().await;
    phone.says("Please call me back.").hangs_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL RecordAudio", "HANGUP LEG-A 0"]);
    let data = &event(&phone, 2)["ActionData"];
    assert_eq!(data["RecordingDestination"]["BucketName"], "messages");
    assert_eq!(data.get("RecordingTerminatorUsed"), None);
}

/// The ringing leg was never up, so there is no HANGUP for it.
#[tokio::test]
async fn hangup_of_the_caller_stops_the_ringing() {
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), bridge(SALES)]);
    let mut phone = script.dial().await;
    phone.hears("Hello").waits(Duration::from_secs(3)).hangs_up().await;
    phone.far_end(SALES).is_cancelled().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "HANGUP LEG-A 0"]);
    assert_eq!(phone.legs_connected(), []);
    let ends: Vec<&Happening> =
        phone.transcript().entries.iter().map(|entry| &entry.what).collect();
    assert!(ends.contains(&&Happening::NotAnswered { leg: Leg::B, code: 487 }));
    let hung_up = |what: &&&Happening| matches!(what, Happening::Disconnected { leg: Leg::B, .. });
    assert_eq!(ends.iter().find(hung_up), None, "the application did not hang up LEG-B");
    let step = Step::BridgedTo(SALES.to_owned(), FarEnd::IsHungUp);
    phone.take(&step).await.expect_err("the application did not hang up LEG-B");
}
