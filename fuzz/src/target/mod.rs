//! The targets.

mod call;
mod event;
mod journal;
mod json;
mod regex;
mod reply;
mod scenario;
mod sip;
mod ssml;
mod wav;

use std::fs;
use std::future::Future;
use std::path::Path;

pub(crate) use event::App;

/// Something that takes bytes from outside.
#[derive(Debug)]
pub struct Target {
    /// The name on the command line.
    pub name: &'static str,
    /// Takes the bytes, and panics where it finds a bug.
    pub take: fn(&[u8]),
    /// Returns the inputs that are changed.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that changes insert.
    pub words: &'static [&'static str],
}

/// All targets.
pub const TARGETS: [Target; 10] = [
    event::TARGET,
    json::TARGET,
    journal::TARGET,
    sip::TARGET,
    reply::TARGET,
    call::TARGET,
    ssml::TARGET,
    regex::TARGET,
    wav::TARGET,
    scenario::TARGET,
];

/// Words that mean something in JSON, or in the service's.
const JSON: &[&str] = &[
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "0",
    "-1",
    "1.0",
    "1e400",
    "18446744073709551616",
    "\"5\"",
    "\\\"",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\"CallId\":",
    "\"Type\":",
    "\"Parameters\":null",
    "\"Results\":",
    "\"TransactionAttributes\":",
    "\"SipHeaders\":",
    "\"ParticipantTag\":\"LEG-B\"",
];

/// Returns the files with this extension in a folder of the repository and in the folders in it.
///
/// # Panics
/// If there is none.
fn files(folder: &str, extension: &str) -> Vec<Vec<u8>> {
    fn collect(folder: &Path, extension: &str, files: &mut Vec<Vec<u8>>) {
        let entries = fs::read_dir(folder).expect("the folder can be read");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                collect(&path, extension, files);
            } else if path.extension().is_some_and(|its| its == extension) {
                files.push(fs::read(&path).expect("the file can be read"));
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), extension, &mut files);
    assert!(!files.is_empty(), "no seeds in {folder}");
    files
}

/// Returns texts as inputs.
fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Runs a future that never waits for anything outside.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}
