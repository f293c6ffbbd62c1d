use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{
    ActionError, ActionKind, ActionType, AudioFile, Keys, Legs, NoResults, Storage, Target,
    reach_target,
};
use crate::wire::{number, object};

/// Plays a WAV file to one leg: `PlayAudio`.
///
/// Answers a new inbound call. A call update stops it.
///
/// Fails with `InvalidAudioSource` (the file is not there, is in another account, or may not be
/// read), `InvalidActionParameter` (the leg) or `SystemException`.
///
/// ```
/// use offhook::action::PlayAudio;
///
/// let hold = PlayAudio::s3("prompts", "hold.wav").repeat(10).terminators("#*");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlayAudio {
    #[serde(flatten)]
    target: Target,
    /// What is played: `AudioSource`.
    #[serde(deserialize_with = "object::only")]
    pub audio_source: AudioFile,
    /// Keys that end it: `PlaybackTerminators`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub playback_terminators: Option<Keys>,
    /// How often it is played in all: `Repeat`, by default once.
    #[serde(
        default,
        deserialize_with = "number::lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub repeat: Option<u32>,
}

impl PlayAudio {
    /// Plays this key of this bucket: `AudioSource`.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self::file(AudioFile::s3(bucket, key))
    }

    /// Plays this file, such as a recording: `AudioSource`.
    pub fn file(mut file: AudioFile) -> Self {
        // The service leaves it out where it names a recording, and asks for it here.
        file.storage.get_or_insert(Storage::S3);
        Self { target: Target::Event, audio_source: file, playback_terminators: None, repeat: None }
    }

    /// Plays it to this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    /// Keys that end it, repeats included, each a character: `PlaybackTerminators`, of `0`-`9`, `#`
    /// and `*`, by default none.
    ///
    /// The action then succeeds; which key it was is not told.
    pub fn terminators(mut self, keys: impl Into<Keys>) -> Self {
        self.playback_terminators = Some(keys.into());
        self
    }

    /// How often it is played in all: `Repeat`, 1 or more, by default 1.
    pub fn repeat(mut self, times: u32) -> Self {
        self.repeat = Some(times);
        self
    }
}

impl ActionKind for PlayAudio {
    const TYPE: ActionType = ActionType::PlayAudio;
    const LEGS: Legs = Legs::Either;
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        self.audio_source.check::<Self>("AudioSource")?;
        if let Some(keys) = &self.playback_terminators {
            keys.check::<Self>("PlaybackTerminators")?;
        }
        check::<Self>(self.repeat != Some(0), "Repeat", "must be more than 0")
    }
}
