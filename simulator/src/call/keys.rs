//! Keys: pressed by people, listened for by ReceiveDigits, sent by SendDigits.

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
    /// A person presses a key on this leg.
    pub(super) async fn key(&mut self, leg: usize, key: char) {
        let now = self.now();
        // Whether a listener also hears the keys that an action takes is undocumented: here it does
        // not.
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
        // A new one takes the place of the leg's old one: two at once are not documented.
        self.listeners.retain(|listening| listening.leg != leg);
        let id = self.random.u64(..);
        self.listeners.push(Listening { id, leg, queued: queued.clone(), listener });
        let results = one("ReceivedDigits", "");
        Started::Done(Finished { queued: queued.clone(), leg, results })
    }

    /// The time for another key is up.
    pub(super) async fn keys_are_over(&mut self, id: u64) {
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

    /// SendDigits: the person of the leg hears them, and the other one on a bridge.
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
