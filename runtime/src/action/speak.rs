use std::borrow::Cow;

use super::speech::voice_setters;
use super::table::action;
use super::{NoResults, Speech, Target};

action! {
    legs: CallId, results: NoResults;

    /// An action that speaks a text to one leg: `Speak`.
    ///
    /// Answers a new inbound call. Polly synthesizes the speech. Defaults of the service: voice
    /// Joanna, engine standard, the voice's language.
    ///
    /// Fails with `MissingRequiredActionParameter` (no text, or more than 1,000 characters),
    /// `AccessDenied` (no role for Polly), `ActionExecutionThrottled` (throttled by Polly),
    /// `InvalidActionParameter` (leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::{Engine, Speak};
    ///
    /// let plain = Speak::text("Welcome.").voice("Matthew").engine(Engine::Neural);
    /// let marked_up = Speak::ssml("<speak>Wel<break time=\"1s\"/>come.</speak>");
    /// ```
    pub struct Speak {
        /// Text and voice.
        pub speech: Speech = flattened;
    }
}

impl Speak {
    /// Creates an action that speaks plain text: `Text`, 1 to 1,000 characters.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, speech: Speech::plain(text) }
    }

    /// Creates an action that speaks SSML: `Text`, 1 to 1,000 characters, with `TextType` `ssml`.
    pub fn ssml(ssml: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, speech: Speech::ssml(ssml) }
    }

    voice_setters!(speech);
}
