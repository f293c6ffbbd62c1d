//! Connects LEG-A: CallAndBridge, JoinChimeMeeting, ModifyChimeMeetingAttendees.
//!
//! Depends on the legs of the call.

use std::time::Duration;

use offhook::action::{CallAndBridge, JoinChimeMeeting, ModifyChimeMeetingAttendees, Sensitive};
use offhook::call::Direction;
use offhook::event::ErrorType;
use offhook::{Leg, SipHeaders};

use super::check::{Refusal, called};
use super::legs::{Link, State};
use super::run::{Activity, Timer};
use super::{Call, Due};
use crate::{Happening, MeetingLeg};

/// The default of `CallTimeoutSeconds`.
const RINGS: Duration = Duration::from_secs(30);
/// The number of meetings.
const MEETING: &str = "+17035550122";

impl Call {
    /// Starts a CallAndBridge.
    pub(super) fn call_out(&mut self, bridge: &CallAndBridge) -> Result<Activity, Refusal> {
        let Some(leg_a) = self.leg_tagged(Leg::A) else { return Err(Refusal::leg()) };
        if self.link != Link::None {
            // The error for a second bridge is undocumented.
            return Err(Refusal::parameter("Invalid action on the call."));
        }
        let caller_id = bridge.caller_id_number.as_ref().map_or("", Sensitive::as_str).to_owned();
        let is_own = self.world.numbers.contains(&caller_id)
            || caller_id == self.legs[leg_a].from
            || caller_id == self.legs[leg_a].to;
        if !is_own {
            return Err(Refusal::parameter(
                "Provided caller ID number is invalid. Number must be owned by this AWS account, or be the From number of LEG-A.",
            ));
        }
        if let Some(tone) = &bridge.ringback_tone {
            self.load(tone)?;
        }
        let number = called(bridge);
        let far_end = self.add_leg(
            Leg::B,
            Direction::Outbound,
            (&caller_id, &number),
            bridge.sip_headers.clone(),
        );
        self.note(Happening::Rings { leg: Leg::B, to: number.clone() });
        self.clock.after(bridge.call_timeout.unwrap_or(RINGS), Due::Action(Timer::RungOut));
        self.expect_person(far_end, &number);
        Ok(Activity::Calling { far_end })
    }

    pub(super) fn join(&mut self, join: &JoinChimeMeeting) -> Result<(), Refusal> {
        if self.link != Link::None {
            return Err(Refusal::parameter("Invalid action on the call."));
        }
        if self.world.refused_join_tokens.contains(join.join_token.as_str()) {
            return Err(Refusal::new(
                ErrorType::ErrorJoiningMeeting,
                "Error while joining meeting.",
            ));
        }
        let meeting = join.meeting_id.as_deref().map(str::to_owned);
        let numbers = match self.world.profile.meeting_leg {
            MeetingLeg::FromSma => ("SMA", MEETING),
            MeetingLeg::ToSma => (MEETING, "SMA"),
        };
        let leg = self.add_leg(Leg::B, Direction::Outbound, numbers, SipHeaders::new());
        self.legs[leg].state = State::Up;
        self.legs[leg].answered = Some(self.now());
        self.link = Link::Meeting(meeting.clone());
        self.meetings_joined.push(meeting.clone());
        self.note(Happening::JoinedMeeting { meeting });
        Ok(())
    }

    pub(super) fn check_meeting(
        &self,
        leg: usize,
        modify: &ModifyChimeMeetingAttendees,
    ) -> Result<(), Refusal> {
        match (&self.link, self.legs[leg].tag) {
            (Link::Meeting(_), Leg::B) => {
                let is_absent = |id: &&str| self.world.absent_attendees.contains(*id);
                let absent = modify.attendee_list.iter().map(|id| &**id).filter(is_absent);
                match absent.count() {
                    0 => Ok(()),
                    _ => Err(Refusal::parameter(
                        "One or more attendees are not part of this meeting. All attendees must be part of this meeting.",
                    )),
                }
            }
            (Link::Meeting(_), Leg::A) => Err(Refusal::leg()),
            (Link::Bridge, _) => Err(Refusal::parameter("Call is not connected to Chime Meeting.")),
            (Link::None, _) => Err(Refusal::parameter("Invalid action on the call.")),
        }
    }
}
