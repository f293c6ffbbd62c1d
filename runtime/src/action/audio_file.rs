//! Audio files in S3: shared by whatever plays, and by `RecordAudio`'s result.

use std::borrow::Cow;

use crate::wire::form::Lenient;
use crate::wire::rule::{be_set, not_be_empty};
use crate::wire::{open_enum, parameters};

open_enum! {
    /// Where audio is kept: the `Type` of prompts and recordings.
    pub enum Storage {
        /// Amazon S3, the only one that there is.
        S3 = "S3",
    }
}

parameters! {
    /// A WAV file in S3: `AudioSource`, `FailureAudioSource`, `RingbackTone`, and where
    /// `RecordAudio` left its recording.
    ///
    /// Prompts are PCM WAV of at most 50 MB with the content type `audio/wav`, 8 kHz mono
    /// recommended; the principal `voiceconnector.chime.amazonaws.com` needs `s3:GetObject` for
    /// them.
    #[derive(Default)]
    pub struct AudioFile {
        /// Storage: S3. Prompts need it; a recording's may be absent.
        pub storage: Option<Storage> = "Type" in Lenient must be_set("must be S3");
        /// Bucket.
        pub bucket_name: Cow<'static, str> = "BucketName" in Lenient must not_be_empty();
        /// Key.
        pub key: Cow<'static, str> = "Key" in Lenient must not_be_empty();
    }
}

impl AudioFile {
    /// This key of this bucket.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self { storage: Some(Storage::S3), bucket_name: bucket.into(), key: key.into() }
    }
}
