use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::table::action;
use super::{AudioFile, Keys, Storage, Target};
use crate::call::Digits;
use crate::wire::form::{Lenient, Seconds};
use crate::wire::rule::{be_set, hold_at_most, not_be_empty, satisfy};
use crate::wire::{object, parameters};

action! {
    legs: Either, results: Recording;

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
    pub struct RecordAudio {
        /// Destination of the recording.
        pub recording_destination: RecordingDestination = "RecordingDestination";
        /// Keys that end the recording, each a character; by default `#`.
        pub recording_terminators: Keys = "RecordingTerminators"
            => set terminators(keys: impl Into<Keys>) = keys.into();
        /// Longest recording, rounded up to whole seconds. The default is undocumented.
        pub duration: Option<Duration> = "DurationInSeconds" in Seconds [1..]
            => set max(duration: Duration) = Some(duration);
        /// Silence that ends the recording, rounded up to whole seconds.
        ///
        /// By default silence does not end it (the service's page also prints a default of 200).
        pub silence_duration: Option<Duration> = "SilenceDurationInSeconds" in Seconds [1..=1_000]
            => set silence(duration: Duration) = Some(duration);
        /// Level below which the leg counts as silent, by default 200.
        ///
        /// 1 is about 30 dB, 100 is 40 to 50 dB, 200 is 60 dB, 1,000 is 75 dB.
        pub silence_threshold: Option<u32> = "SilenceThreshold" [1..=1_000]
            => set silence_threshold(threshold: u32) = Some(threshold);
    }
}

parameters! {
    /// Destination of a [`RecordAudio`]: `RecordingDestination` of the parameters.
    #[derive(Default)]
    pub struct RecordingDestination {
        /// Storage: S3.
        pub storage: Option<Storage> = "Type" in Lenient must be_set("must be S3");
        /// Bucket.
        pub bucket_name: Cow<'static, str> = "BucketName" in Lenient must not_be_empty();
        /// Beginning of the recording's key: at most 979 of S3's safe characters.
        pub prefix: Option<Cow<'static, str>> = "Prefix" must
            satisfy(is_safe_in_s3, "must hold only letters, digits and !-_.*'()/"),
            hold_at_most(979);
    }
}

fn is_safe_in_s3(prefix: &str) -> bool {
    prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!-_.*'()/".contains(&byte))
}

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

    /// What the recording's key begins with: `Prefix`, at most 979 of S3's safe characters.
    ///
    /// The guide does not list them; letters, digits and `!-_.*'()/` are S3's own list, without
    /// which a prefix is refused here.
    pub fn prefix(mut self, prefix: impl Into<Cow<'static, str>>) -> Self {
        self.recording_destination.prefix = Some(prefix.into());
        self
    }
}

/// What `RecordAudio` returns.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", from = "Spellings")]
pub struct Recording {
    /// Where the recording is: `RecordingDestination`, in the older guide `RecordinDestination`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_destination: Option<AudioFile>,
    /// The key that ended it: `RecordingTerminatorUsed`. Absent when time or silence did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_terminator_used: Option<Digits>,
}

impl Recording {
    /// The recording, if the service says where it is: a file with a key.
    pub fn file(&self) -> Option<&AudioFile> {
        self.recording_destination.as_ref().filter(|file| !file.key.is_empty())
    }
}

/// [`Recording`] as it is read: a `serde(alias)` would refuse both spellings together.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Spellings {
    #[serde(deserialize_with = "object::optional")]
    recording_destination: Option<AudioFile>,
    #[serde(deserialize_with = "object::optional")]
    recordin_destination: Option<AudioFile>,
    recording_terminator_used: Option<Digits>,
}

impl From<Spellings> for Recording {
    fn from(read: Spellings) -> Self {
        Self {
            recording_destination: read.recording_destination.or(read.recordin_destination),
            recording_terminator_used: read.recording_terminator_used,
        }
    }
}
