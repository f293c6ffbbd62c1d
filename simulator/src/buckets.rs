//! What stands for S3: prompts to play, and recordings that are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::wav::{self, Audio, NotPcm};

/// How long a prompt is of which nothing is known.
const PROMPT: Duration = Duration::from_secs(3);

/// The buckets of S3 that a simulated service plays prompts from and puts recordings into.
///
/// In memory there are no files: a prompt is a name and a length, and every prompt is there, unless
/// [`strict`](Self::strict) says otherwise. An app that plays prompts can be tested without any.
///
/// With a folder, the prompt `menu.wav` of the bucket `prompts` is its file `prompts/menu.wav`, and
/// recordings are written to it. Prompts have to be PCM WAV files of at most 50 MB, as the service
/// wants them. Names that would lead out of the folder, such as `../menu.wav`, are refused.
///
/// In memory recordings are with the call that left them: [`Phone::recordings`](crate::Phone::recordings).
///
/// ```
/// use std::time::Duration;
///
/// use offhook_simulator::Buckets;
///
/// // A test of what the app does when a prompt is missing and recordings can't be kept.
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

/// Why a prompt can't be played. It does not name it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Missing {
    #[error("reading from this bucket is denied")]
    Denied,
    #[error("there is no such prompt")]
    NotThere,
    #[error("the bucket or key is no path inside the folder")]
    Outside,
    #[error("the prompt is {0}")]
    NotPcm(#[from] NotPcm),
    #[error("the prompt can't be read: {0}")]
    Io(io::Error),
}

/// Why a recording was not kept. It does not name it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotStored {
    #[error("writing to this bucket is denied")]
    Denied,
    #[error("the bucket or key is no path inside the folder")]
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
    /// Buckets without files, in which every prompt is there and three seconds long.
    pub fn in_memory() -> Self {
        Self::new(Prompts::Memory { lengths: BTreeMap::new(), strict: false })
    }

    /// Buckets that are the folders of this folder.
    ///
    /// A prompt that is not there, or is no PCM WAV file, can't be played. Folders for recordings
    /// are made where they are missing.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self::new(Prompts::Folder(path.into()))
    }

    fn new(prompts: Prompts) -> Self {
        Self { prompts, unreadable: BTreeSet::new(), unwritable: BTreeSet::new() }
    }

    /// Adds a prompt of this length. In a folder, where the files count, it does nothing.
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

    /// Only prompts that were added, and recordings, can be played. A folder is always strict.
    pub fn strict(mut self) -> Self {
        if let Prompts::Memory { strict, .. } = &mut self.prompts {
            *strict = true;
        }
        self
    }

    /// No prompt of this bucket can be played, as if the service lacked `s3:GetObject`.
    pub fn deny_reads(mut self, bucket: impl Into<String>) -> Self {
        self.unreadable.insert(bucket.into());
        self
    }

    /// No recording can be put into this bucket, as if the service lacked `s3:PutObject`.
    pub fn deny_writes(mut self, bucket: impl Into<String>) -> Self {
        self.unwritable.insert(bucket.into());
        self
    }

    /// How long a prompt is.
    pub(crate) fn length(&self, bucket: &str, key: &str) -> Result<Duration, Missing> {
        if self.unreadable.contains(bucket) {
            return Err(Missing::Denied);
        }
        match &self.prompts {
            Prompts::Folder(folder) => read(&path(folder, bucket, key).ok_or(Missing::Outside)?),
            Prompts::Memory { lengths, strict } => {
                let known = lengths.get(&(bucket.to_owned(), key.to_owned())).copied();
                known.or((!strict).then_some(PROMPT)).ok_or(Missing::NotThere)
            }
        }
    }

    /// Whether recordings can't be put into this bucket.
    pub(crate) fn refuses_writes(&self, bucket: &str) -> bool {
        self.unwritable.contains(bucket)
    }

    /// Keeps a recording, in place of one of the same key.
    pub(crate) fn put(&self, bucket: &str, key: &str, audio: &Audio) -> Result<(), NotStored> {
        if self.refuses_writes(bucket) {
            return Err(NotStored::Denied);
        }
        if let Prompts::Folder(folder) = &self.prompts {
            let path = path(folder, bucket, key).ok_or(NotStored::Outside)?;
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, audio.to_wav())?;
        }
        Ok(())
    }
}

/// The file of a key, unless its name would lead elsewhere, or to the file of another key.
fn path(folder: &Path, bucket: &str, key: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for name in std::iter::once(bucket).chain(key.split('/')) {
        // A backslash or a drive's letter means nothing here and something on Windows.
        let plain = !name.contains(['/', '\\', ':', '\0']);
        let mut parts = Path::new(name).components();
        match (plain, parts.next(), parts.next()) {
            (true, Some(Component::Normal(part)), None) if part == name => path.push(part),
            _ => return None,
        }
    }
    Some(path)
}

fn read(path: &Path) -> Result<Duration, Missing> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Missing::NotThere,
        _ => Missing::Io(error),
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Missing::NotThere);
    }
    if metadata.len() > wav::MAX_BYTES {
        return Err(NotPcm::TooLarge.into());
    }
    Ok(wav::length(&fs::read(path).map_err(unreadable)?)?)
}

#[cfg(test)]
mod tests;
