use std::borrow::Cow;

use super::digit_collection::digit_collection_setters;
use super::table::action;
use super::{AudioFile, DigitCollection, ReceivedDigits, Target};

action! {
    legs: Either, results: ReceivedDigits;

    /// An action that plays a WAV file and collects digits: `PlayAudioAndGetDigits`.
    ///
    /// Answers a new inbound call. See [`DigitCollection`] for the procedure.
    ///
    /// Fails with `InvalidDigitsReceived` (no attempts left; `InvalidAudioSource` in an example of
    /// the guide), `InvalidAudioSource` (a file does not exist, is in another account or is not
    /// readable), `InvalidActionParameter` (`MaxNumberOfDigits`, `RepeatDurationInMilliseconds`,
    /// `InputDigitsRegex` or leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::PlayAudioAndGetDigits;
    ///
    /// let menu = PlayAudioAndGetDigits::s3("prompts", "menu.wav")
    ///     .failure_s3("prompts", "try-again.wav")
    ///     .digits(1)
    ///     .attempts(3);
    /// ```
    pub struct PlayAudioAndGetDigits {
        /// Audio file of the prompt.
        pub audio_source: AudioFile = "AudioSource";
        /// Audio file that is played after a failed attempt.
        pub failure_audio_source: Option<AudioFile> = "FailureAudioSource";
        /// Parameters of the digit collection.
        pub collection: DigitCollection = flattened;
    }
}

impl PlayAudioAndGetDigits {
    /// Creates an action whose prompt is the file with this key in this bucket: `AudioSource`.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            audio_source: AudioFile::s3(bucket, key),
            failure_audio_source: None,
            collection: DigitCollection::new(),
        }
    }

    /// Sets `FailureAudioSource`: the file that is played after a failed attempt.
    pub fn failure_s3(
        mut self,
        bucket: impl Into<Cow<'static, str>>,
        key: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.failure_audio_source = Some(AudioFile::s3(bucket, key));
        self
    }

    digit_collection_setters!();
}
