use std::borrow::Cow;

use super::digit_collection::digit_collection_setters;
use super::speech::voice_setters;
use super::table::action;
use super::{DigitCollection, ReceivedDigits, Speech, Target, TextType};

action! {
    legs: CallId, results: ReceivedDigits;

    /// Says a text and collects digits: `SpeakAndGetDigits`.
    ///
    /// Answers a new inbound call. See [`DigitCollection`] for how the service goes about it, and
    /// [`Speak`](super::Speak) for the voice, which also says the failure prompt.
    ///
    /// Fails with `InvalidDigitsReceived` (the attempts ran out), `MissingRequiredActionParameter` (no
    /// text, or more than 1,000 characters), `InvalidActionParameter` (`MaxNumberOfDigits`,
    /// `RepeatDurationInMilliseconds`, `InputDigitsRegex` or the leg), `AccessDenied` (no role for
    /// Polly), `ActionExecutionThrottled` (Polly throttles) or `SystemException`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use offhook::action::SpeakAndGetDigits;
    ///
    /// let menu = SpeakAndGetDigits::new("Press 1 for sales, 2 for support.")
    ///     .digits(1)
    ///     .regex("[12]")
    ///     .attempts(3)
    ///     .failure("Please press 1 or 2.");
    /// let pin = SpeakAndGetDigits::new("Your PIN, and the pound key.")
    ///     .digits(4..=8)
    ///     .terminator("#")
    ///     .timeout(Duration::from_secs(20));
    /// ```
    pub struct SpeakAndGetDigits {
        /// Prompt.
        pub speech_parameters: Speech = "SpeechParameters";
        /// Text that is said before the next attempt.
        pub failure_speech_parameters: Option<Speech> = "FailureSpeechParameters";
        /// How the digits are collected.
        pub collection: DigitCollection = flattened;
    }
}

impl SpeakAndGetDigits {
    /// Says plain text: `SpeechParameters`, 1 to 1,000 characters.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self::saying(Speech::plain(text))
    }

    /// Says SSML: `SpeechParameters` with `TextType` `ssml`, 1 to 1,000 characters.
    pub fn ssml(ssml: impl Into<Cow<'static, str>>) -> Self {
        Self::saying(Speech::ssml(ssml))
    }

    fn saying(speech: Speech) -> Self {
        Self {
            target: Target::Event,
            speech_parameters: speech,
            failure_speech_parameters: None,
            collection: DigitCollection::new(),
        }
    }

    /// Says this plain text after an attempt that failed: `FailureSpeechParameters`, 1 to 1,000
    /// characters, in the voice of the prompt.
    pub fn failure(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        // Whatever is left out is taken from the prompt, which may be SSML.
        let speech = Speech { text_type: Some(TextType::Text), ..Speech::plain(text) };
        self.failure_speech_parameters = Some(speech);
        self
    }

    /// Says this SSML after an attempt that failed: `FailureSpeechParameters`, 1 to 1,000
    /// characters, in the voice of the prompt.
    pub fn failure_ssml(mut self, ssml: impl Into<Cow<'static, str>>) -> Self {
        self.failure_speech_parameters = Some(Speech::ssml(ssml));
        self
    }

    digit_collection_setters!();
    voice_setters!(speech_parameters);
}
