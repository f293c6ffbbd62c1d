use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::table::action;
use super::{Storage, Target};
use crate::wire::form::Lenient;
use crate::wire::rule::{be_set, satisfy};
use crate::wire::{object, open_enum, parameters};

action! {
    legs: CallId, results: CallRecording;

    /// Starts to record one leg's call in the background: `StartCallRecording`.
    ///
    /// The recording ends with the call or with [`StopCallRecording`](super::StopCallRecording); once
    /// stopped, it can't start again for that leg. The principal `voiceconnector.chime.amazonaws.com`
    /// needs `s3:PutObject` and `s3:PutObjectAcl`.
    ///
    /// Whether it answers a new inbound call is undocumented.
    ///
    /// Fails with `NoAccessToDestination` (in the single text `Error` of some failures),
    /// `InvalidActionParameter` (the leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::{StartCallRecording, Track};
    ///
    /// let record = StartCallRecording::to_s3("recordings/support").track(Track::Incoming);
    /// ```
    pub struct StartCallRecording {
        /// Side of the call that is recorded, by default both.
        pub track: Track = "Track"
            => set track(track: Track) = track;
        /// Destination of the recording.
        pub destination: CallRecordingDestination = "Destination";
    }
}

open_enum! {
    /// Which side of a leg's call is recorded: `Track`.
    pub enum Track {
        /// Both, in stereo, with what the leg says on the left.
        Both = "BOTH",
        /// What the leg says.
        Incoming = "INCOMING",
        /// What the leg hears.
        Outgoing = "OUTGOING",
    }
}

impl StartCallRecording {
    /// Records both sides to this bucket: `Destination`, `bucket` or `bucket/prefix`.
    ///
    /// Without a prefix the service's is `Amazon-Chime-SMA-Call-Recordings`; after either comes
    /// `YYYY/MM/DD/YYYY-MM-DD-hh-mm-ss-mmm_transactionId_callId.wav`.
    pub fn to_s3(location: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            track: Track::Both,
            destination: CallRecordingDestination {
                storage: Some(Storage::S3),
                location: location.into(),
            },
        }
    }
}

parameters! {
    /// A place for call recordings, or of one: `Destination`, `CallRecordingDestination`.
    #[derive(Default)]
    pub struct CallRecordingDestination {
        /// Storage: S3.
        pub storage: Option<Storage> = "Type" in Lenient must be_set("must be S3");
        /// Bucket, perhaps followed by `/` and a prefix; of a recording, the bucket and the whole
        /// key.
        pub location: Cow<'static, str> = "Location" in Lenient must
            satisfy(begins_with_a_bucket, "must begin with a bucket");
    }
}

fn begins_with_a_bucket(location: &str) -> bool {
    !location.is_empty() && !location.starts_with('/')
}

impl CallRecordingDestination {
    /// The location's part before the first `/`.
    pub fn bucket(&self) -> &str {
        self.location.split_once('/').map_or(&*self.location, |(bucket, _)| bucket)
    }

    /// The location's part after the first `/`: the prefix, or a recording's key.
    pub fn key(&self) -> Option<&str> {
        self.location.split_once('/').map(|(_, key)| key)
    }
}

/// What `StartCallRecording` returns.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CallRecording {
    /// Where the recording will be: `CallRecordingDestination`.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub call_recording_destination: Option<CallRecordingDestination>,
}

impl CallRecording {
    /// The recording's bucket.
    pub fn bucket(&self) -> Option<&str> {
        self.call_recording_destination.as_ref().map(CallRecordingDestination::bucket)
    }

    /// The recording's key.
    pub fn key(&self) -> Option<&str> {
        self.call_recording_destination.as_ref()?.key()
    }
}
