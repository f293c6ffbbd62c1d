//! Apps in source form: finds their Cargo packages and builds them.
//!
//! Depends on the `cargo` command, and for the example on a checkout of Offhook's repository.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::process::Command;

/// Maximum number of folders searched for a `Cargo.toml`, enough for `tests/scenarios/menu/`.
const MAX_ANCESTORS: usize = 4;

/// An app that can't be built, or has no binary to run.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BuildError(String);

/// A Cargo package that builds a Lambda.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct App {
    folder: PathBuf,
}

impl App {
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
                "{} is not inside a Cargo package: pass the command that starts the Lambda after `--`, or a Node.js or \
                 Python function with --handler",
                file.display()
            )
        })?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Returns the path of a file of the app.
    fn path(&self, name: &str) -> PathBuf {
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
    pub(crate) async fn build(&self, release: bool) -> Result<PathBuf> {
        let cargo = cargo();
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
        let output = command.kill_on_drop(true).output().await.map_err(|error| {
            let cargo = cargo.to_string_lossy();
            BuildError(format!("{cargo} can't be run to build {}: {error}", manifest.display()))
        })?;
        if !output.status.success() {
            let message = "cargo failed to build";
            bail!(BuildError(format!("{message} {}: see its messages above", manifest.display())));
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let binaries: Vec<PathBuf> = messages
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter_map(|message| executable(&message, &manifest))
            .collect();
        let problem = match binaries.as_slice() {
            [binary] => return Ok(binary.clone()),
            [] => "has no binary target: pass the command that starts the Lambda after `--`"
                .to_owned(),
            _ => {
                let binaries: Vec<_> =
                    binaries.iter().map(|binary| binary.display().to_string()).collect();
                let binaries = binaries.join(", ");
                format!("has several binary targets: pass the one to run after `--` ({binaries})")
            }
        };
        bail!(BuildError(format!("{} {problem}", manifest.display())))
    }
}

/// The `cargo` command: that which runs this one, if one does.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Returns a folder of the crate around the current folder, such as `scenarios`. In a checkout of
/// Offhook, `example` is its default: a path in `examples`.
pub(crate) fn folder(name: &str, example: &str) -> Result<PathBuf> {
    let here = env::current_dir().context("the current folder can't be read")?;
    for folder in here.ancestors() {
        if folder.join(name).is_dir() {
            return Ok(relative(folder.join(name), &here));
        }
        if folder.join("Cargo.toml").is_file() {
            break;
        }
    }
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let example = checkout
        .filter(|checkout| here.starts_with(checkout))
        .map(|checkout| checkout.join("examples").join(example))
        .filter(|example| example.exists());
    match example {
        Some(example) => Ok(relative(example, &here)),
        None => bail!(
            "no folder `{name}` in {}: run this command in a crate that has one, such as one that \
             `offhook new` creates, or pass files",
            here.display()
        ),
    }
}

/// Makes a path below a folder relative to it.
pub(crate) fn relative(path: PathBuf, folder: &Path) -> PathBuf {
    match path.strip_prefix(folder) {
        Ok(short) => short.to_owned(),
        Err(_) => path,
    }
}

/// Returns the binary that a message of Cargo reports, if it belongs to this manifest.
fn executable(message: &Value, manifest: &Path) -> Option<PathBuf> {
    let is_ours = message["manifest_path"].as_str().map(Path::new) == Some(manifest)
        && message["target"]["kind"].as_array()?.iter().any(|kind| kind == "bin");
    is_ours.then(|| message["executable"].as_str().map(PathBuf::from))?
}
