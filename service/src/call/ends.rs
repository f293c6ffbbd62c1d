//! How legs and calls end.
//!
//! For example, the caller hangs up while CallAndBridge rings: `Call::ended` (`mod.rs`) ends the leg
//! here, which stops the running action, `Dialling::stop` (`action/bridge.rs`) cancels the far end, and
//! HANGUP is sent.

use offhook::Leg as Tag;

use super::{By, Call};
use crate::action::{Finished, Results, Running};
use crate::delivery::Purpose;
use crate::event;
use crate::ground::CANCELLED;
use crate::leg::{Link, State};
use crate::{CallerLeaves, Command, HangupReports, Happening, LegId, Refusal};

impl Call {
    /// Hangs up a leg; an outbound one that rings is cancelled. Of the last one the Lambda hears HANGUP
    /// alone; of one of two, what the profile says.
    pub(super) fn hang_up(&mut self, finished: Finished, code: u16) {
        let leg = finished.leg;
        if self.ground.legs.leg(leg).is_dialled() {
            self.queue.clear();
            return self.end_leg(leg, CANCELLED, By::NotAnswered);
        }
        let others = self.ground.legs.iter().any(|(id, other)| id != leg && other.is_up());
        let in_meeting = self.ground.legs.link == Link::Meeting;
        let tag = self.ground.tag(leg);
        if !others || (in_meeting && tag == Tag::A) {
            self.queue.clear();
            return self.end_leg(leg, code, By::Action);
        }
        if in_meeting {
            // The guide: a hung-up leg of a meeting is reported as the success of the action.
            self.end_leg(leg, code, By::Action);
            return self.finish(finished);
        }
        match self.ground.settings.profile.hangup_reports {
            HangupReports::SuccessFirst => {
                self.report(&finished, Purpose::Other);
                self.end_leg(leg, code, By::Action);
            }
            HangupReports::HangupFirst => {
                self.end_leg(leg, code, By::Action);
                // No source has the two overlap: the second is sent when the first is answered.
                self.queue.owe(finished, self.sequence);
            }
            HangupReports::HangupOnly => self.end_leg(leg, code, By::Action),
        }
    }

    /// A leg ends, with everything that was going on there, and the Lambda hears of it.
    pub(super) fn end_leg(&mut self, leg: LegId, code: u16, by: By) {
        if self.ground.legs.leg(leg).is_gone() {
            return;
        }
        let tag = self.ground.tag(leg);
        match by {
            By::Person => self.ground.note(Happening::HangsUp { leg: tag }),
            By::NotAnswered => self.ground.cancel(leg, code),
            By::Action | By::Service => self.disconnect(leg, code, by == By::Service),
        }
        let was_in_meeting = self.ground.legs.link == Link::Meeting;
        self.forget_leg(leg);
        if was_in_meeting && tag == Tag::A {
            // One HANGUP reports both.
            if let Some(meeting) = self.ground.legs.tagged(Tag::B) {
                self.forget_leg(meeting);
            }
        }
        let stopped = self.stop_running_on(leg);
        if by == By::Person
            && let Some((running, results)) = stopped
        {
            self.report_left(running, results);
        }
        if !(was_in_meeting && tag == Tag::B && by == By::Action) {
            let written = event::hangup(leg, code, &self.place(), &self.ground);
            let others_up = self.ground.legs.any_up();
            self.send(written, if others_up { Purpose::Other } else { Purpose::LastHangup });
        }
    }

    /// Reports the action that ran on a leg whose person has hung up.
    fn report_left(&mut self, running: Running, results: Option<Results>) {
        let Running { queued, leg, .. } = running;
        match (self.ground.settings.profile.caller_leaves, results) {
            (CallerLeaves::Recording, None) => {}
            (CallerLeaves::Failure, _) => {
                let refusal = Refusal::system();
                let written =
                    event::failed(&queued, Some(leg), &refusal, &self.place(), &self.ground);
                self.send(written, Purpose::Other);
            }
            (_, results) => {
                let finished = Finished { queued, leg, results: results.unwrap_or_default() };
                self.report(&finished, Purpose::Other);
            }
        }
    }

    fn disconnect(&mut self, leg: LegId, code: u16, given_up: bool) {
        let tag = self.ground.tag(leg);
        self.ground.command(Command::Hangup { leg, code });
        self.ground.note(Happening::Disconnected { leg: tag, code, given_up });
    }

    fn forget_leg(&mut self, leg: LegId) {
        let was_up = self.ground.legs.leg(leg).is_up();
        self.ground.set_state(leg, State::Gone { was_up });
        self.ground.legs.link = Link::None;
        self.listeners.leg_ended(leg);
        self.recordings.leg_ended(leg);
        self.ground.forget_media_of(leg);
    }

    /// Stops the running action if it works on this leg, and drops the rest of the list.
    fn stop_running_on(&mut self, leg: LegId) -> Option<(Running, Option<Results>)> {
        if self.queue.running.as_ref()?.leg != leg {
            return None;
        }
        self.queue.clear();
        self.stop_running()
    }

    /// Ends every leg: the service gives the call up. `tells` says whether HANGUP follows.
    pub(super) fn end_call(&mut self, code: u16, tells: bool) {
        if std::mem::replace(&mut self.is_ending, true) {
            return;
        }
        self.stop_running();
        self.queue.clear();
        let legs: Vec<LegId> = self.ground.legs.iter().map(|(id, _)| id).collect();
        for leg in legs {
            if tells {
                self.end_leg(leg, code, By::Service);
            } else if !self.ground.legs.leg(leg).is_gone() {
                self.disconnect(leg, code, true);
                self.forget_leg(leg);
            }
        }
    }
}
