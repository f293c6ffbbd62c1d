//! ReceiveDigits: it succeeds at once, and listens from then on.

use offhook::Digits;
use offhook::action::ReceiveDigits;

use super::listener::{Listener, ListenerOutcome};
use super::queued::Queued;
use crate::ground::Ground;
use crate::{LegId, Profile, ReceiveDigitsStays, Refusal, Time};

/// The ReceiveDigits actions that listen, one for each leg at most.
#[derive(Debug, Default)]
pub(crate) struct Listeners(Vec<Listening>);

#[derive(Debug)]
struct Listening {
    leg: LegId,
    queued: Queued,
    listener: Listener,
}

/// Digits that a listener has received.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) queued: Queued,
    pub(crate) leg: LegId,
    pub(crate) digits: Digits,
}

impl Listeners {
    /// Listens to a leg, in place of what listened to it before: two at once are undocumented.
    pub(super) fn start(
        &mut self,
        queued: &Queued,
        receive: &ReceiveDigits,
        leg: LegId,
        ground: &Ground,
    ) -> Result<(), Refusal> {
        let profile = &ground.settings.profile;
        let listener = Listener::new(receive, profile)
            .map_err(|_| Refusal::parameter("The InputDigitsRegex parameter is invalid."))?;
        self.leg_ended(leg);
        self.0.push(Listening { leg, queued: queued.clone(), listener });
        Ok(())
    }

    /// Takes a key that the running action has not used.
    pub(crate) fn key(&mut self, now: Time, leg: LegId, key: char) {
        for listening in self.0.iter_mut().filter(|listening| listening.leg == leg) {
            listening.listener.key(now, key);
        }
    }

    pub(crate) fn deadline(&self) -> Option<Time> {
        self.0.iter().filter_map(|listening| listening.listener.deadline()).min()
    }

    /// Takes the digits of one listener whose time is up.
    pub(crate) fn expired(&mut self, now: Time, profile: &Profile) -> Option<Received> {
        for index in 0..self.0.len() {
            let Listening { leg, queued, listener } = &mut self.0[index];
            let outcome = listener.expired(now);
            if let ListenerOutcome::Matched(digits) | ListenerOutcome::Flushed(digits) = outcome {
                let received = Received { queued: queued.clone(), leg: *leg, digits };
                if profile.receive_digits == ReceiveDigitsStays::Once {
                    self.0.remove(index);
                }
                return Some(received);
            }
        }
        None
    }

    pub(crate) fn leg_ended(&mut self, leg: LegId) {
        self.0.retain(|listening| listening.leg != leg);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
