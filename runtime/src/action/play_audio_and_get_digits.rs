use std::borrow::Cow;

use super::digit_collection::digit_collection_setters;
use super::table::action;
use super::{AudioFile, DigitCollection, ReceivedDigits, Target};

action! {
    legs: Either, results: ReceivedDigits;

    /// Plays a WAV file and collects digits: `PlayAudioAndGetDigits`.
    ///
    /// Answers a new inbound call. See [`DigitCollection`] for how the service goes about it.
    ///
    /// Fails with `InvalidDigitsReceived` (the attempts ran out; an example of the guide has
    /// `InvalidAudioSource` there), `InvalidAudioSource` (a file is not there, is in another account,
    /// or may not be read), `InvalidActionParameter` (`MaxNumberOfDigits`,
    /// `RepeatDurationInMilliseconds`, `InputDigitsRegex` or the leg) or `SystemException`.
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
        /// Prompt.
        pub audio_source: AudioFile = "AudioSource";
        /// Audio that is played before the next attempt.
        pub failure_audio_source: Option<AudioFile> = "FailureAudioSource";
        /// How the digits are collected.
        pub collection: DigitCollection = flattened;
    }
}

impl PlayAudioAndGetDigits {
    /// Plays this key of this bucket: `AudioSource`.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            audio_source: AudioFile::s3(bucket, key),
            failure_audio_source: None,
            collection: DigitCollection::new(),
        }
    }

    /// Plays this after an attempt that failed: `FailureAudioSource`.
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
