use std::borrow::Cow;

use super::digit_collection::digit_collection_setters;
use super::speech::voice_setters;
use super::table::action;
use super::{DigitCollection, ReceivedDigits, Speech, Target, TextType};

action! {
    legs: CallId, results: ReceivedDigits;

    /// An action that speaks a text and collects digits: `SpeakAndGetDigits`.
    ///
    /// Answers a new inbound call. See [`DigitCollection`] for the procedure and
    /// [`Speak`](super::Speak) for the voice, which is also used for the failure prompt.
    ///
    /// Fails with `InvalidDigitsReceived` (no attempts left), `MissingRequiredActionParameter` (no
    /// text, or more than 1,000 characters), `InvalidActionParameter` (`MaxNumberOfDigits`,
    /// `RepeatDurationInMilliseconds`, `InputDigitsRegex` or leg), `AccessDenied` (no role for
    /// Polly), `ActionExecutionThrottled` (throttled by Polly) or `SystemException`.
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
        /// Text and voice of the prompt.
        pub speech_parameters: Speech = "SpeechParameters";
        /// Text that is spoken after a failed attempt. Other fields default to those of the prompt.
        pub failure_speech_parameters: Option<Speech> = "FailureSpeechParameters";
        /// Parameters of the digit collection.
        pub collection: DigitCollection = flattened;
    }
}

impl SpeakAndGetDigits {
    /// Creates an action whose prompt is plain text: `SpeechParameters`, 1 to 1,000 characters.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self::saying(Speech::plain(text))
    }

    /// Creates an action whose prompt is SSML: `SpeechParameters`, 1 to 1,000 characters, with
    /// `TextType` `ssml`.
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

    /// Sets `FailureSpeechParameters`: plain text that is spoken after a failed attempt, 1 to 1,000
    /// characters, in the voice of the prompt.
    pub fn failure(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        // Absent fields default to those of the prompt, which may be SSML.
        let speech = Speech { text_type: Some(TextType::Text), ..Speech::plain(text) };
        self.failure_speech_parameters = Some(speech);
        self
    }

    /// Sets `FailureSpeechParameters`: SSML that is spoken after a failed attempt, 1 to 1,000
    /// characters, in the voice of the prompt.
    pub fn failure_ssml(mut self, ssml: impl Into<Cow<'static, str>>) -> Self {
        self.failure_speech_parameters = Some(Speech::ssml(ssml));
        self
    }

    digit_collection_setters!();
    voice_setters!(speech_parameters);
}
