//! The defaults of a call, which a flow sets on the line.

use std::borrow::Cow;

use crate::action::{Action, AudioFile, Engine, Speech};

/// What an action takes where it says nothing.
#[derive(Default, Debug)]
pub(super) struct Defaults {
    pub(super) voice_id: Option<Cow<'static, str>>,
    pub(super) engine: Option<Engine>,
    pub(super) language: Option<Cow<'static, str>>,
    pub(super) prompt_bucket: Option<Cow<'static, str>>,
    pub(super) failure: Option<Cow<'static, str>>,
}

impl Defaults {
    /// Sets what an action leaves out.
    pub(super) fn complete(&self, action: &mut Action) {
        match action {
            Action::Speak(speak) => self.complete_speech(&mut speak.speech),
            Action::SpeakAndGetDigits(ask) => {
                self.complete_speech(&mut ask.speech_parameters);
                if let (None, Some(text)) = (&ask.failure_speech_parameters, &self.failure) {
                    *ask = ask.clone().failure(text.clone());
                }
            }
            Action::PlayAudio(play) => self.complete_file(&mut play.audio_source),
            Action::PlayAudioAndGetDigits(play) => self.complete_file(&mut play.audio_source),
            Action::StartBotConversation(bot) if bot.locale_id.is_none() => {
                let locale = self.language.as_ref().map(|language| language.replace('-', "_"));
                bot.locale_id = locale.map(Cow::Owned);
            }
            _ => {}
        }
    }

    fn complete_speech(&self, speech: &mut Speech) {
        complete(&mut speech.voice_id, self.voice_id.as_ref());
        complete(&mut speech.engine, self.engine.as_ref());
        complete(&mut speech.language_code, self.language.as_ref());
    }

    fn complete_file(&self, file: &mut AudioFile) {
        if let (true, Some(bucket)) = (file.bucket_name.is_empty(), &self.prompt_bucket) {
            file.bucket_name.clone_from(bucket);
        }
    }
}

fn complete<T: Clone>(value: &mut Option<T>, default: Option<&T>) {
    if value.is_none() {
        *value = default.cloned();
    }
}
