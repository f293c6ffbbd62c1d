//! Text and voice, shared by `Speak` and `SpeakAndGetDigits`.

use std::borrow::Cow;

use super::Sensitive;
use crate::wire::rule::{hold_at_most, not_be_empty};
use crate::wire::{open_enum, parameters};

open_enum! {
    /// A Polly engine: `Engine`.
    pub enum Engine {
        /// The standard engine, the service's default.
        Standard = "standard",
        /// The neural engine, which sounds more natural. Not available for every voice.
        Neural = "neural",
    }
}

open_enum! {
    /// The format of a text: `TextType`.
    pub enum TextType {
        /// Plain text, the service's default.
        Text = "text",
        /// Speech Synthesis Markup Language.
        Ssml = "ssml",
    }
}

parameters! {
    /// A text and the voice that speaks it: the parameters of `Speak`, and `SpeechParameters` and
    /// `FailureSpeechParameters` of `SpeakAndGetDigits`.
    pub struct Speech {
        /// Plain text or SSML, 1 to 1,000 characters.
        pub text: Sensitive = "Text" must not_be_empty(), hold_at_most(1_000);
        /// Format of the text. Default: plain.
        pub text_type: Option<TextType> = "TextType";
        /// Polly engine. Default: standard.
        pub engine: Option<Engine> = "Engine";
        /// Language, such as `en-US`. Default: the voice's language.
        pub language_code: Option<Cow<'static, str>> = "LanguageCode";
        /// Polly voice. Default: Joanna.
        pub voice_id: Option<Cow<'static, str>> = "VoiceId";
    }
}

impl Speech {
    pub(super) fn plain(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: Sensitive::new(text),
            text_type: None,
            engine: None,
            language_code: None,
            voice_id: None,
        }
    }

    pub(super) fn ssml(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text_type: Some(TextType::Ssml), ..Self::plain(text) }
    }
}

/// Generates the voice setters of an action with a [`Speech`] in the given field.
macro_rules! voice_setters {
    ($speech:ident) => {
        /// Sets `VoiceId`: a Polly voice. Default: Joanna.
        pub fn voice(mut self, voice_id: impl Into<std::borrow::Cow<'static, str>>) -> Self {
            self.$speech.voice_id = Some(voice_id.into());
            self
        }

        /// Sets `Engine`: a Polly engine. Default: standard.
        pub fn engine(mut self, engine: $crate::action::Engine) -> Self {
            self.$speech.engine = Some(engine);
            self
        }

        /// Sets `LanguageCode`: a language such as `en-US`. Default: the voice's language.
        ///
        /// Needed only for bilingual voices.
        pub fn language(
            mut self,
            language_code: impl Into<std::borrow::Cow<'static, str>>,
        ) -> Self {
            self.$speech.language_code = Some(language_code.into());
            self
        }
    };
}
pub(super) use voice_setters;
