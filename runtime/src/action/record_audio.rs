use std::borrow::Cow;
use std::time::Duration;

use super::table::action;
use super::{AudioFile, Keys, Storage, Target};
use crate::call::Digits;
use crate::wire::form::{Lenient, Seconds};
use crate::wire::rule::{be_set, hold_at_most, not_be_empty, satisfy};
use crate::wire::{parameters, results};

action! {
    legs: Either, results: Recording;

    /// An action that records one leg, such as a voicemail: `RecordAudio`.
    ///
    /// Answers a new inbound call. The recording ends at a terminator key, at the maximum duration,
    /// after silence or at a call update. The principal `voiceconnector.chime.amazonaws.com` needs
    /// `s3:PutObject` and `s3:PutObjectAcl`.
    ///
    /// Fails with `InvalidActionParameter` (`DurationInSeconds`, `SilenceDurationInSeconds`,
    /// `SilenceThreshold`, `RecordingDestination`, upload to S3, or leg) or `SystemException`.
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
        /// Keys that end the recording. Default: `#`.
        pub recording_terminators: Keys = "RecordingTerminators"
            => set terminators(keys: impl Into<Keys>) = keys.into();
        /// Maximum duration of the recording, more than 0, rounded up to whole seconds. Default:
        /// undocumented.
        pub duration: Option<Duration> = "DurationInSeconds" in Seconds [1..]
            => set max(duration: Duration) = Some(duration);
        /// Duration of the silence that ends the recording, 1 to 1,000 s, rounded up to whole
        /// seconds. Default: silence does not end the recording.
        ///
        /// The guide's page on the action also lists a default of 200.
        pub silence_duration: Option<Duration> = "SilenceDurationInSeconds" in Seconds [1..=1_000]
            => set silence(duration: Duration) = Some(duration);
        /// Level below which the leg counts as silent, 1 to 1,000. Default: 200.
        ///
        /// 1 is about 30 dB, 100 is 40 to 50 dB, 200 is 60 dB, 1,000 is 75 dB.
        pub silence_threshold: Option<u32> = "SilenceThreshold" [1..=1_000]
            => set silence_threshold(threshold: u32) = Some(threshold);
    }
}

parameters! {
    /// The destination of a [`RecordAudio`]: `RecordingDestination` of the parameters.
    #[derive(Default)]
    pub struct RecordingDestination {
        /// Type of storage: S3.
        pub storage: Option<Storage> = "Type" in Lenient must be_set("must be S3");
        /// Name of the bucket.
        pub bucket_name: Cow<'static, str> = "BucketName" in Lenient must not_be_empty();
        /// Prefix of the recording's key, at most 979 letters, digits and `!-_.*'()/`.
        ///
        /// The guide allows S3's safe characters without listing them; the list is from S3's guide.
        pub prefix: Option<Cow<'static, str>> = "Prefix" must
            satisfy(is_safe_in_s3, "must hold only letters, digits and !-_.*'()/"),
            hold_at_most(979);
    }
}

fn is_safe_in_s3(prefix: &str) -> bool {
    prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!-_.*'()/".contains(&byte))
}

impl RecordAudio {
    /// Creates an action that records to a bucket, `RecordingDestination`, until the key `#`.
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

    /// Sets `Prefix`: the prefix of the recording's key, at most 979 letters, digits and
    /// `!-_.*'()/`.
    pub fn prefix(mut self, prefix: impl Into<Cow<'static, str>>) -> Self {
        self.recording_destination.prefix = Some(prefix.into());
        self
    }
}

results! {
    /// The results of `RecordAudio`.
    #[derive(Eq, Debug)]
    pub struct Recording {
        /// File of the recording: `RecordingDestination`, `RecordinDestination` in the older guide.
        recording_destination: Option<AudioFile> = "RecordingDestination" | "RecordinDestination",
        /// Key that ended the recording: `RecordingTerminatorUsed`. Absent if the maximum duration
        /// or silence ended it.
        recording_terminator_used: Option<Digits> = "RecordingTerminatorUsed",
    }
}

impl Recording {
    /// Creates the results of a recording in this file, without a terminator.
    pub fn new(file: AudioFile) -> Self {
        Self { recording_destination: Some(file), recording_terminator_used: None }
    }

    /// Sets `RecordingTerminatorUsed`: the key that ended the recording.
    pub fn with_terminator(mut self, key: impl Into<Digits>) -> Self {
        self.recording_terminator_used = Some(key.into());
        self
    }

    /// Returns the file of the recording, or `None` if the service sent no key.
    pub fn file(&self) -> Option<&AudioFile> {
        self.recording_destination.as_ref().filter(|file| !file.key.is_empty())
    }
}
