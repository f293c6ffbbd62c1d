//! Commands of actions, and the effect of their reports.

use std::time::Duration;

use offhook::Leg;
use offhook_service::{
    Command, Extension, Happening, MediaEvent, MediaId, Prompt, Refusal, Spoken,
};
use serde_json::{Value, json};

use crate::driven::*;

#[test]
fn failure_of_its_command_ends_an_action() {
    let mut failed = 0;
    for action in running_actions() {
        let (mut driven, recording) = recorded(&action);
        let (id, _) = driven.command();
        if id == recording {
            continue;
        }
        driven.media(MediaEvent::Failed { id, refusal: Refusal::audio() });
        assert_eq!((driven.running(), driven.last().0), (None, "ACTION_FAILED"), "{action}");
        assert_eq!(driven.event()["ActionData"]["Type"], action["Type"]);
        assert!(driven.remarks().is_empty());
        failed += 1;
    }
    // Pause has no command, and a bridge without a ringback tone none that can fail.
    assert_eq!(failed, running_actions().len() - 2);
}

#[test]
fn lost_call_recording_is_noted_and_can_start_again_if_it_never_began() {
    let (mut driven, id) = recorded(&speak());
    driven.media(MediaEvent::Failed { id, refusal: Refusal::upload() });
    assert_eq!(driven.remarks(), ["the recording could not be stored"]);

    let mut driven = Driven::new();
    driven.reply([start_call_recording()]);
    let (id, _) = driven.command();
    driven.media(MediaEvent::Failed { id, refusal: Refusal::upload() });
    assert_eq!(driven.last().0, "ACTION_FAILED");
    driven.reply([start_call_recording()]);
    assert_eq!(driven.running(), Some("StartCallRecording"));
}

#[test]
fn call_is_answered_once() {
    let mut driven = Driven::new();
    for _ in 0..2 {
        driven.reply([speak()]);
        let (id, _) = driven.command();
        driven.media(MediaEvent::Done { id });
    }
    let answers = |command: &&Command| matches!(command, Command::Answer { .. });
    assert_eq!(driven.commands.iter().filter(answers).count(), 1);
}

#[test]
fn keys_of_the_other_leg_have_no_effect() {
    let (mut driven, leg) = Driven::bridged();
    driven.reply([ask(2)]);
    driven.media(MediaEvent::Key { leg, key: '1' });
    assert_eq!((driven.running(), driven.stops()), (Some("SpeakAndGetDigits"), 0));

    let (mut driven, leg_b) = Driven::bridged();
    driven.reply([record()]);
    let (id, leg_a) = driven.command();
    for (leg, key, stops) in [(leg_b, '#', 0), (leg_a, '1', 0), (leg_a, '#', 1), (leg_a, '*', 1)] {
        driven.media(MediaEvent::Key { leg, key });
        assert_eq!(driven.stops(), stops, "{leg:?}: {key}");
    }
    driven.media(stored(id));
    assert_eq!(driven.event()["ActionData"]["RecordingTerminatorUsed"], "#");
}

#[test]
fn zero_digits_end_with_any_key() {
    for (max, detail) in [(0, None), (1, Some("digits 1"))] {
        let mut driven = Driven::new();
        driven.reply([ask(max)]);
        let (_, leg) = driven.command();
        driven.media(MediaEvent::Key { leg, key: '1' });
        assert_eq!(driven.last(), ("ACTION_SUCCESSFUL", detail));
    }
}

#[test]
fn digits_are_heard_by_both_legs_of_a_bridge() {
    let (mut driven, _) = Driven::bridged();
    driven.reply([action("SendDigits", json!({ "Digits": "1,2" }))]);
    let (id, _) = driven.command();
    driven.media(MediaEvent::Done { id });
    for leg in [Leg::A, Leg::B] {
        assert!(driven.notes.contains(&Happening::HearsKeys { leg, keys: "12".to_owned() }));
    }
}

