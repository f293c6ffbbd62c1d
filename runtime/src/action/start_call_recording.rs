use std::borrow::Cow;

use super::table::action;
use super::{Storage, Target};
use crate::wire::form::Lenient;
use crate::wire::rule::{be_set, satisfy};
use crate::wire::{lenient_parameters, open_enum, parameters, results};

action! {
    legs: CallId, results: CallRecording;

    /// An action that starts to record a leg's call in the background: `StartCallRecording`.
    ///
    /// The recording ends with the call or with [`StopCallRecording`](super::StopCallRecording). A
    /// stopped recording can't be started again for that leg. The principal
    /// `voiceconnector.chime.amazonaws.com` needs `s3:PutObject` and `s3:PutObjectAcl`.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `NoAccessToDestination` (in failures with the single field `Error`),
    /// `InvalidActionParameter` (leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::{StartCallRecording, Track};
    ///
    /// let record = StartCallRecording::to_s3("recordings/support").track(Track::Incoming);
    /// ```
    pub struct StartCallRecording {
        /// Recorded side of the call. Default: both.
        pub track: Track = "Track"
            => set track(track: Track) = track;
        /// Destination of the recording.
        pub destination: CallRecordingDestination = "Destination";
    }
}

open_enum! {
    /// The recorded side of a leg's call: `Track`.
    pub enum Track {
        /// Both sides in stereo, with the incoming audio on the left.
        Both = "BOTH",
        /// Audio from the leg.
        Incoming = "INCOMING",
        /// Audio to the leg.
        Outgoing = "OUTGOING",
    }
}

impl StartCallRecording {
    /// Creates an action that records both sides to `bucket` or `bucket/prefix`: `Destination`.
    ///
    /// The default prefix is `Amazon-Chime-SMA-Call-Recordings`. The service appends
    /// `YYYY/MM/DD/YYYY-MM-DD-hh-mm-ss-mmm_transactionId_callId.wav` to the prefix.
    pub fn to_s3(location: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            track: Track::Both,
            destination: CallRecordingDestination::s3(location),
        }
    }
}

parameters! {
    /// The location of call recordings, `Destination`, or of one recording,
    /// `CallRecordingDestination`.
    #[derive(Default)]
    pub struct CallRecordingDestination {
        /// Type of storage: S3.
        pub storage: Option<Storage> = "Type" in Lenient must be_set("must be S3");
        /// Bucket and optional prefix, `bucket/prefix`; in results, bucket and key, `bucket/key`.
        pub location: Cow<'static, str> = "Location" in Lenient must
            satisfy(begins_with_a_bucket, "must begin with a bucket");
    }
}

fn begins_with_a_bucket(location: &str) -> bool {
    !location.is_empty() && !location.starts_with('/')
}

impl CallRecordingDestination {
    fn s3(location: impl Into<Cow<'static, str>>) -> Self {
        Self { storage: Some(Storage::S3), location: location.into() }
    }

    /// Returns the bucket: the location up to the first `/`.
    pub fn bucket(&self) -> &str {
        self.location.split_once('/').map_or(&*self.location, |(bucket, _)| bucket)
    }

    /// Returns the prefix, or the key of a recording: the location after the first `/`.
    pub fn key(&self) -> Option<&str> {
        self.location.split_once('/').map(|(_, key)| key)
    }
}

results! {
    /// The results of `StartCallRecording`.
    #[derive(Eq, Debug)]
    pub struct CallRecording {
        /// Future location of the recording: `CallRecordingDestination`.
        call_recording_destination: Option<CallRecordingDestination> = "CallRecordingDestination",
    }
}

lenient_parameters!(CallRecordingDestination);

impl CallRecording {
    /// Creates the results of a recording at `bucket/key`.
    pub fn new(location: impl Into<Cow<'static, str>>) -> Self {
        let destination = CallRecordingDestination::s3(location);
        Self { call_recording_destination: Some(destination) }
    }

    /// Returns the bucket of the recording.
    pub fn bucket(&self) -> Option<&str> {
        self.call_recording_destination.as_ref().map(CallRecordingDestination::bucket)
    }

    /// Returns the key of the recording.
    pub fn key(&self) -> Option<&str> {
        self.call_recording_destination.as_ref()?.key()
    }
}
