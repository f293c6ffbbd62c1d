//! SpeakAndGetDigits and PlayAudioAndGetDigits.

use std::collections::VecDeque;

use offhook::action::{DigitCollection, PlayAudioAndGetDigits, SpeakAndGetDigits, Speech};

use super::collector::{Collector, Outcome};
use super::stimulus::{Reaction, Stimulus, one};
use crate::ground::Ground;
use crate::{LegId, MediaId, Refusal, Sound, Time};

#[derive(Debug)]
pub(super) struct Collecting {
    collector: Collector,
    prompt: Sound,
    failure: Option<Sound>,
    media: Media,
    /// The prompts that follow the one that plays.
    following: VecDeque<Sound>,
}

/// The open command of the action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Media {
    None,
    Loads(MediaId),
    Plays(MediaId),
}

pub(super) fn speak(
    get: SpeakAndGetDigits,
    leg: LegId,
    ground: &mut Ground,
) -> Result<Collecting, Refusal> {
    let prompt = get.speech_parameters;
    let failure = get.failure_speech_parameters.map(|failure| {
        Sound::Speech(Speech {
            text: failure.text,
            text_type: failure.text_type.or_else(|| prompt.text_type.clone()),
            engine: failure.engine.or_else(|| prompt.engine.clone()),
            language_code: failure.language_code.or_else(|| prompt.language_code.clone()),
            voice_id: failure.voice_id.or_else(|| prompt.voice_id.clone()),
        })
    });
    collect(&get.collection, Sound::Speech(prompt), failure, leg, ground)
}

pub(super) fn play(
    get: PlayAudioAndGetDigits,
    leg: LegId,
    ground: &mut Ground,
) -> Result<Collecting, Refusal> {
    let failure = get.failure_audio_source.map(Sound::File);
    collect(&get.collection, Sound::File(get.audio_source), failure, leg, ground)
}

fn collect(
    collection: &DigitCollection,
    prompt: Sound,
    failure: Option<Sound>,
    leg: LegId,
    ground: &mut Ground,
) -> Result<Collecting, Refusal> {
    let collector = Collector::new(collection, &ground.settings.profile)
        .map_err(|_| Refusal::parameter("The InputDigitsRegex parameter is invalid."))?;
    let mut collecting = Collecting {
        collector,
        prompt,
        failure: failure.clone(),
        media: Media::None,
        following: VecDeque::new(),
    };
    match failure {
        Some(failure) => collecting.media = Media::Loads(ground.load(leg, failure)),
        None => collecting.begin_attempt(false, leg, ground),
    }
    Ok(collecting)
}

impl Collecting {
    pub(super) fn on(
        &mut self,
        stimulus: Stimulus<'_>,
        on: LegId,
        ground: &mut Ground,
    ) -> Reaction {
        match stimulus {
            Stimulus::Key { leg, key } if leg == on => {
                let outcome = self.collector.key(ground.now, key);
                self.react(outcome, on, ground)
            }
            Stimulus::Tick => {
                let outcome = self.collector.expired(ground.now);
                self.react(outcome, on, ground)
            }
            Stimulus::Done { id } if self.media == Media::Loads(id) => {
                self.begin_attempt(false, on, ground);
                Reaction::Wait
            }
            Stimulus::Done { id } if self.media == Media::Plays(id) => {
                self.play_next(on, ground);
                Reaction::Wait
            }
            Stimulus::Failed { id, refusal }
                if [Media::Loads(id), Media::Plays(id)].contains(&self.media) =>
            {
                Reaction::Failed(refusal.clone())
            }
            _ => Reaction::NotMine,
        }
    }

    pub(super) fn deadline(&self) -> Option<Time> {
        self.collector.deadline()
    }

    pub(super) fn stop(&mut self, ground: &mut Ground) {
        if let Media::Loads(id) | Media::Plays(id) = self.media {
            ground.stop(id);
        }
        self.media = Media::None;
    }

    /// Plays the prompt; after a failed attempt the failure prompt first (guide, both pages).
    fn begin_attempt(&mut self, has_failed: bool, leg: LegId, ground: &mut Ground) {
        self.following = self.failure.iter().filter(|_| has_failed).cloned().collect();
        self.following.push_back(self.prompt.clone());
        self.collector.prompt_started();
        self.play_next(leg, ground);
    }

    /// Plays the next prompt; after the last one the time for digits begins.
    fn play_next(&mut self, leg: LegId, ground: &mut Ground) {
        if let Some(sound) = self.following.pop_front() {
            self.media = Media::Plays(ground.play(leg, sound, Some(1)));
        } else {
            self.media = Media::None;
            self.collector.prompt_ended(ground.now);
        }
    }

    fn react(&mut self, outcome: Outcome, leg: LegId, ground: &mut Ground) -> Reaction {
        match outcome {
            Outcome::Waiting => return Reaction::Wait,
            Outcome::StopPrompt => {
                self.stop(ground);
                return Reaction::Wait;
            }
            _ => self.stop(ground),
        }
        match outcome {
            Outcome::Again { .. } => {
                self.begin_attempt(true, leg, ground);
                Reaction::Wait
            }
            Outcome::Done(digits) => Reaction::Done(one("ReceivedDigits", digits.as_str())),
            _ => Reaction::Failed(Refusal::digits()),
        }
    }
}
