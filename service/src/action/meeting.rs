//! JoinChimeMeeting and ModifyChimeMeetingAttendees.

use offhook::action::{AttendeeOperation, JoinChimeMeeting, ModifyChimeMeetingAttendees};
use offhook::call::Direction;
use offhook::{Leg, SipHeaders};

use super::stimulus::{Reaction, Results, Stimulus};
use crate::ground::Ground;
use crate::leg::{Link, State};
use crate::{Extension, Happening, LegId, MediaId, MeetingLeg, Refusal};

/// The number of a meeting.
const MEETING: &str = "+17035550122";

#[derive(Debug)]
pub(super) struct Joining {
    pub(super) id: MediaId,
    meeting: Option<String>,
}

pub(super) fn join(
    join: &JoinChimeMeeting,
    leg: LegId,
    ground: &mut Ground,
) -> Result<Joining, Refusal> {
    if ground.legs.link != Link::None {
        return Err(Refusal::not_on_this_call());
    }
    let meeting_id = join.meeting_id.as_deref().map(str::to_owned);
    let join_token = join.join_token.as_str().to_owned();
    let meeting = meeting_id.clone();
    let id = ground.extension(leg, Extension::JoinMeeting { join_token, meeting_id });
    Ok(Joining { id, meeting })
}

impl Joining {
    pub(super) fn on(&self, stimulus: Stimulus<'_>, ground: &mut Ground) -> Reaction {
        match stimulus {
            Stimulus::Result { id, .. } if id == self.id => {
                let numbers = match ground.settings.profile.meeting_leg {
                    MeetingLeg::FromSma => ("SMA", MEETING),
                    MeetingLeg::ToSma => (MEETING, "SMA"),
                };
                let leg = ground.add_leg(Leg::B, Direction::Outbound, numbers, SipHeaders::new());
                ground.set_state(leg, State::Up);
                ground.legs.link = Link::Meeting;
                ground.note(Happening::JoinedMeeting { meeting: self.meeting.clone() });
                Reaction::Done(Results::new())
            }
            Stimulus::Failed { id, refusal } if id == self.id => Reaction::Failed(refusal.clone()),
            _ => Reaction::NotMine,
        }
    }
}

#[derive(Debug)]
pub(super) struct Muting {
    pub(super) id: MediaId,
}

pub(super) fn modify(
    modify: &ModifyChimeMeetingAttendees,
    leg: LegId,
    ground: &mut Ground,
) -> Result<Muting, Refusal> {
    match (&ground.legs.link, ground.tag(leg)) {
        (Link::Meeting, Leg::B) => {}
        (Link::Meeting, Leg::A) => return Err(Refusal::leg()),
        (Link::Bridge, _) => {
            return Err(Refusal::parameter("Call is not connected to Chime Meeting."));
        }
        (Link::None, _) => return Err(Refusal::not_on_this_call()),
    }
    let extension = Extension::Mute {
        muted: modify.operation == AttendeeOperation::Mute,
        meeting_id: modify.meeting_id.to_string(),
        attendees: modify.attendee_list.iter().map(ToString::to_string).collect(),
    };
    Ok(Muting { id: ground.extension(leg, extension) })
}

impl Muting {
    pub(super) fn on(&self, stimulus: Stimulus<'_>) -> Reaction {
        match stimulus {
            Stimulus::Result { id, .. } if id == self.id => Reaction::Done(Results::new()),
            Stimulus::Failed { id, refusal } if id == self.id => Reaction::Failed(refusal.clone()),
            _ => Reaction::NotMine,
        }
    }
}
