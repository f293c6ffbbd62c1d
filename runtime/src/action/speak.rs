use std::borrow::Cow;

use super::speech::voice_setters;
use super::table::action;
use super::{NoResults, Speech, Target};

action! {
    legs: CallId, results: NoResults;

    /// Says a text to one leg: `Speak`.
    ///
    /// Answers a new inbound call. The voice is Polly's; the defaults are the service's: voice Joanna,
    /// engine standard, the voice's language.
    ///
    /// Fails with `MissingRequiredActionParameter` (no text, or more than 1,000 characters),
    /// `AccessDenied` (no role for Polly), `ActionExecutionThrottled` (Polly throttles),
    /// `InvalidActionParameter` (the leg) or `SystemException`.
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
    /// Says plain text: `Text`, 1 to 1,000 characters.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, speech: Speech::plain(text) }
    }

    /// Says SSML: `Text` with `TextType` `ssml`, 1 to 1,000 characters.
    pub fn ssml(ssml: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, speech: Speech::ssml(ssml) }
    }

    voice_setters!(speech);
}
