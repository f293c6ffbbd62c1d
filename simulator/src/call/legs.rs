//! The legs of a call: their states, connections and ends.
//!
//! Depends on the participants of `offhook`.

use std::time::Duration;

use offhook::action::ActionType;
use offhook::call::{Direction, Participant, Status};
use offhook::event::Hangup;
use offhook::{Leg, SipHeaders, TransactionAttributes};
use serde_json::{Map, Value};

use super::events::About;
use super::invoke::Purpose;
use super::run::Activity;
use super::{Call, Due, UNANSWERED, uuid};
use crate::transcript::text;
use crate::{CallerLeaves, FarHangupType, Happening};

/// One leg.
#[derive(Debug)]
pub(super) struct LegState {
    pub(super) call_id: String,
    pub(super) tag: Leg,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) direction: Direction,
    pub(super) began: Duration,
    pub(super) headers: SipHeaders,
    pub(super) state: State,
    /// The time of the answer, from which on the leg is billed.
    pub(super) answered: Option<Duration>,
    /// The time of its end.
    pub(super) ended: Option<Duration>,
}

/// The state of a leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Ringing,
    Up,
    Gone,
}

/// The connection of LEG-A.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Link {
    None,
    /// The person on LEG-B.
    Bridge,
    /// A meeting, with its id if the action has it.
    Meeting(Option<String>),
}

/// The party that ends a leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum By {
    /// Its person, or the meeting.
    Person,
    /// A Hangup action.
    Action,
    /// The service, after a failure.
    Service,
}

impl LegState {
    pub(super) fn is_up(&self) -> bool {
        self.state == State::Up
    }

    pub(super) fn is_gone(&self) -> bool {
        self.state == State::Gone
    }
}

impl Call {
    /// Adds a ringing leg.
    pub(super) fn add_leg(
        &mut self,
        tag: Leg,
        direction: Direction,
        (from, to): (&str, &str),
        headers: SipHeaders,
    ) -> usize {
        let call_id = uuid(&mut self.random);
        self.legs.push(LegState {
            call_id,
            tag,
            from: from.to_owned(),
            to: to.to_owned(),
            direction,
            began: self.now(),
            headers,
            state: State::Ringing,
            answered: None,
            ended: None,
        });
        self.legs.len() - 1
    }

    /// Returns the newest leg with this tag.
    pub(super) fn leg_tagged(&self, tag: Leg) -> Option<usize> {
        self.legs.iter().rposition(|leg| leg.tag == tag)
    }

    pub(super) fn leg_with_id(&self, call_id: &str) -> Option<usize> {
        self.legs.iter().position(|leg| leg.call_id == call_id)
    }

    /// Returns the legs that are up.
    pub(crate) fn legs_up(&self) -> Vec<Leg> {
        self.legs.iter().filter(|leg| leg.is_up()).map(|leg| leg.tag).collect()
    }

    /// Returns `true` if LEG-A has ended.
    pub(crate) fn caller_is_gone(&self) -> bool {
        self.legs.first().is_none_or(LegState::is_gone)
    }

    /// Returns the billed time: the sum of the times that the legs have been up.
    pub(crate) fn billable(&self) -> Duration {
        let now = self.now();
        let up = |leg: &LegState| Some(leg.ended.unwrap_or(now).saturating_sub(leg.answered?));
        self.legs.iter().filter_map(up).fold(Duration::ZERO, Duration::saturating_add)
    }

    /// Answers a ringing leg, for its person or, on LEG-A of an inbound call, for the service.
    pub(super) fn answer(&mut self, leg: usize) {
        let now = self.now();
        let state = &mut self.legs[leg];
        if state.state != State::Ringing {
            return;
        }
        (state.state, state.answered) = (State::Up, Some(now));
        let leg = state.tag;
        self.note(Happening::Answered { leg });
    }

