//! Meetings: JoinChimeMeeting and ModifyChimeMeetingAttendees.

use std::time::Duration;

use offhook_simulator::{MeetingLeg, Phone, Profile};
use serde_json::Value;

use crate::support::*;

async fn in_meeting(script: Script, profile: Profile) -> Phone {
    let script = script.on("NEW_INBOUND_CALL", [join()]);
    let mut phone = script.dial_under(profile).await;
    phone.joins_meeting(None).waits(Duration::from_secs(1)).await;
    phone
}

fn legs(event: &Value, key: &str) -> [String; 2] {
    let leg = |at: usize| &event["CallDetails"]["Participants"][at][key];
    [0, 1].map(|at| leg(at).as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn meeting_is_leg_b() {
    for (meeting_leg, from, to) in
        [(MeetingLeg::FromSma, "SMA", "+17035550122"), (MeetingLeg::ToSma, "+17035550122", "SMA")]
    {
        let phone = in_meeting(Script::new(), Profile { meeting_leg, ..Profile::default() }).await;
        assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL JoinChimeMeeting"]);
        let event = event(&phone, 2);
        assert_eq!((&*legs(&event, "From")[1], &*legs(&event, "To")[1]), (from, to));
        assert_shaped_like(
            "action-successful-join-chime-meeting.json",
            &event,
            &[
                // The example names the meeting.
                "/ActionData/Parameters/MeetingId",
            ],
        );
    }
}

#[tokio::test]
async fn hangup_of_the_caller_is_reported_once_for_both_legs() {
    let mut phone = in_meeting(Script::new(), Profile::default()).await;
    phone.waits(Duration::from_secs(6)).hangs_up().await;
    let billed = phone.billable();
    assert!(billed > phone.now(), "both legs");
    phone.waits(Duration::from_secs(1)).await;
    assert_eq!(phone.billable(), billed);
    assert_events(
        &phone,
        &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL JoinChimeMeeting", "HANGUP LEG-A 0"],
    );
    assert_eq!(legs(&event(&phone, 3), "Status"), ["Disconnected", "Disconnected"]);
    assert_shaped_like(
        "hangup-meeting.json",
        &event(&phone, 3),
        &[
            // The example has no response code.
            "/ActionData/Parameters/SipResponseCode",
        ],
    );
    phone.ends().await;
}

#[tokio::test]
async fn caller_stays_connected_after_the_meeting() {
    let script = Script::new().on("HANGUP", [speak("The meeting is over."), hang_up("$A")]);
    let mut phone = in_meeting(script, Profile::default()).await;
    phone.meeting_ends().hears("is over").is_hung_up().await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL JoinChimeMeeting",
            "HANGUP LEG-B 0",
            "HANGUP LEG-A 0",
        ],
    );
    assert_eq!(legs(&event(&phone, 3), "Status"), ["Connected", "Disconnected"]);
}

#[tokio::test]
async fn hanging_up_the_meeting_leg_is_reported_as_success() {
    let script = Script::new().on("CALL_UPDATE_REQUESTED", [hang_up("$B")]);
    let mut phone = in_meeting(script, Profile::default()).await;
    phone.updates([("remove", "meeting")]).waits(Duration::from_secs(1)).await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL JoinChimeMeeting",
            "CALL_UPDATE_REQUESTED",
            "ACTION_SUCCESSFUL Hangup",
        ],
    );
    assert_eq!(legs(&event(&phone, 4), "Status"), ["Connected", "Disconnected"]);
}

#[tokio::test]
async fn attendees_are_muted() {
    let attendees = ["attendee-1", "attendee-2"];
    let script = Script::new().on("ACTION_SUCCESSFUL JoinChimeMeeting", [mute(&attendees)]);
    let phone = in_meeting(script, Profile::default()).await;
    let events = events(&phone);
    assert_eq!(
        events.last().map(String::as_str),
        Some("ACTION_SUCCESSFUL ModifyChimeMeetingAttendees")
    );
    assert_shaped_like(
        "action-successful-modify-chime-meeting-attendees.json",
        &event(&phone, 3),
        &[],
    );
}

#[tokio::test]
async fn meeting_and_bot_are_refused_on_a_bridged_call() {
    for action in [join(), bot()] {
        let script = Script::new()
            .on("NEW_INBOUND_CALL", [bridge(SALES)])
            .on("ACTION_SUCCESSFUL CallAndBridge", [action.clone()]);
        let mut phone = script.dial().await;
        phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
        let failed = format!("ACTION_FAILED {}", action["Type"].as_str().unwrap_or_default());
        assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL CallAndBridge", &failed]);
    }
}

#[tokio::test]
async fn bot_is_refused_in_a_meeting() {
    let script = Script::new().on("ACTION_SUCCESSFUL JoinChimeMeeting", [bot()]);
    let phone = in_meeting(script, Profile::default()).await;
    assert_eq!(
        events(&phone).last().map(String::as_str),
        Some("ACTION_FAILED StartBotConversation")
    );
}

#[tokio::test]
async fn refused_join_has_a_single_error_string() {
    let simulator = Script::new().on("NEW_INBOUND_CALL", [join()]).simulator();
    let mut phone = simulator.refuses_join_token("token").dial(CALLER, NUMBER).await;
    phone.waits(Duration::from_secs(1)).await;
    let event = event(&phone, 2);
    let data = &event["ActionData"];
    assert_eq!(data["Error"], "ErrorJoiningMeeting: Error while joining meeting.");
    assert_eq!((data.get("ErrorType"), data.get("ErrorMessage")), (None, None));
    assert_shaped_like(
        "action-failed-join-chime-meeting.json",
        &event,
        &[
            // The example misspells a key, has no status, and names the leg.
            "/InvocationEvent",
            "/CallDetails/Participants",
            "/ActionData/Parameters",
        ],
    );
}
