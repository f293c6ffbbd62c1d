use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::audio_file::check_storage;
use super::error::check;
use super::{
    ActionError, ActionKind, ActionType, AudioFile, Keys, Legs, Storage, Target, reach_target,
};
use crate::Digits;
use crate::wire::{lenient_object, number, object, results, seconds, text};

/// Records what one leg says, such as a voicemail: `RecordAudio`.
///
/// Answers a new inbound call. It ends at a terminator key, at its longest duration, or after
/// silence. A call update stops it. The principal `voiceconnector.chime.amazonaws.com` needs
/// `s3:PutObject` and `s3:PutObjectAcl`.
///
/// Fails with `InvalidActionParameter` (`DurationInSeconds`, `SilenceDurationInSeconds`,
/// `SilenceThreshold`, `RecordingDestination`, the upload to S3, or the leg) or `SystemException`.
///
/// ```
/// use std::time::Duration;
///
/// use offhook::action::RecordAudio;
///
/// let voicemail = RecordAudio::to_s3("recordings")
///     .prefix("voicemail/")
///     .max(Duration::from_secs(120))
///     .silence(Duration::from_secs(3));
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordAudio {
    #[serde(flatten)]
    target: Target,
    /// Where the recording goes: `RecordingDestination`.
    #[serde(deserialize_with = "object::only")]
    pub recording_destination: RecordingDestination,
    /// Keys that end it: `RecordingTerminators`, which the service requires.
    pub recording_terminators: Keys,
    /// The longest recording: `DurationInSeconds`.
    #[serde(
        rename = "DurationInSeconds",
        default,
        with = "seconds",
        skip_serializing_if = "Option::is_none"
    )]
    pub duration: Option<Duration>,
    /// The silence that ends it: `SilenceDurationInSeconds`, 1 s to 1,000 s.
    #[serde(
        rename = "SilenceDurationInSeconds",
        default,
        with = "seconds",
        skip_serializing_if = "Option::is_none"
    )]
    pub silence_duration: Option<Duration>,
    /// What counts as silence: `SilenceThreshold`, 1 to 1,000, by default 200.
    #[serde(
        default,
        deserialize_with = "number::lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub silence_threshold: Option<u32>,
}

/// Where `RecordAudio` puts its recording: `RecordingDestination` of the parameters.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordingDestination {
    /// `Type`: S3.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// The bucket: `BucketName`.
    #[serde(deserialize_with = "text::or_empty")]
    pub bucket_name: Cow<'static, str>,
    /// What the key begins with: `Prefix`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Cow<'static, str>>,
}

/// The longest prefix.
const MAX_PREFIX: usize = 979;

impl RecordAudio {
    /// Records to this bucket: `RecordingDestination`. The key `#` ends it.
    pub fn to_s3(bucket: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            recording_destination: RecordingDestination {
                storage: Some(Storage::S3),
                bucket_name: bucket.into(),
                prefix: None,
            },
            recording_terminators: "#".into(),
            duration: None,
            silence_duration: None,
            silence_threshold: None,
        }
    }

    /// Records this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    /// What the recording's key begins with: `Prefix`, at most 979 of S3's safe characters.
    ///
    /// The guide does not list them; letters, digits and `!-_.*'()/` are S3's own list, without
    /// which a prefix is refused here.
    pub fn prefix(mut self, prefix: impl Into<Cow<'static, str>>) -> Self {
        self.recording_destination.prefix = Some(prefix.into());
        self
    }

    /// Keys that end the recording, each a character: `RecordingTerminators`, of `0`-`9`, `#` and
    /// `*`, by default `"#"`.
    pub fn terminators(mut self, keys: impl Into<Keys>) -> Self {
        self.recording_terminators = keys.into();
        self
    }

    /// The longest recording: `DurationInSeconds`, more than 0, rounded up to whole seconds.
    ///
    /// What it is by default is undocumented.
    pub fn max(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// The silence that ends the recording: `SilenceDurationInSeconds`, 1 s to 1,000 s, rounded up
    /// to whole seconds.
    ///
    /// By default silence does not end it (the service's page also prints a default of 200).
    pub fn silence(mut self, duration: Duration) -> Self {
        self.silence_duration = Some(duration);
        self
    }

    /// What counts as silence: `SilenceThreshold`, 1 to 1,000, by default 200.
    ///
    /// 1 is about 30 dB, 100 is 40 to 50 dB, 200 is 60 dB, 1,000 is 75 dB.
    pub fn silence_threshold(mut self, threshold: u32) -> Self {
        self.silence_threshold = Some(threshold);
        self
    }
}

impl RecordingDestination {
    fn check(&self) -> Result<(), ActionError> {
        check_storage::<RecordAudio>(self.storage.as_ref())?;
        check::<RecordAudio>(!self.bucket_name.is_empty(), "BucketName", "must not be empty")?;
        let Some(prefix) = &self.prefix else { return Ok(()) };
        let safe =
            prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!-_.*'()/".contains(&byte));
        check::<RecordAudio>(safe, "Prefix", "must hold only letters, digits and !-_.*'()/")?;
        check::<RecordAudio>(
            prefix.len() <= MAX_PREFIX,
            "Prefix",
            "must hold at most 979 characters",
        )
    }
}

impl ActionKind for RecordAudio {
    const TYPE: ActionType = ActionType::RecordAudio;
    const LEGS: Legs = Legs::Either;
    type Results = Recording;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let known_by_silence = 1..=1_000;
        self.recording_destination
            .check()
            .map_err(|invalid| invalid.within("RecordingDestination"))?;
        self.recording_terminators.check::<Self>("RecordingTerminators")?;
        check::<Self>(
            self.duration != Some(Duration::ZERO),
            "DurationInSeconds",
            "must be more than 0",
        )?;
        check::<Self>(
            self.silence_duration
                .is_none_or(|silence| known_by_silence.contains(&seconds::count(silence))),
            "SilenceDurationInSeconds",
            "must be from 1 to 1000",
        )?;
        check::<Self>(
            self.silence_threshold
                .is_none_or(|threshold| known_by_silence.contains(&threshold.into())),
            "SilenceThreshold",
            "must be from 1 to 1000",
        )
    }
}

results! {
    /// What `RecordAudio` returns.
    #[derive(Eq, Debug)]
    pub struct Recording {
        /// Where the recording is: `RecordingDestination`, in the older guide
        /// `RecordinDestination`.
        recording_destination: Option<AudioFile> = "RecordingDestination" | "RecordinDestination",
        /// The key that ended it: `RecordingTerminatorUsed`. Absent when time or silence did.
        recording_terminator_used: Option<Digits> = "RecordingTerminatorUsed",
    }
}

lenient_object!(AudioFile {
    "Type" => storage,
    "BucketName" => bucket_name,
    "Key" => key,
});

impl Recording {
    /// A recording in this file, which time or silence ended.
    pub fn new(file: AudioFile) -> Self {
        Self { recording_destination: Some(file), recording_terminator_used: None }
    }

    /// Sets the key that ended it.
    pub fn with_terminator(mut self, key: impl Into<Digits>) -> Self {
        self.recording_terminator_used = Some(key.into());
        self
    }

    /// The recording, if the service says where it is: a file with a key.
    pub fn file(&self) -> Option<&AudioFile> {
        self.recording_destination.as_ref().filter(|file| !file.key.is_empty())
    }
}
