//! SendDigits.

use std::time::Duration;

use offhook::Leg;
use offhook::action::SendDigits;

use super::stimulus::{Reaction, Results, Stimulus};
use crate::ground::Ground;
use crate::leg::Link;
use crate::{Command, Happening, LegId, MediaId};

/// `ToneDurationInMilliseconds` by default.
const TONE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Sending {
    pub(super) id: MediaId,
    keys: String,
}

pub(super) fn start(send: &SendDigits, leg: LegId, ground: &mut Ground) -> Sending {
    let id = ground.media.open(leg, false);
    let digits = send.digits.as_str().to_owned();
    let keys = digits.chars().filter(|key| *key != ',').collect();
    let tone = send.tone_duration.unwrap_or(TONE);
    ground.command(Command::SendDigits { id, leg, digits, tone });
    Sending { id, keys }
}

impl Sending {
    pub(super) fn on(&self, stimulus: Stimulus<'_>, on: LegId, ground: &mut Ground) -> Reaction {
        match stimulus {
            Stimulus::Done { id } if id == self.id => {
                // On a bridge both hear them.
                let legs = match ground.legs.link {
                    Link::Bridge => vec![Leg::A, Leg::B],
                    _ => vec![ground.tag(on)],
                };
                for leg in legs {
                    ground.note(Happening::HearsKeys { leg, keys: self.keys.clone() });
                }
                Reaction::Done(Results::new())
            }
            Stimulus::Failed { id, refusal } if id == self.id => Reaction::Failed(refusal.clone()),
            _ => Reaction::NotMine,
        }
    }
}
