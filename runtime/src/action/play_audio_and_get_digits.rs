use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::digit_collection::digit_collection_setters;
use super::{
    ActionError, ActionKind, ActionType, AudioFile, DigitCollection, Legs, ReceivedDigits, Target,
    reach_target,
};
use crate::wire::object;

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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlayAudioAndGetDigits {
    #[serde(flatten)]
    target: Target,
    /// The prompt: `AudioSource`.
    #[serde(deserialize_with = "object::only")]
    pub audio_source: AudioFile,
    /// What is played before the next attempt: `FailureAudioSource`.
    #[serde(
        default,
        deserialize_with = "object::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub failure_audio_source: Option<AudioFile>,
    /// How the digits are collected.
    #[serde(flatten)]
    pub collection: DigitCollection,
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

    /// Asks this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
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

impl ActionKind for PlayAudioAndGetDigits {
    const TYPE: ActionType = ActionType::PlayAudioAndGetDigits;
    const LEGS: Legs = Legs::Either;
    type Results = ReceivedDigits;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        self.audio_source.check::<Self>("AudioSource")?;
        if let Some(file) = &self.failure_audio_source {
            file.check::<Self>("FailureAudioSource")?;
        }
        self.collection.check::<Self>()
    }
}
