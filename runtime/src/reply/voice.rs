//! The voice that an app speaks in.

use super::Reply;
use crate::action::{Action, Engine, Speech};

/// The voice, engine and language of all speech of an app: each is for the actions that don't set
/// their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voice {
    /// One of Polly's voices: `VoiceId`.
    pub name: Option<&'static str>,
    /// Polly's engine: `Engine`.
    pub engine: Option<Engine>,
    /// The language: `LanguageCode`.
    pub language: Option<&'static str>,
}

impl Voice {
    fn complete(&self, speech: &mut Speech) {
        let Self { name, engine, language } = self;
        speech.voice_id = speech.voice_id.take().or(name.map(Into::into));
        speech.engine = speech.engine.take().or_else(|| engine.clone());
        speech.language_code = speech.language_code.take().or(language.map(Into::into));
    }
}

impl Reply {
    /// Sets the voice of the actions that speak, where they don't.
    pub(crate) fn speak_in(&mut self, voice: &Voice) {
        for action in self.actions.iter_mut().flatten() {
            match action {
                Action::Speak(speak) => voice.complete(&mut speak.speech),
                // A failure prompt takes from the prompt whatever it leaves out.
                Action::SpeakAndGetDigits(speak) => voice.complete(&mut speak.speech_parameters),
                _ => {}
            }
        }
    }
}
