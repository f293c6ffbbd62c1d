//! The example app of the repository, for those who have no Lambda at hand.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

const NAME: &str = "reception";

/// The folder that holds the events of a whole call.
pub(crate) fn events() -> Result<PathBuf> {
    Ok(folder()?.join("events"))
}

/// What the app is told for that call: the lines `KEY=VALUE` of its file `demo.env`.
pub(crate) fn variables() -> Result<Vec<(String, String)>> {
    let file = folder()?.join("demo.env");
    let lines =
        fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
    let pairs = lines.lines().filter_map(|line| line.split_once('='));
    Ok(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
}

/// Builds the app, with cargo's progress on standard error, and says where its program is.
pub(crate) fn build() -> Result<PathBuf> {
    let folder = folder()?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .args(["build", "--package", NAME, "--message-format=json-render-diagnostics"])
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| {
            format!("{} can't be run: the example app is built with it", cargo.to_string_lossy())
        })?;
    if !output.status.success() {
        bail!("cargo could not build the example app: its messages are above");
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .find_map(|message| executable(&message))
        .with_context(|| {
            format!("cargo built the package {NAME}, but it has no program of that name")
        })
}

/// The program that a message of cargo's reports, if it is ours.
fn executable(message: &Value) -> Option<PathBuf> {
    let target = &message["target"];
    let is_ours =
        target["name"] == NAME && target["kind"].as_array()?.iter().any(|kind| kind == "bin");
    is_ours.then(|| message["executable"].as_str().map(PathBuf::from))?
}

fn folder() -> Result<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let folder =
        repository.map(|root| root.join("examples").join(NAME)).filter(|folder| folder.is_dir());
    folder.context(
        "the example app is not here: it lives in Offhook's repository. Check that out and run \
         `cargo run -- play` at its root, or play a Lambda of your own: offhook play FILE... -- COMMAND",
    )
}
