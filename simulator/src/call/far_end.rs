//! The called person: LEG-A of an outbound call, LEG-B of a bridge.
//!
//! Depends on the legs of the call.

use std::time::Duration;

use offhook::Leg;
use offhook::call::Direction;
use offhook::event::{CallAnswered, Ringing};
use serde_json::Map;

use super::check::Refusal;
use super::events::About;
use super::invoke::Purpose;
use super::legs::{By, Link, State};
use super::run::Activity;
use super::{Call, Due};
use crate::{BridgeRinging, FarEnd, Happening};

/// The time for which the phone of a person with a set reaction rings.
const RINGS: Duration = Duration::from_secs(3);
/// The time until the phone of an outbound call starts to ring.
const REACHED: Duration = Duration::from_secs(1);

impl Call {
    /// Schedules the reaction that the simulator has for a number.
    pub(super) fn expect_person(&mut self, leg: usize, number: &str) {
        let does = self.world.far_ends.get(number).filter(|does| **does != FarEnd::RingsOut);
        if let Some(does) = does.cloned() {
            self.clock.after(RINGS, Due::Person { leg, does });
        }
        if self.world.profile.bridge_ringing == BridgeRinging::Reported
            && self.legs[leg].tag == Leg::B
        {
            self.clock.after(REACHED, Due::Ringing);
        }
    }

    /// Starts the ringing of an outbound call.
    pub(super) fn ring_out(&mut self) {
        self.clock.after(REACHED, Due::Ringing);
        let number = self.transcript.to.clone();
        self.expect_person(0, &number);
        self.watch_for_answer();
    }

    /// Reports that a called phone rings.
    pub(super) async fn ringing(&mut self) {
        let Some(leg) = self.legs.iter().rposition(|leg| leg.state == State::Ringing) else {
            return;
        };
        let (tag, to) = (self.legs[leg].tag, self.legs[leg].to.clone());
        if tag == Leg::A {
            self.note(Happening::Rings { leg: tag, to });
        }
        let about = About { leg: Some(leg), ..About::default() };
        self.send(&Ringing, about, Purpose::Ignored).await;
    }

    /// Returns the ringing leg of those that the application calls.
    pub(crate) fn called_leg(&self) -> Option<usize> {
        self.legs
            .iter()
            .rposition(|leg| leg.state == State::Ringing && leg.direction == Direction::Outbound)
    }

    /// Runs the reaction of a person.
    pub(super) async fn person_does(&mut self, leg: usize, does: &FarEnd) {
        match does {
            FarEnd::Answers => self.far_end_answers(leg).await,
            FarEnd::IsBusy => self.not_answered(leg, 486).await,
            FarEnd::Refuses => self.not_answered(leg, 603).await,
            FarEnd::IsUnreachable => self.not_answered(leg, 503).await,
            FarEnd::IsCancelled => self.not_answered(leg, 487).await,
            FarEnd::HangsUp => self.end_leg(leg, 0, By::Person).await,
            _ => {}
        }
    }

    pub(crate) async fn far_end_answers(&mut self, leg: usize) {
        if self.legs[leg].state != State::Ringing {
            return;
        }
        self.answer(leg);
        match self.legs[leg].tag {
            Leg::A => {
                let about = About { leg: Some(leg), ..About::default() };
                self.send(&CallAnswered, about, Purpose::Other).await;
            }
            Leg::B => {
                if let Some(leg_a) = self.leg_tagged(Leg::A) {
                    self.answer(leg_a);
                }
                self.link = Link::Bridge;
                self.note(Happening::Bridged);
                self.succeed(Map::new()).await;
            }
        }
    }

    pub(crate) async fn not_answered(&mut self, leg: usize, code: u16) {
        if self.legs[leg].state != State::Ringing {
            return;
        }
        let tag = self.legs[leg].tag;
        self.note(Happening::NotAnswered { leg: tag, code });
        match tag {
            Leg::A => self.end_leg(leg, code, By::Service).await,
            Leg::B => {
                self.legs[leg].state = State::Gone;
                let not_answered =
                    Refusal::new(offhook::event::ErrorType::CallNotAnswered, "Call not answered");
                self.running_failed(&not_answered).await;
            }
        }
    }

    /// Runs the fault that the far end hangs up or becomes unreachable.
    pub(super) async fn drop_far_end(&mut self) {
        let rings = match &self.running {
            Some(running) => match running.activity {
                Activity::Calling { far_end } => Some(far_end),
                _ => None,
            },
            None => None,
        };
        if let Some(far_end) = rings {
            return self.not_answered(far_end, 503).await;
        }
        let up = self.legs.iter().rposition(|leg| leg.tag == Leg::B && leg.is_up());
        if let Some(leg) = up {
            self.end_leg(leg, 0, By::Person).await;
        }
    }
}
