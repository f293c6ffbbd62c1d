//! Speak and PlayAudio.

use offhook::action::{Keys, PlayAudio, Speak};

use super::stimulus::{Reaction, Results, Stimulus};
use crate::ground::Ground;
use crate::{LegId, MediaId, Sound};

#[derive(Debug)]
pub(super) struct Playing {
    pub(super) id: MediaId,
    /// The keys that end it.
    terminators: String,
}

pub(super) fn speak(speak: Speak, leg: LegId, ground: &mut Ground) -> Playing {
    let id = ground.play(leg, Sound::Speech(speak.speech), Some(1));
    Playing { id, terminators: String::new() }
}

pub(super) fn play(play: PlayAudio, leg: LegId, ground: &mut Ground) -> Playing {
    let terminators = play.playback_terminators.as_ref().map_or("", Keys::as_str).to_owned();
    let repeat = Some(play.repeat.unwrap_or(1));
    Playing { id: ground.play(leg, Sound::File(play.audio_source), repeat), terminators }
}

impl Playing {
    pub(super) fn on(&self, stimulus: Stimulus<'_>, on: LegId, ground: &mut Ground) -> Reaction {
        match stimulus {
            Stimulus::Done { id } if id == self.id => Reaction::Done(Results::new()),
            Stimulus::Failed { id, refusal } if id == self.id => Reaction::Failed(refusal.clone()),
            Stimulus::Key { leg, key } if leg == on && self.terminators.contains(key) => {
                ground.stop(self.id);
                Reaction::Done(Results::new())
            }
            _ => Reaction::NotMine,
        }
    }
}