    /// Returns the call for an event.
    pub(super) fn details(&self) -> offhook::Call {
        let (from, to) = (&*self.transcript.from, &*self.transcript.to);
        let inbound = self.legs.first().is_none_or(|leg| leg.direction == Direction::Inbound);
        let mut call = if inbound {
            offhook::Call::inbound(from, to).with_sip_rule_id(&self.world.sip_rule_id)
        } else {
            offhook::Call::outbound(from, to)
        };
        call = call
            .with_transaction_id(&self.transcript.transaction_id)
            .with_sip_media_application_id(&self.world.sip_media_application_id);
        if let Some(attributes) = &self.attributes {
            let attributes = attributes.iter().map(|(key, value)| (key.clone(), value.clone()));
            call = call.with_attributes(attributes.collect::<TransactionAttributes>());
        }
        // A call has at most two legs: a new LEG-B replaces the old one.
        let is_second = |leg: &&LegState| leg.tag == Leg::B && leg.answered.is_some();
        let leg_b = self.legs.iter().rev().find(is_second);
        let legs = self.legs.iter().filter(|leg| leg.tag == Leg::A).chain(leg_b);
        legs.fold(call, |call, leg| call.with_participant(self.shown(leg)))
    }

    fn shown(&self, leg: &LegState) -> Participant {
        let began = u64::try_from(leg.began.as_millis()).unwrap_or(u64::MAX);
        let began = self.world.epoch_ms.saturating_add(began);
        let mut participant = Participant::new(leg.tag, &leg.call_id)
            .with_numbers(&leg.from, &leg.to)
            .with_direction(leg.direction.clone())
            .with_start_time(began);
        if !leg.headers.is_empty() {
            participant = participant.with_sip_headers(leg.headers.clone());
        }
        match leg.state {
            State::Ringing => participant,
            State::Up => participant.with_status(Status::Connected),
            State::Gone => participant.with_status(Status::Disconnected),
        }
    }

    /// Ends a leg with its running action and recordings, and reports it.
    pub(super) async fn end_leg(&mut self, leg: usize, code: u16, by: By) {
        if self.legs[leg].is_gone() {
            return;
        }
        let tag = self.legs[leg].tag;
        match by {
            By::Person => self.note(Happening::HangsUp { leg: tag }),
            By::Action | By::Service => {
                let given_up = by == By::Service;
                self.note(Happening::Disconnected { leg: tag, code, given_up });
            }
        }
        let was_in_meeting = matches!(self.link, Link::Meeting(_));
        self.forget_leg(leg);
        if was_in_meeting && tag == Leg::A {
            // A single HANGUP reports both legs.
            if let Some(meeting) = self.leg_tagged(Leg::B) {
                self.forget_leg(meeting);
            }
        }
        let finished = self.stop_running_on(leg);
        if let Some((running, results)) = finished.filter(|_| by == By::Person) {
            let leaves = self.world.profile.caller_leaves;
            match (leaves, results) {
                (CallerLeaves::Recording, None) => {}
                (CallerLeaves::Failure, _) => {
                    self.report_failure(&running.queued, &system_error(), Purpose::Other).await;
                }
                (_, results) => {
                    let finished = running.finished(results.unwrap_or_default());
                    self.report_success(&finished, Purpose::Other).await;
                }
            }
        }
        self.end_tapes(leg);
        let is_meeting_leg = was_in_meeting && tag == Leg::B;
        // The guide: if an action hangs up the leg of a meeting, only its success is reported.
        if !(is_meeting_leg && by == By::Action) {
            self.report_hangup(leg, code).await;
        }
        if self.legs.iter().all(LegState::is_gone) {
            self.waiting.clear();
            self.last = None;
            self.owed = None;
            let deliveries: Vec<u64> = self.deliveries.keys().copied().collect();
            self.clock.retain(|due| match due {
                Due::Reply { sequence, .. }
                | Due::NoReply { sequence }
                | Due::GivenUp { sequence } => deliveries.contains(sequence),
                _ => false,
            });
        }
    }

