//! Audio files in S3: shared by whatever plays, and by `RecordAudio`'s result.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{ActionError, ActionKind};
use crate::wire::{clip, open_enum, text};

open_enum! {
    /// Where audio is kept: the `Type` of prompts and recordings.
    pub enum Storage {
        /// Amazon S3, the only one that there is.
        S3 = "S3",
    }
}

/// A WAV file in S3: `AudioSource`, `FailureAudioSource`, `RingbackTone`, and where `RecordAudio`
/// left its recording.
///
/// Prompts are PCM WAV of at most 50 MB with the content type `audio/wav`, 8 kHz mono recommended;
/// the principal `voiceconnector.chime.amazonaws.com` needs `s3:GetObject` for them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AudioFile {
    /// `Type`: S3. Prompts need it; a recording's may be absent.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// The bucket: `BucketName`.
    #[serde(deserialize_with = "text::or_empty")]
    pub bucket_name: Cow<'static, str>,
    /// The key: `Key`.
    #[serde(deserialize_with = "text::or_empty")]
    pub key: Cow<'static, str>,
}

impl fmt::Debug for AudioFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioFile")
            .field("storage", &self.storage)
            .field("bucket_name", &clip(&self.bucket_name))
            .field("key", &clip(&self.key))
            .finish()
    }
}

impl AudioFile {
    /// This key of this bucket.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self { storage: Some(Storage::S3), bucket_name: bucket.into(), key: key.into() }
    }

    /// Checks the file of the parameter `field`.
    pub(super) fn check<A: ActionKind>(&self, field: &'static str) -> Result<(), ActionError> {
        check_storage::<A>(self.storage.as_ref())
            .and_then(|()| {
                check::<A>(!self.bucket_name.is_empty(), "BucketName", "must not be empty")
            })
            .and_then(|()| check::<A>(!self.key.is_empty(), "Key", "must not be empty"))
            .map_err(|invalid| invalid.within(field))
    }
}

/// Refuses a `Type` other than `S3`.
pub(super) fn check_storage<A: ActionKind>(storage: Option<&Storage>) -> Result<(), ActionError> {
    check::<A>(storage == Some(&Storage::S3), "Type", "must be S3")
}
