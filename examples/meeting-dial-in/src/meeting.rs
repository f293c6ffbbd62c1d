//! In the meeting: star six, and the end.

use offhook::Participant;
use offhook::action::{
    Action, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees, ReceiveDigits, Speak,
};
use offhook::prelude::*;

use crate::Visit;

/// The key that mutes and unmutes.
const MUTE: &str = "*6";

/// The caller is in the meeting.
#[on(ActionSuccessful(JoinChimeMeeting))]
async fn joined() -> ReceiveDigits {
    tracing::info!("joined");
    listen()
}

/// The caller can't join.
#[on(ActionFailed(JoinChimeMeeting))]
async fn not_joined(failed: Failed<JoinChimeMeeting>) -> (Speak, Hangup) {
    tracing::error!("{failed}");
    let apology = "The meeting can't be joined right now. Please call again later. Goodbye.";
    (Speak::text(apology).on(Leg::A), Hangup::normal().on(Leg::A))
}

/// The caller pressed keys in the meeting.
#[on(DigitsReceived)]
async fn pressed(visit: &mut Session<Visit>, digits: Digits) -> Reply {
    let (Some(meeting), Some(attendee)) = (visit.meeting.clone(), visit.attendee.clone()) else {
        return Reply::keep();
    };
    // By one reading of the guide, keys that don't match come too.
    if digits != MUTE {
        return listen().into();
    }
    visit.muted = !visit.muted;
    if visit.muted {
        ModifyChimeMeetingAttendees::mute(meeting, [attendee]).into()
    } else {
        ModifyChimeMeetingAttendees::unmute(meeting, [attendee]).into()
    }
}

/// The microphone is switched.
#[on(ActionSuccessful(ModifyChimeMeetingAttendees))]
async fn switched(visit: &Session<Visit>) -> (Speak, ReceiveDigits) {
    say(if visit.muted { "You are muted." } else { "You are no longer muted." })
}

/// The microphone was not switched.
#[on(ActionFailed(ModifyChimeMeetingAttendees))]
async fn not_switched(
    visit: &mut Session<Visit>,
    failed: Failed<ModifyChimeMeetingAttendees>,
) -> (Speak, ReceiveDigits) {
    tracing::error!("{failed}");
    visit.muted = !visit.muted;
    say("Your microphone could not be switched.")
}

/// An announcement failed, and the rest of its list was dropped: in the meeting, keys still work.
#[on(ActionFailed(Speak))]
async fn not_said(call: &Call, failed: Failed<Speak>) -> Vec<Action> {
    tracing::error!("{failed}");
    if call.leg_b().is_some_and(Participant::is_connected) {
        return vec![listen().into()];
    }
    Hangup::all(call)
}

/// LEG-B is the meeting: when it ends, the caller hears it. When the caller leaves, the framework
/// hangs up the other leg.
#[on(Hangup)]
async fn hung_up(call: &Call, hangup: event::Hangup) -> Option<(Speak, Hangup)> {
    tracing::info!(leg = hangup.leg.map(Leg::as_str), code = hangup.sip_response_code, "hung up");
    let is_there = call.leg_a().is_some_and(Participant::is_connected);
    (hangup.leg == Some(Leg::B) && is_there).then(|| {
        let goodbye = Speak::text("The meeting has ended. Goodbye.").on(Leg::A);
        (goodbye, Hangup::normal().on(Leg::A))
    })
}

/// Listens for star six. It is sent again each time: the documentation contradicts itself on whether
/// the service goes on listening.
fn listen() -> ReceiveDigits {
    ReceiveDigits::matching(r"^\*6$").on(Leg::A)
}

/// Speaks to the caller.
fn say(text: &'static str) -> (Speak, ReceiveDigits) {
    (Speak::text(text).on(Leg::A), listen())
}

#[cfg(test)]
mod tests {
    use offhook::call::Status;
    use offhook::event::ErrorType;

    use super::*;

    fn in_meeting() -> Call {
        let meeting = Participant::new(Leg::B, "call-b").with_numbers("SMA", "+17035550122");
        Call::inbound("+14255550199", "+12065550100").with_participant(meeting)
    }

    fn attending() -> Session<Visit> {
        let (meeting, attendee) = (Some("standup".to_owned()), Some("attendee-1".to_owned()));
        Session::new(Visit { meeting, attendee, ..Visit::default() })
    }

    #[tokio::test]
    async fn star_six_mutes_and_unmutes() {
        let mut visit = attending();
        let mute = ModifyChimeMeetingAttendees::mute("standup", ["attendee-1"]);
        assert_eq!(pressed(&mut visit, digits!("*6")).await, mute.into());
        let unmute = ModifyChimeMeetingAttendees::unmute("standup", ["attendee-1"]);
        assert_eq!(pressed(&mut visit, digits!("*6")).await, unmute.into());
    }

    #[tokio::test]
    async fn other_keys_do_nothing() {
        let mut visit = attending();
        assert_eq!(pressed(&mut visit, digits!("5")).await, listen().into());
        assert!(!visit.muted);
        assert_eq!(pressed(&mut Session::default(), digits!("*6")).await, Reply::keep());
    }

    #[tokio::test]
    async fn a_microphone_that_can_not_be_switched_is_as_it_was() {
        let mut visit = attending();
        pressed(&mut visit, digits!("*6")).await;
        let mute = ModifyChimeMeetingAttendees::mute("standup", ["attendee-1"]);
        let failed = Failed::new(mute, ErrorType::SystemException, "");
        not_switched(&mut visit, failed).await;
        assert!(!visit.muted);
    }

    #[tokio::test]
    async fn after_a_failed_announcement_the_meeting_goes_on() {
        let failed = || Failed::new(Speak::text("Hello."), ErrorType::ActionExecutionThrottled, "");
        assert_eq!(not_said(&in_meeting(), failed()).await, [listen().into()]);
        let before = Call::inbound("+14255550199", "+12065550100");
        assert_eq!(not_said(&before, failed()).await, [Hangup::normal().on("call-a").into()]);
    }

    #[tokio::test]
    async fn the_end_of_the_meeting_is_the_end_of_the_call() {
        let end = event::Hangup::new(Leg::B, "call-b", 0);
        assert!(hung_up(&in_meeting(), end).await.is_some());

        let gone = Participant::new(Leg::A, "call-a").with_status(Status::Disconnected);
        let call = in_meeting().with_participant(gone);
        assert_eq!(hung_up(&call, event::Hangup::new(Leg::B, "call-b", 0)).await, None);
        assert_eq!(hung_up(&call, event::Hangup::new(Leg::A, "call-a", 0)).await, None);
    }
}
