//! What is spoken: shared by the two actions that speak.

use std::borrow::Cow;

use super::Sensitive;
use crate::wire::rule::{hold_at_most, not_be_empty};
use crate::wire::{open_enum, parameters};

open_enum! {
    /// Polly's engine: `Engine`.
    pub enum Engine {
        /// The service's default.
        Standard = "standard",
        /// Sounds more natural; not every voice has it.
        Neural = "neural",
    }
}

open_enum! {
    /// Whether the text is plain or SSML: `TextType`.
    pub enum TextType {
        /// Plain text, the service's default.
        Text = "text",
        /// Speech Synthesis Markup Language.
        Ssml = "ssml",
    }
}

parameters! {
    /// A text to speak and the voice for it: the parameters of `Speak`, and `SpeechParameters` and
    /// `FailureSpeechParameters` of `SpeakAndGetDigits`.
    pub struct Speech {
        /// Text or SSML, 1 to 1,000 characters.
        pub text: Sensitive = "Text" must not_be_empty(), hold_at_most(1_000);
        /// Kind of text: plain, the default, or SSML.
        pub text_type: Option<TextType> = "TextType";
        /// Polly's engine, by default standard.
        pub engine: Option<Engine> = "Engine";
        /// Language, such as `en-US`.
        pub language_code: Option<Cow<'static, str>> = "LanguageCode";
        /// One of Polly's voices, by default Joanna.
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

/// The setters of the voice, for an action with a [`Speech`] in the field that is named.
macro_rules! voice_setters {
    ($speech:ident) => {
        /// One of Polly's voices: `VoiceId`, by default Joanna.
        pub fn voice(mut self, voice_id: impl Into<std::borrow::Cow<'static, str>>) -> Self {
            self.$speech.voice_id = Some(voice_id.into());
            self
        }

        /// Polly's engine: `Engine`, by default standard.
        pub fn engine(mut self, engine: $crate::action::Engine) -> Self {
            self.$speech.engine = Some(engine);
            self
        }

        /// The language, such as `en-US`: `LanguageCode`. Needed only for voices that speak
        /// several.
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
