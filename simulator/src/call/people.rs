//! What people do: the caller, whoever is called, and who updates the call from outside.

use std::collections::BTreeMap;
use std::time::Duration;

use offhook::action::Engine;
use offhook::call::Direction;
use offhook::event::{CallUpdateRequested, NewInboundCall, NewOutboundCall};
use offhook::{Leg, SipHeaders};

use super::events::About;
use super::invoke::Purpose;
use super::legs::{By, Link};
use super::run::What;
use super::{Call, Due};
use crate::{Happening, speech};

impl Call {
    /// The caller dials the application's number.
    pub(crate) async fn dial(&mut self, headers: SipHeaders) {
        let (from, to) = (self.transcript.from.clone(), self.transcript.to.clone());
        self.note(Happening::Dialled { outbound: false });
        let leg = self.add_leg(Leg::A, Direction::Inbound, (&from, &to), headers);
        let about = About { leg: Some(leg), ..About::default() };
        self.tell(&NewInboundCall, about, Purpose::First).await;
    }

    /// CreateSipMediaApplicationCall is called: the application dials.
    pub(crate) async fn place(&mut self, arguments: BTreeMap<String, String>) {
        let (from, to) = (self.transcript.from.clone(), self.transcript.to.clone());
        self.note(Happening::Dialled { outbound: true });
        let leg = self.add_leg(Leg::A, Direction::Outbound, (&from, &to), SipHeaders::new());
        let about = About { leg: Some(leg), ..About::default() };
        self.tell(&NewOutboundCall::new(arguments), about, Purpose::Ignored).await;
        self.ring_out();
    }

    /// UpdateSipMediaApplicationCall is called.
    pub(crate) async fn update(&mut self, arguments: BTreeMap<String, String>) {
        self.note(Happening::Updated { arguments: arguments.clone() });
        let event = CallUpdateRequested::new(arguments);
        Box::pin(self.tell(&event, About::default(), Purpose::Update)).await;
    }

    /// A person presses a key.
    pub(crate) async fn presses(&mut self, leg: Leg, key: char) {
        let Some(leg) = self.leg_up(leg) else { return };
        self.key(leg, key).await;
        self.run_list().await;
    }

    /// A person says something: how long it takes.
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

    /// What was said has been heard: by a bot, if one listens.
    pub(crate) async fn has_said(&mut self, leg: Leg, words: &str) {
        let Some(leg) = self.leg_up(leg) else { return };
        let talks = self
            .running
            .as_ref()
            .is_some_and(|running| running.leg == leg && matches!(running.what, What::Talking(_)));
        if talks {
            self.bot_hears(words).await;
        }
    }

    /// A person hangs up; or, while LEG-A's call is not answered, cancels.
    pub(crate) async fn person_hangs_up(&mut self, leg: Leg) {
        let Some(leg) = self.leg_tagged(leg).filter(|leg| !self.legs[*leg].is_gone()) else {
            return;
        };
        let code = if self.legs[leg].is_up() { 0 } else { 487 };
        self.end_leg(leg, code, By::Person).await;
        self.run_list_if_anybody().await;
    }

    async fn run_list_if_anybody(&mut self) {
        if !self.legs_up().is_empty() {
            self.run_list().await;
        }
    }

    fn leg_up(&self, leg: Leg) -> Option<usize> {
        self.leg_tagged(leg).filter(|leg| self.legs[*leg].is_up())
    }

    /// Whose phone rings: this number's, or on an outbound call LEG-A's, once it has been reached.
    pub(crate) fn ringing_at(&self, number: Option<&str>) -> Option<usize> {
        let leg = self.called_leg()?;
        let state = &self.legs[leg];
        let is_reached =
            self.transcript.entries.iter().any(
                |entry| matches!(&entry.what, Happening::Rings { leg, .. } if *leg == state.tag),
            );
        let is_it = match number {
            Some(number) => state.tag == Leg::B && state.to == number,
            None => state.tag == Leg::A,
        };
        (is_reached && is_it).then_some(leg)
    }

    /// A step says what the person does: what the simulator was told of their number is void.
    pub(crate) fn decides_itself(&mut self, person: usize) {
        self.clock.retain(|due| !matches!(due, Due::Person { leg, .. } if *leg == person));
    }

    pub(crate) fn is_gone(&self, leg: usize) -> bool {
        self.legs[leg].is_gone()
    }

    /// Whose phone LEG-B is or was, of several the newest.
    pub(crate) fn far_end_number(&self) -> Option<&str> {
        self.leg_tagged(Leg::B).map(|leg| &*self.legs[leg].to)
    }

    /// Whether LEG-A is in a meeting.
    pub(crate) fn is_in_meeting(&self) -> bool {
        matches!(self.link, Link::Meeting(_))
    }

    /// The numbers that the application has called.
    pub(crate) fn numbers_called(&self) -> Vec<&str> {
        let called = self.legs.iter().filter(|leg| leg.direction == Direction::Outbound);
        called.map(|leg| &*leg.to).collect()
    }

    /// Where the call stands, in words.
    pub(crate) fn state(&self) -> String {
        let runs = self.running.as_ref().map(|running| running.asked.action_type.to_string());
        let seconds = self.now().as_secs_f64();
        match (self.legs_up().len(), runs) {
            (0, _) if self.is_over() => format!("the call was over at {seconds:.3} s"),
            (_, Some(action)) => format!("{action} was running at {seconds:.3} s"),
            (0, None) => format!("nobody was connected at {seconds:.3} s"),
            (_, None) => format!("no action was running at {seconds:.3} s"),
        }
    }
}
