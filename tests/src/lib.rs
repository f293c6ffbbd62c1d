//! Shared parts of the tests: fixtures, calls, and the log of an app.

pub mod calls;
pub mod log;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Returns the path of a folder or file, given from this package.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the names and texts of a folder's JSON files, sorted by name.
///
/// # Panics
/// If the folder or one of the files can't be read, or if there is no JSON file.
pub fn json_files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("fixtures are UTF-8"))
        })
        .collect();
    assert!(!files.is_empty(), "{} has no JSON file", folder.display());
    files.sort();
    files
}

/// Asserts that the README of a folder of fixtures has one row per file, and no other rows.
///
/// # Panics
/// If a row is missing, or names no file.
pub fn assert_named_in_table(path: &str) {
    let readme = std::fs::read_to_string(folder(path).join("README.md")).expect("a README");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    let named: Vec<_> = rows.map(|(name, _)| name).filter(|name| *name != "file").collect();
    let files = json_files(&folder(path));
    assert_eq!(named, files.iter().map(|(name, _)| name).collect::<Vec<_>>());
}

/// Collects the JSON pointers of a value and of all values in it. `at` is the pointer of the value.
pub fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            places(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), all);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| {
            places(value, format!("{at}/{index}"), all);
        }),
        _ => {}
    }
    all.push(at);
}