    fn forget_leg(&mut self, leg: usize) {
        let now = self.now();
        let state = &mut self.legs[leg];
        state.state = State::Gone;
        state.ended = Some(now);
        self.link = Link::None;
        self.listeners.retain(|listening| listening.leg != leg);
        self.cut_short(leg);
    }

    /// Stops the running action if it runs on this leg. Returns it with its results so far, which only
    /// a recording has.
    fn stop_running_on(
        &mut self,
        leg: usize,
    ) -> Option<(super::Running, Option<Map<String, Value>>)> {
        let running = self.running.as_ref()?;
        let calls = matches!(running.activity, Activity::Calling { .. });
        if running.leg != leg && !(calls && self.legs[leg].tag == Leg::A) {
            return None;
        }
        self.waiting.clear();
        self.last = None;
        let running = self.stop_running()?;
        let results = match running.activity {
            Activity::Recording { .. } => self.keep_recording(&running, None).ok(),
            _ => None,
        };
        Some((running, results))
    }

    async fn report_hangup(&mut self, leg: usize, code: u16) {
        let state = &self.legs[leg];
        let event = Hangup::new(state.tag, &*state.call_id, code);
        let about =
            About { leg: Some(leg), action: None, detail: Some(text::sip_code(&code.to_string())) };
        let others_up = self.legs.iter().any(LegState::is_up);
        let purpose = if others_up { Purpose::Other } else { Purpose::LastHangup };
        let is_misnamed = state.tag == Leg::B
            && self.world.profile.far_hangup_type == FarHangupType::ReceiveDigits;
        if !is_misnamed {
            return self.send(&event, about, purpose).await;
        }
        let change = |event: &mut Value| {
            event["ActionData"]["Type"] = ActionType::ReceiveDigits.as_str().into();
            // The guide's example has no response code either.
            if let Some(parameters) = event["ActionData"]["Parameters"].as_object_mut() {
                parameters.remove("SipResponseCode");
            }
        };
        self.send_changed(&event, change, about, purpose).await;
    }

    /// Ends every leg after a failure.
    pub(super) async fn end_call(&mut self, code: u16, reports: bool) {
        if self.is_ending {
            return;
        }
        self.is_ending = true;
        self.stop_running();
        self.waiting.clear();
        self.last = None;
        for leg in 0..self.legs.len() {
            if reports {
                Box::pin(self.end_leg(leg, code, By::Service)).await;
            } else if !self.legs[leg].is_gone() {
                let tag = self.legs[leg].tag;
                self.note(Happening::Disconnected { leg: tag, code, given_up: true });
                self.forget_leg(leg);
                self.end_tapes(leg);
            }
        }
    }

    /// Ends a call that has not been answered within 30 s, unless actions are running or queued.
    pub(super) async fn unanswered(&mut self) {
        let rings = self.legs.first().is_some_and(|leg| leg.state == State::Ringing);
        let outbound = self.legs.first().is_some_and(|leg| leg.direction == Direction::Outbound);
        if !rings {
            return;
        }
        if outbound {
            self.note(Happening::NotAnswered { leg: Leg::A, code: 480 });
            self.end_leg(0, 480, By::Service).await;
        } else if self.running.is_none() && self.waiting.is_empty() && self.deliveries.is_empty() {
            self.remark("the call was not answered within 30 s");
            self.end_call(480, true).await;
        }
    }

    /// Schedules the end of a ringing call in 30 s.
    pub(super) fn watch_for_answer(&mut self) {
        let rings = self.legs.first().is_some_and(|leg| leg.state == State::Ringing);
        if rings {
            self.clock.retain(|due| !matches!(due, Due::Unanswered));
            self.clock.after(UNANSWERED, Due::Unanswered);
        }
    }
}

fn system_error() -> super::check::Refusal {
    super::check::Refusal::new(
        offhook::event::ErrorType::SystemException,
        "System error while running action.",
    )
}
