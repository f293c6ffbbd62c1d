//! Apps whose source is here: they are built and run without being asked for. Those of the repository
//! serve those who have no Lambda at hand.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// How many folders above a file can be its app's: it may lie in `tests/scenarios/menu/`.
const FARTHEST: usize = 4;

/// A package of cargo's that holds a Lambda.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct App {
    folder: PathBuf,
}

impl App {
    /// An example of the repository.
    pub(crate) fn example(name: &str) -> Result<Self> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let folder = repository
            .map(|root| root.join("examples").join(name))
            .filter(|folder| folder.is_dir())
            .with_context(|| {
                format!(
                    "the example app {name} is not here: it lives in Offhook's repository. Check that out and run \
                     this command at its root, or name files and a Lambda of your own: offhook … FILE... -- COMMAND"
                )
            })?;
        Ok(Self { folder })
    }

    /// The app to which a file belongs: that of the nearest folder above with a `Cargo.toml`, not too far away.
    pub(crate) fn containing(file: &Path) -> Result<Self> {
        let path =
            file.canonicalize().with_context(|| format!("{} can't be read", file.display()))?;
        let folder = path
            .ancestors()
            .skip(1)
            .take(FARTHEST)
            .find(|folder| folder.join("Cargo.toml").is_file());
        let folder = folder.with_context(|| {
            format!(
                "{} lies in no app of cargo's: say how the Lambda is started, with -- COMMAND at the end",
                file.display()
            )
        })?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// A file or folder of the app.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What the app is told: the lines `KEY=VALUE` of its file `demo.env`, if it has one.
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

    /// Builds the app, with cargo's progress on standard error, and says where its program is.
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
            format!(
                "{} can't be run: {} is built with it",
                cargo.to_string_lossy(),
                manifest.display()
            )
        })?;
        if !output.status.success() {
            bail!("cargo could not build {}: its messages are above", manifest.display());
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let programs: Vec<PathBuf> = messages
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter_map(|message| executable(&message, &manifest))
            .collect();
        match programs.as_slice() {
            [program] => Ok(program.clone()),
            [] => bail!(
                "{} has no program: say how the Lambda is started, with -- COMMAND",
                manifest.display()
            ),
            _ => {
                let programs: Vec<_> =
                    programs.iter().map(|program| program.display().to_string()).collect();
                bail!(
                    "{} has several programs: name the one to run, with -- COMMAND ({})",
                    manifest.display(),
                    programs.join(", ")
                )
            }
        }
    }
}

/// The program that a message of cargo's reports, if it is one of this manifest's.
fn executable(message: &Value, manifest: &Path) -> Option<PathBuf> {
    let is_ours = message["manifest_path"].as_str().map(Path::new) == Some(manifest)
        && message["target"]["kind"].as_array()?.iter().any(|kind| kind == "bin");
    is_ours.then(|| message["executable"].as_str().map(PathBuf::from))?
}
