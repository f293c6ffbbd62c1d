use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::audio_file::check_storage;
use super::error::check;
use super::{ActionError, ActionKind, ActionType, Legs, Storage, Target, reach_target};
use crate::wire::{clip, lenient_object, object, open_enum, results, text};

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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartCallRecording {
    #[serde(flatten)]
    target: Target,
    /// Which side is recorded: `Track`, which the service requires.
    pub track: Track,
    /// Where the recording goes: `Destination`.
    #[serde(deserialize_with = "object::only")]
    pub destination: CallRecordingDestination,
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
            destination: CallRecordingDestination::s3(location),
        }
    }

    /// Records this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    /// Which side is recorded: `Track`, by default both.
    pub fn track(mut self, track: Track) -> Self {
        self.track = track;
        self
    }
}

impl ActionKind for StartCallRecording {
    const TYPE: ActionType = ActionType::StartCallRecording;
    const LEGS: Legs = Legs::CallId;
    type Results = CallRecording;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let known = !matches!(self.track, Track::Other(_));
        check::<Self>(known, "Track", "must be BOTH, INCOMING or OUTGOING")?;
        check_storage::<Self>(self.destination.storage.as_ref())
            .and_then(|()| {
                check::<Self>(
                    !self.destination.bucket().is_empty(),
                    "Location",
                    "must begin with a bucket",
                )
            })
            .map_err(|invalid| invalid.within("Destination"))
    }
}

/// A place for call recordings, or of one: `Destination`, `CallRecordingDestination`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CallRecordingDestination {
    /// `Type`: S3.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// The bucket, perhaps followed by `/` and a prefix; of a recording, the bucket and the whole
    /// key: `Location`.
    #[serde(deserialize_with = "text::or_empty")]
    pub location: Cow<'static, str>,
}

impl fmt::Debug for CallRecordingDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRecordingDestination")
            .field("storage", &self.storage)
            .field("location", &clip(&self.location))
            .finish()
    }
}

impl CallRecordingDestination {
    fn s3(location: impl Into<Cow<'static, str>>) -> Self {
        Self { storage: Some(Storage::S3), location: location.into() }
    }

    /// The location's part before the first `/`.
    pub fn bucket(&self) -> &str {
        self.location.split_once('/').map_or(&*self.location, |(bucket, _)| bucket)
    }

    /// The location's part after the first `/`: the prefix, or a recording's key.
    pub fn key(&self) -> Option<&str> {
        self.location.split_once('/').map(|(_, key)| key)
    }
}

results! {
    /// What `StartCallRecording` returns.
    #[derive(Eq, Debug)]
    pub struct CallRecording {
        /// Where the recording will be: `CallRecordingDestination`.
        call_recording_destination: Option<CallRecordingDestination> = "CallRecordingDestination",
    }
}

lenient_object!(CallRecordingDestination {
    "Type" => storage,
    "Location" => location,
});

impl CallRecording {
    /// A recording here: bucket and key, `bucket/key`.
    pub fn new(location: impl Into<Cow<'static, str>>) -> Self {
        let destination = CallRecordingDestination::s3(location);
        Self { call_recording_destination: Some(destination) }
    }

    /// The recording's bucket.
    pub fn bucket(&self) -> Option<&str> {
        self.call_recording_destination.as_ref().map(CallRecordingDestination::bucket)
    }

    /// The recording's key.
    pub fn key(&self) -> Option<&str> {
        self.call_recording_destination.as_ref()?.key()
    }
}
