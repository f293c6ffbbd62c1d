//! Actions of people: the caller, the called person, and updates from outside.
//!
//! Depends on [`speech`] for the length of words.

use std::collections::BTreeMap;
use std::time::Duration;

use offhook::action::Engine;
use offhook::call::Direction;
use offhook::event::{CallUpdateRequested, NewInboundCall, NewOutboundCall};
use offhook::{Leg, SipHeaders};

use super::events::About;
use super::invoke::Purpose;
use super::legs::{By, Link};
use super::run::Activity;
use super::{Call, Due};
use crate::{Happening, speech};

impl Call {
    /// Starts an inbound call.
    pub(crate) async fn dial(&mut self, headers: SipHeaders) {
        let (from, to) = (self.transcript.from.clone(), self.transcript.to.clone());
        self.note(Happening::Dialled { outbound: false });
        let leg = self.add_leg(Leg::A, Direction::Inbound, (&from, &to), headers);
        let about = About { leg: Some(leg), ..About::default() };
        self.send(&NewInboundCall, about, Purpose::First).await;
    }

    /// Starts an outbound call: CreateSipMediaApplicationCall.
    pub(crate) async fn place(&mut self, arguments: BTreeMap<String, String>) {
        let (from, to) = (self.transcript.from.clone(), self.transcript.to.clone());
        self.note(Happening::Dialled { outbound: true });
        let leg = self.add_leg(Leg::A, Direction::Outbound, (&from, &to), SipHeaders::new());
        let about = About { leg: Some(leg), ..About::default() };
        self.send(&NewOutboundCall::new(arguments), about, Purpose::Ignored).await;
        self.ring_out();
    }

    /// Updates the call: UpdateSipMediaApplicationCall.
    pub(crate) async fn update(&mut self, arguments: BTreeMap<String, String>) {
        self.note(Happening::Updated { arguments: arguments.clone() });
        let event = CallUpdateRequested::new(arguments);
        Box::pin(self.send(&event, About::default(), Purpose::Update)).await;
    }

    /// Presses a key as a person.
    pub(crate) async fn presses(&mut self, leg: Leg, key: char) {
        let Some(leg) = self.leg_up(leg) else { return };
        self.key(leg, key).await;
        self.run_list().await;
    }

    /// Starts to say something as a person. Returns its length.
    pub(crate) fn says(&mut self, leg: Leg, words: &str) -> Duration {
        let spoken = speech::speak(words, false, &Engine::Standard);
        let length = spoken.map_or(Duration::ZERO, |spoken| spoken.length);
        self.note(Happening::Says { leg, words: words.to_owned() });
        if let Some(leg) = self.leg_up(leg) {
            let until = self.now().saturating_add(length);
            self.speaking_until.insert(leg, until);
        }
        length
    }

    /// Ends what [`says`](Self::says) started, and passes the words to a listening bot.
    pub(crate) async fn has_said(&mut self, leg: Leg, words: &str) {
        let Some(leg) = self.leg_up(leg) else { return };
        let talks = self.running.as_ref().is_some_and(|running| {
            running.leg == leg && matches!(running.activity, Activity::Talking(_))
        });
        if talks {
            self.bot_hears(words).await;
        }
    }

    /// Hangs up as a person, or cancels a call that is not answered yet.
    pub(crate) async fn person_hangs_up(&mut self, leg: Leg) {
        let Some(leg) = self.leg_tagged(leg).filter(|leg| !self.legs[*leg].is_gone()) else {
            return;
        };
        let code = if self.legs[leg].is_up() { 0 } else { 487 };
        self.end_leg(leg, code, By::Person).await;
        self.run_list_if_connected().await;
    }

    async fn run_list_if_connected(&mut self) {
        if !self.legs_up().is_empty() {
            self.run_list().await;
        }
    }

    fn leg_up(&self, leg: Leg) -> Option<usize> {
        self.leg_tagged(leg).filter(|leg| self.legs[*leg].is_up())
    }

    /// Returns the ringing leg at this number or, without a number, LEG-A of an outbound call.
    pub(crate) fn ringing_at(&self, number: Option<&str>) -> Option<usize> {
        let leg = self.called_leg()?;
        let state = &self.legs[leg];
        let is_reached =
            self.transcript.entries.iter().any(
                |entry| matches!(&entry.what, Happening::Rings { leg, .. } if *leg == state.tag),
            );
        let is_wanted = match number {
            Some(number) => state.tag == Leg::B && state.to == number,
            None => state.tag == Leg::A,
        };
        (is_reached && is_wanted).then_some(leg)
    }

    /// Cancels the reaction that the simulator has for a person's number: a step overrides it.
    pub(crate) fn cancel_reaction(&mut self, person: usize) {
        self.clock.retain(|due| !matches!(due, Due::Person { leg, .. } if *leg == person));
    }

    pub(crate) fn is_gone(&self, leg: usize) -> bool {
        self.legs[leg].is_gone()
    }

    /// Returns the number of the newest LEG-B.
    pub(crate) fn far_end_number(&self) -> Option<&str> {
        self.leg_tagged(Leg::B).map(|leg| &*self.legs[leg].to)
    }

    /// Returns `true` if LEG-A is in a meeting.
    pub(crate) fn is_in_meeting(&self) -> bool {
        matches!(self.link, Link::Meeting(_))
    }

    /// Returns the numbers that the application has called.
    pub(crate) fn numbers_called(&self) -> Vec<&str> {
        let called = self.legs.iter().filter(|leg| leg.direction == Direction::Outbound);
        called.map(|leg| &*leg.to).collect()
    }

    /// Describes the state of the call for an error message.
    pub(crate) fn state(&self) -> String {
        let runs = self.running.as_ref().map(|running| running.queued.action_type.to_string());
        let seconds = self.now().as_secs_f64();
        match (self.legs_up().len(), runs) {
            (0, _) if self.is_over() => format!("the call was over at {seconds:.3} s"),
            (_, Some(action)) => format!("{action} was running at {seconds:.3} s"),
            (0, None) => format!("no leg was connected at {seconds:.3} s"),
            (_, None) => format!("no action was running at {seconds:.3} s"),
        }
    }
}
