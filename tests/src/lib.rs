//! What the tests share: fixtures, calls, and what an app logs.

pub mod calls;
pub mod log;

use std::path::{Path, PathBuf};

/// A folder of this repository, or one beside it.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The JSON files of a folder, by name; none when there is no such folder.
///
/// # Panics
/// When one of them can't be read.
pub fn json_files(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("fixtures are UTF-8"))
        })
        .collect();
    files.sort();
    files
}
