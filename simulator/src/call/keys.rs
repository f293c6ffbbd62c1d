//! DTMF keys: pressed by people, collected by ReceiveDigits, sent by SendDigits.
//!
//! Depends on [`Listener`] for ReceiveDigits.

use offhook::Leg;
use offhook::action::ReceiveDigits;
use serde_json::Map;

use super::check::Refusal;
use super::events::one;
use super::legs::Link;
use super::list::{Finished, Queued};
use super::run::{Activity, Started};
use super::{Call, Due, Listening};
use crate::listener::{Listener, ListenerOutcome};
use crate::{FlushedKeys, Happening, ReceiveDigitsStays};

impl Call {
    /// Handles a key that a person presses on this leg.
    pub(super) async fn key(&mut self, leg: usize, key: char) {
        let now = self.now();
        // Undocumented: a listener does not get the keys that an action uses.
        match &mut self.running {
            Some(running) if running.leg == leg => match &mut running.activity {
                Activity::Collecting { collector, .. } => {
                    let outcome = collector.key(now, key);
                    return self.collected(outcome).await;
                }
                Activity::Playing { terminators } if terminators.contains(key) => {
                    self.cut_short(leg);
                    return self.succeed(Map::new()).await;
                }
                Activity::Recording { terminators, .. } if terminators.contains(key) => {
                    return self.recorded(Some(key)).await;
                }
                _ => {}
            },
            _ => {}
        }
        for listening in self.listeners.iter_mut().filter(|listening| listening.leg == leg) {
            listening.listener.key(now, key);
            if let Some(deadline) = listening.listener.deadline() {
                self.clock.at(deadline, Due::Keys { listener: listening.id });
            }
        }
    }

    pub(super) fn listen(
        &mut self,
        queued: &Queued,
        leg: usize,
        receive: &ReceiveDigits,
    ) -> Started {
        let sends_flushed = self.world.profile.flushed_keys == FlushedKeys::Sent;
        let Ok(listener) = Listener::new(receive, sends_flushed) else {
            return Started::Failed(Refusal::parameter(
                "The InputDigitsRegex parameter is invalid.",
            ));
        };
        // Undocumented: a new listener replaces that of the leg.
        self.listeners.retain(|listening| listening.leg != leg);
        let id = self.random.u64(..);
        self.listeners.push(Listening { id, leg, queued: queued.clone(), listener });
        let results = one("ReceivedDigits", "");
        Started::Done(Finished { queued: queued.clone(), leg, results })
    }

    /// Handles the deadline of a listener.
    pub(super) async fn listener_expired(&mut self, id: u64) {
        let now = self.now();
        let Some(place) = self.listeners.iter().position(|listening| listening.id == id) else {
            return;
        };
        let listening = &mut self.listeners[place];
        if listening.listener.deadline().is_none_or(|deadline| deadline > now) {
            return;
        }
        let (queued, leg) = (listening.queued.clone(), listening.leg);
        let outcome = listening.listener.expired(now);
        if let Some(deadline) = listening.listener.deadline() {
            self.clock.at(deadline, Due::Keys { listener: id });
        }
        let (ListenerOutcome::Matched(digits) | ListenerOutcome::Flushed(digits)) = outcome else {
            return;
        };
        if self.world.profile.receive_digits == ReceiveDigitsStays::Once {
            self.listeners.remove(place);
        }
        self.report_digits(&queued, leg, digits.as_str()).await;
    }

    /// Sends keys to the person on the leg, and on a bridge to both.
    pub(super) fn send_keys(&mut self, leg: usize, keys: &str) {
        let legs: Vec<Leg> = match self.link {
            Link::Bridge => vec![Leg::A, Leg::B],
            _ => vec![self.legs[leg].tag],
        };
        for leg in legs {
            self.note(Happening::HearsKeys { leg, keys: keys.to_owned() });
            self.keys_heard.push((leg, keys.to_owned()));
        }
    }
}
