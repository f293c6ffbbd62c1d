//! Apps in source form: finds their Cargo packages and builds them.
//!
//! Depends on the `cargo` command, and for the examples on a checkout of Offhook's repository.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Maximum number of folders searched for a `Cargo.toml`, enough for `tests/scenarios/menu/`.
const MAX_ANCESTORS: usize = 4;

/// A Cargo package that builds a Lambda.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct App {
    folder: PathBuf,
}

impl App {
    /// Returns an example of the repository.
    pub(crate) fn example(name: &str) -> Result<Self> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let folder = repository
            .map(|root| root.join("examples").join(name))
            .filter(|folder| folder.is_dir())
            .with_context(|| {
                format!(
                    "the example app {name} was not found: it is part of Offhook's repository. Run this command in a \
                     checkout, or pass files and a Lambda of your own: offhook … FILE... -- COMMAND"
                )
            })?;
        Ok(Self { folder })
    }

    /// Returns the app that contains a file: the nearest folder above it with a `Cargo.toml`.
    pub(crate) fn containing(file: &Path) -> Result<Self> {
        let path =
            file.canonicalize().with_context(|| format!("{} can't be read", file.display()))?;
        let folder = path
            .ancestors()
            .skip(1)
            .take(MAX_ANCESTORS)
            .find(|folder| folder.join("Cargo.toml").is_file());
        let folder = folder.with_context(|| {
            format!(
                "{} is not inside a Cargo package: pass the command that starts the Lambda after `--`",
                file.display()
            )
        })?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Returns the path of a file or folder of the app.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns the app's environment variables: the lines `KEY=VALUE` of `demo.env`, if it exists.
    pub(crate) fn variables(&self) -> Result<Vec<(String, String)>> {
        let file = self.path("demo.env");
        if !file.exists() {
            return Ok(Vec::new());
        }
        let lines = fs::read_to_string(&file)
            .with_context(|| format!("{} can't be read", file.display()))?;
        let lines = lines.lines().filter(|line| !line.trim_start().starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once('='));
        Ok(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    /// Builds the app and returns the path of its binary. Cargo's progress goes to standard error.
    pub(crate) fn build(&self, release: bool) -> Result<PathBuf> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let manifest = self.path("Cargo.toml");
        let mut command = Command::new(&cargo);
        command.args([
            "build",
            "--bins",
            "--message-format=json-render-diagnostics",
            "--manifest-path",
        ]);
        command.arg(&manifest).current_dir(&self.folder).stderr(Stdio::inherit());
        if release {
            command.arg("--release");
        }
        let output = command.output().with_context(|| {
            format!("{} can't be run to build {}", cargo.to_string_lossy(), manifest.display())
        })?;
        if !output.status.success() {
            bail!("cargo failed to build {}: see its messages above", manifest.display());
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let binaries: Vec<PathBuf> = messages
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter_map(|message| executable(&message, &manifest))
            .collect();
        match binaries.as_slice() {
            [binary] => Ok(binary.clone()),
            [] => bail!(
                "{} has no binary target: pass the command that starts the Lambda after `--`",
                manifest.display()
            ),
            _ => {
                let binaries: Vec<_> =
                    binaries.iter().map(|binary| binary.display().to_string()).collect();
                bail!(
                    "{} has several binary targets: pass the one to run after `--` ({})",
                    manifest.display(),
                    binaries.join(", ")
                )
            }
        }
    }
}

/// Returns the binary that a message of Cargo reports, if it belongs to this manifest.
fn executable(message: &Value, manifest: &Path) -> Option<PathBuf> {
    let is_ours = message["manifest_path"].as_str().map(Path::new) == Some(manifest)
        && message["target"]["kind"].as_array()?.iter().any(|kind| kind == "bin");
    is_ours.then(|| message["executable"].as_str().map(PathBuf::from))?
}
