//! The simulated S3: prompts to play, and recordings to store.
//!
//! Depends on [`wav`] for the files' format.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::wav::{self, Audio, WavError};

/// The length of a prompt in memory that was not added.
const PROMPT: Duration = Duration::from_secs(3);

/// The S3 buckets from which the simulated service plays prompts and into which it puts recordings.
///
/// In memory there are no files: a prompt is a name and a length. Every prompt exists unless
/// [`strict`](Self::strict) is set, so an app that plays prompts can be tested without files.
/// Recordings are in [`Phone::recordings`](crate::Phone::recordings).
///
/// With a folder, the prompt `menu.wav` of the bucket `prompts` is the file `prompts/menu.wav` in
/// that folder, and recordings are written to it as files. Prompts must be PCM WAV files of at most
/// 50 MB, as the service requires. Names that would leave the folder, such as `../menu.wav`, are
/// rejected.
///
/// ```
/// use std::time::Duration;
///
/// use offhook_simulator::Buckets;
///
/// // Every other prompt is missing, and recordings can't be stored.
/// let buckets = Buckets::in_memory()
///     .with_prompt("prompts", "menu.wav", Duration::from_secs(12))
///     .strict()
///     .deny_writes("recordings");
/// ```
#[derive(Clone, Debug)]
pub struct Buckets {
    prompts: Prompts,
    unreadable: BTreeSet<String>,
    unwritable: BTreeSet<String>,
}

#[derive(Clone, Debug)]
enum Prompts {
    Memory { lengths: BTreeMap<(String, String), Duration>, strict: bool },
    Folder(PathBuf),
}

/// The reason why a prompt can't be played. Its message does not name the prompt.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PromptError {
    #[error("reading from this bucket is denied")]
    Denied,
    #[error("the prompt does not exist")]
    NotFound,
    #[error("the bucket or key is not a path inside the folder")]
    Outside,
    #[error("the prompt is {0}")]
    Wav(#[from] WavError),
    #[error("the prompt can't be read: {0}")]
    Io(io::Error),
}

/// The reason why a recording was not stored. Its message does not name the recording.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("writing to this bucket is denied")]
    Denied,
    #[error("the bucket or key is not a path inside the folder")]
    Outside,
    #[error("the recording can't be written: {0}")]
    Io(#[from] io::Error),
}

impl Default for Buckets {
    fn default() -> Self {
        Self::in_memory()
    }
}

impl Buckets {
    /// Creates buckets without files, in which every prompt exists and is 3 seconds long.
    pub fn in_memory() -> Self {
        Self::new(Prompts::Memory { lengths: BTreeMap::new(), strict: false })
    }

    /// Creates buckets that are the subfolders of a folder.
    ///
    /// A prompt that does not exist or is not a PCM WAV file can't be played. Missing folders of
    /// recordings are created.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self::new(Prompts::Folder(path.into()))
    }

    fn new(prompts: Prompts) -> Self {
        Self { prompts, unreadable: BTreeSet::new(), unwritable: BTreeSet::new() }
    }

    /// Adds a prompt of this length. Has no effect on a folder.
    pub fn with_prompt(
        mut self,
        bucket: impl Into<String>,
        key: impl Into<String>,
        length: Duration,
    ) -> Self {
        if let Prompts::Memory { lengths, .. } = &mut self.prompts {
            lengths.insert((bucket.into(), key.into()), length);
        }
        self
    }

    /// Limits the prompts that can be played to added ones and to recordings of the call. A folder is
    /// always strict.
    pub fn strict(mut self) -> Self {
        if let Prompts::Memory { strict, .. } = &mut self.prompts {
            *strict = true;
        }
        self
    }

    /// Makes every prompt of this bucket unreadable, as if the service lacked `s3:GetObject`.
    pub fn deny_reads(mut self, bucket: impl Into<String>) -> Self {
        self.unreadable.insert(bucket.into());
        self
    }

    /// Makes this bucket refuse recordings, as if the service lacked `s3:PutObject`.
    pub fn deny_writes(mut self, bucket: impl Into<String>) -> Self {
        self.unwritable.insert(bucket.into());
        self
    }

    /// Returns the length of a prompt.
    pub(crate) fn length(&self, bucket: &str, key: &str) -> Result<Duration, PromptError> {
        if self.unreadable.contains(bucket) {
            return Err(PromptError::Denied);
        }
        match &self.prompts {
            Prompts::Folder(folder) => {
                read(&path(folder, bucket, key).ok_or(PromptError::Outside)?)
            }
            Prompts::Memory { lengths, strict } => {
                let known = lengths.get(&(bucket.to_owned(), key.to_owned())).copied();
                known.or((!strict).then_some(PROMPT)).ok_or(PromptError::NotFound)
            }
        }
    }

    /// Returns `true` if this bucket refuses recordings.
    pub(crate) fn refuses_writes(&self, bucket: &str) -> bool {
        self.unwritable.contains(bucket)
    }

    /// Stores a recording. Replaces one with the same key.
    pub(crate) fn put(&self, bucket: &str, key: &str, audio: &Audio) -> Result<(), StoreError> {
        if self.refuses_writes(bucket) {
            return Err(StoreError::Denied);
        }
        if let Prompts::Folder(folder) = &self.prompts {
            let path = path(folder, bucket, key).ok_or(StoreError::Outside)?;
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, audio.to_wav())?;
        }
        Ok(())
    }
}

/// Returns the file of a key; `None` if the name would leave the folder or alias another key.
fn path(folder: &Path, bucket: &str, key: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for name in std::iter::once(bucket).chain(key.split('/')) {
        // Backslashes and drive letters have a meaning on Windows.
        let plain = !name.contains(['/', '\\', ':', '\0']);
        let mut parts = Path::new(name).components();
        match (plain, parts.next(), parts.next()) {
            (true, Some(Component::Normal(part)), None) => path.push(part),
            _ => return None,
        }
    }
    Some(path)
}

fn read(path: &Path) -> Result<Duration, PromptError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PromptError::NotFound,
        _ => PromptError::Io(error),
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(PromptError::NotFound);
    }
    if metadata.len() > wav::MAX_BYTES {
        return Err(WavError::TooLarge.into());
    }
    Ok(wav::length(&fs::read(path).map_err(unreadable)?)?)
}

#[cfg(test)]
mod tests;
