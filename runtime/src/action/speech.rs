//! What is spoken: shared by the two actions that speak.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{ActionError, ActionKind, Sensitive};
use crate::wire::open_enum;

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

/// A text to speak and the voice for it: the parameters of `Speak`, and `SpeechParameters` and
/// `FailureSpeechParameters` of `SpeakAndGetDigits`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Speech {
    /// The text, or SSML: `Text`, 1 to 1,000 characters.
    pub text: Sensitive,
    /// Whether it is plain text, the default, or SSML: `TextType`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_type: Option<TextType>,
    /// Polly's engine, by default standard: `Engine`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// The language, such as `en-US`: `LanguageCode`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_code: Option<Cow<'static, str>>,
    /// One of Polly's voices, by default Joanna: `VoiceId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_id: Option<Cow<'static, str>>,
}

/// The most characters that the service speaks in one go (error page of Speak).
const MAX_CHARACTERS: usize = 1_000;

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

    pub(super) fn check<A: ActionKind>(&self) -> Result<(), ActionError> {
        check::<A>(!self.text.is_empty(), "Text", "must not be empty")?;
        let characters = self.text.as_str().chars().count();
        if characters > MAX_CHARACTERS {
            let rule = format!("must hold at most 1,000 characters, has {characters}");
            return Err(ActionError::new(A::TYPE, "Text", rule));
        }
        let known = !matches!(self.text_type, Some(TextType::Other(_)));
        check::<A>(known, "TextType", "must be text or ssml")?;
        let known = !matches!(self.engine, Some(Engine::Other(_)));
        check::<A>(known, "Engine", "must be standard or neural")
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
