//! Events for `offhook play`: reads them from files, folders and standard input.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// An event to play.
#[derive(Debug)]
pub(crate) struct Event {
    /// The file name without its folders.
    pub(crate) label: String,
    /// The content of the file, unchanged. The Lambda receives this.
    pub(crate) bytes: Vec<u8>,
    /// The decoded content.
    pub(crate) json: Value,
}

/// Reads the events of `paths`: files, folders (their `*.json` files in name order), and `-` for
/// standard input.
pub(crate) fn load(paths: &[PathBuf]) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let mut text = Vec::new();
            io::stdin().read_to_end(&mut text).context("standard input can't be read")?;
            events.push(Event::parse("standard input", "standard input", text)?);
        } else if path.is_dir() {
            let files = json_files(path)?;
            if files.is_empty() {
                bail!("the folder {} contains no *.json files", path.display());
            }
            for file in files {
                events.push(read(&file)?);
            }
        } else {
            events.push(read(path)?);
        }
    }
    Ok(events)
}

/// Returns the `*.json` files of a folder in name order.
pub(crate) fn json_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let cannot_read = || format!("the folder {} can't be read", dir.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).with_context(cannot_read)? {
        let path = entry.with_context(cannot_read)?.path();
        if path.extension() == Some(OsStr::new("json")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Event> {
    let name = path.display().to_string();
    let text = fs::read(path).with_context(|| format!("{name} can't be read"))?;
    let label =
        path.file_name().map_or_else(|| name.clone(), |file| file.to_string_lossy().into_owned());
    Event::parse(&name, &label, text)
}

impl Event {
    /// Returns the text, with invalid UTF-8 replaced.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    fn parse(name: &str, label: &str, text: Vec<u8>) -> Result<Self> {
        let json =
            serde_json::from_slice(&text).with_context(|| format!("{name} is not valid JSON"))?;
        Ok(Self { label: label.to_owned(), bytes: text, json })
    }
}
