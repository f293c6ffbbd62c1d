//! VoiceFocus.

use offhook::action::VoiceFocus;

use super::stimulus::{Reaction, Results, Stimulus};
use crate::ground::Ground;
use crate::{Extension, LegId, MediaId};

pub(super) fn start(focus: &VoiceFocus, leg: LegId, ground: &mut Ground) -> MediaId {
    ground.extension(leg, Extension::VoiceFocus { enable: focus.enable })
}

pub(super) fn on(stimulus: Stimulus<'_>, own: MediaId) -> Reaction {
    match stimulus {
        Stimulus::Result { id, .. } if id == own => Reaction::Done(Results::new()),
        Stimulus::Failed { id, refusal } if id == own => Reaction::Failed(refusal.clone()),
        _ => Reaction::NotMine,
    }
}