#[test]
fn answer_stops_the_ringback_tone() {
    let mut driven = Driven::new();
    driven.reply([bridge_with_ringback()]);
    let (id, _) = driven.command();
    driven.media(MediaEvent::Done { id });
    let (id, a) = driven.command();
    let b = driven.call.leg(Leg::B).expect("LEG-B");
    driven.media(MediaEvent::Answered { leg: b });
    let after = driven.commands.iter().rev().take(3).rev().collect::<Vec<_>>();
    let (stop, answer) = (Command::Stop { id }, Command::Answer { leg: a });
    assert_eq!(after, [&stop, &answer, &Command::Bridge { a, b }]);
}

#[test]
fn recordings_of_a_call_are_numbered() {
    let mut driven = Driven::new();
    for _ in 0..2 {
        driven.reply([record()]);
        let (id, _) = driven.command();
        driven.media(stored(id));
    }
    let key = |command: &Command| match command {
        Command::Record { key, .. } => Some(key.clone()),
        _ => None,
    };
    let keys: Vec<_> = driven.commands.iter().filter_map(key).collect();
    assert_eq!(keys, ["leg-1_1.wav", "leg-1_2.wav"]);
}

#[test]
fn prompt_that_the_caller_has_not_heard_is_cut_short() {
    for (heard, is_cut) in [(1, true), (5, false)] {
        let mut driven = Driven::new();
        driven.reply([speak()]);
        let (id, leg) = driven.command();
        let (prompt, length) = (Prompt::Speech(Spoken::default()), Duration::from_secs(5));
        driven.media(MediaEvent::Started { id, prompt, length });
        driven.now = Duration::from_secs(heard);
        driven.media(MediaEvent::Ended { leg, code: 0 });
        assert_eq!(driven.notes.contains(&Happening::CutShort { leg: Leg::A }), is_cut);
        assert_eq!(driven.stops(), 0, "the leg has ended, and its commands with it");
    }
}

fn mute(operation: &str, leg: Option<&str>) -> Value {
    action(
        "ModifyChimeMeetingAttendees",
        json!({
            "Operation": operation, "MeetingId": "meeting", "AttendeeList": ["attendee"],
            "CallId": leg,
        }),
    )
}

/// A call that has joined a meeting, and the id of its recording.
fn recorded_meeting() -> (Driven, MediaId) {
    let mut driven = Driven::new();
    driven.reply([start_call_recording()]);
    let (recording, _) = driven.command();
    driven.media(MediaEvent::Done { id: recording });
    driven.reply([join()]);
    let (id, _) = driven.command();
    driven.media(MediaEvent::ExtensionResult { id, result: None });
    (driven, recording)
}

#[test]
fn attendees_are_muted_on_the_leg_of_the_meeting() {
    let (mut driven, recording) = recorded_meeting();
    for (operation, is_muted) in [("Mute", true), ("Unmute", false)] {
        driven.reply([mute(operation, None)]);
        let muted = match driven.commands.last() {
            Some(Command::Extension { extension: Extension::Mute { muted, .. }, .. }) => *muted,
            other => panic!("{other:?}"),
        };
        assert_eq!(muted, is_muted);
        let (id, _) = driven.command();
        if is_muted {
            driven.media(MediaEvent::ExtensionResult { id: recording, result: None });
            assert_eq!(driven.running(), Some("ModifyChimeMeetingAttendees"));
        }
        driven.media(MediaEvent::ExtensionResult { id, result: None });
        assert_eq!(driven.last().0, "ACTION_SUCCESSFUL");
    }
    driven.reply([mute("Mute", Some("unknown"))]);
    let invalid =
        "InvalidActionParameter: CallId or ParticipantTag parameter for action is invalid.";
    assert_eq!(driven.last(), ("ACTION_FAILED", Some(invalid)));
}

#[test]
fn report_of_a_call_recording_does_not_end_a_mute() {
    let (mut driven, recording) = recorded_meeting();
    driven.reply([mute("Mute", None)]);
    driven.media(MediaEvent::Failed { id: recording, refusal: Refusal::upload() });
    assert_eq!(driven.running(), Some("ModifyChimeMeetingAttendees"));
}
