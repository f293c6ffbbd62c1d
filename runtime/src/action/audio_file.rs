//! Audio files in S3, shared by the actions that play audio and by the results of `RecordAudio`.

use std::borrow::Cow;

use crate::wire::form::Lenient;
use crate::wire::rule::{be_set, not_be_empty};
use crate::wire::{lenient_parameters, open_enum, parameters};

open_enum! {
    /// A type of storage: the `Type` of prompts and recordings.
    pub enum Storage {
        /// Amazon S3, the only type that the service supports.
        S3 = "S3",
    }
}

parameters! {
    /// A WAV file in S3: `AudioSource`, `FailureAudioSource`, `RingbackTone`, and the
    /// `RecordingDestination` in the results of `RecordAudio`.
    ///
    /// Prompts are PCM WAV files of at most 50 MB with the content type `audio/wav`; 8 kHz mono is
    /// recommended. The principal `voiceconnector.chime.amazonaws.com` needs `s3:GetObject`.
    #[derive(Default)]
    pub struct AudioFile {
        /// Type of storage: S3. Required for prompts, optional in results.
        pub storage: Option<Storage> = "Type" in Lenient must be_set("must be S3");
        /// Name of the bucket.
        pub bucket_name: Cow<'static, str> = "BucketName" in Lenient must not_be_empty();
        /// Key of the object.
        pub key: Cow<'static, str> = "Key" in Lenient must not_be_empty();
    }
}

lenient_parameters!(AudioFile);

impl AudioFile {
    /// Creates an audio file with this key in this bucket.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self { storage: Some(Storage::S3), bucket_name: bucket.into(), key: key.into() }
    }
}
