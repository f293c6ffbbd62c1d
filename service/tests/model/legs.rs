//! How legs and calls ring and end.

use std::time::Duration;

use offhook::Leg;
use offhook_service::{CallerLeaves, Happening, Input, MediaEvent, Profile};
use serde_json::json;

use crate::driven::*;

#[test]
fn call_recording_and_listener_end_with_their_leg() {
    let (mut driven, _) = recorded(&pause(5_000));
    let (_, leg) = driven.command();
    assert!(driven.call.is_recording(leg));
    driven.pass(Duration::from_secs(5));
    driven.reply([receive_digits()]);
    assert!(driven.call.is_listening());
    driven.media(MediaEvent::Ended { leg, code: 0 });
    assert!(!driven.call.is_recording(leg) && !driven.call.is_listening());
}

#[test]
fn hangup_of_the_only_leg_is_reported_by_one_event() {
    for profile in Profile::each() {
        let mut driven = Driven::with_profile(profile);
        driven.reply([speak()]);
        let (id, _) = driven.command();
        driven.media(MediaEvent::Done { id });
        driven.reply([action("Hangup", json!({}))]);
        let events: Vec<_> = driven.events.iter().map(|one| &*one.event).collect();
        assert_eq!(events, ["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL", "HANGUP"], "{profile}");
    }
}

#[test]
fn actions_for_a_call_that_is_over_are_noted() {
    for (actions, remarks) in [(vec![speak()], 1), (vec![], 0)] {
        let mut driven = Driven::new();
        let leg = driven.call.leg(Leg::A).expect("LEG-A");
        driven.media(MediaEvent::Ended { leg, code: 0 });
        assert_eq!(driven.last().0, "HANGUP");
        driven.reply_with(1, &actions, &json!(null));
        assert_eq!(driven.remarks().len(), remarks);
        // Every application answers the last HANGUP with something.
        driven.reply(actions);
        assert_eq!(driven.remarks().len(), remarks);
    }
}

#[test]
fn inbound_call_rings_for_30_s_after_its_last_action() {
    let seconds = Duration::from_secs;
    let mut driven = Driven::new();
    driven.reply([pause(20_000)]);
    driven.pass(seconds(21));
    driven.reply([]);
    driven.pass(seconds(50));
    assert!(!driven.call.is_over());
    // Not while an event is under way.
    driven.handle(Input::Foreign { event_type: "NEW_THING".to_owned() });
    driven.pass(seconds(51));
    driven.reply([]);
    driven.pass(seconds(80));
    assert_eq!(driven.last().0, "NEW_THING");
    driven.pass(seconds(81));
    assert_eq!(driven.last(), ("HANGUP", Some("unavailable (480)")));
}

#[test]
fn meeting_is_joined_on_leg_a_after_leg_b_has_hung_up() {
    let (mut driven, leg) = Driven::bridged();
    driven.reply([]);
    driven.media(MediaEvent::Ended { leg, code: 0 });
    assert_eq!(
        (driven.last().0, driven.event()["ActionData"]["Parameters"]["ParticipantTag"].as_str()),
        ("HANGUP", Some("LEG-B"))
    );
    driven.reply([join()]);
    assert_eq!(driven.running(), Some("JoinChimeMeeting"));
}

#[test]
fn failure_of_an_action_whose_caller_has_left_names_the_leg() {
    let profile = Profile { caller_leaves: CallerLeaves::Failure, ..Profile::default() };
    for action in [speak(), bridge()] {
        let mut driven = Driven::with_profile(profile);
        driven.reply([action]);
        let leg = driven.call.leg(Leg::A).expect("LEG-A");
        driven.media(MediaEvent::Ended { leg, code: 0 });
        let failed = driven.events.iter().find(|one| one.event == "ACTION_FAILED");
        let failed = failed.expect("ACTION_FAILED");
        assert_eq!(failed.leg, Some(Leg::A));
        assert!(failed.json.as_str().contains(r#""CallId":"leg-1""#));
    }
}

#[test]
fn call_is_over_when_every_attempt_has_come_back() {
    let mut driven = Driven::new();
    driven.pass(Duration::from_secs(5));
    assert_eq!(driven.events.len(), 2, "the first event is delivered again");
    driven.reply([action("Hangup", json!({}))]);
    driven.reply([]);
    assert!(!driven.call.is_over() && !driven.call.is_idle());
    driven.reply_with(1, &[action("Hangup", json!({}))], &json!(null));
    assert!(driven.call.is_over() && driven.call.is_idle());
    assert_eq!(driven.notes.last(), Some(&Happening::LateReply { sequence: 1, is_same: true }));
}

#[test]
fn call_that_has_used_up_its_invocations_is_over() {
    let mut driven = Driven::new();
    for _ in 1..1_000 {
        driven.handle(Input::Foreign { event_type: "NEW_THING".to_owned() });
    }
    assert_eq!((driven.events.len(), driven.call.is_over()), (1_000, false));
    driven.handle(Input::Foreign { event_type: "NEW_THING".to_owned() });
    assert_eq!((driven.events.len(), driven.call.is_over()), (1_000, true));
    assert!(driven.notes.contains(&Happening::UsedUp));
}
