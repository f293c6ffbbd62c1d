//! Pause.

use offhook::action::Pause;

use super::stimulus::{Reaction, Results, Stimulus};
use crate::Time;
use crate::ground::Ground;

#[derive(Debug)]
pub(super) struct Pausing {
    pub(super) until: Time,
}

pub(super) fn start(pause: &Pause, ground: &Ground) -> Pausing {
    Pausing { until: ground.now.saturating_add(pause.duration) }
}

impl Pausing {
    pub(super) fn on(&self, stimulus: Stimulus<'_>, ground: &Ground) -> Reaction {
        match stimulus {
            Stimulus::Tick if self.until <= ground.now => Reaction::Done(Results::new()),
            _ => Reaction::NotMine,
        }
    }
}
