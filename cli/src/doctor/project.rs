//! The project: a Cargo package, as `cargo metadata` describes it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::app::cargo;

/// A package that depends on Offhook.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// The root files of its programs and its library.
    pub(super) roots: Vec<PathBuf>,
    /// The names of its programs.
    pub(super) programs: Vec<String>,
    /// The manifest that has the profiles.
    pub(super) workspace_manifest: PathBuf,
    /// Cargo's folder for what it builds.
    pub(super) target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

impl Project {
    /// Reads the package that a folder is in.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path =
            folder.canonicalize().with_context(|| format!("{} can't be read", folder.display()))?;
        let folder = path
            .ancestors()
            .find(|folder| folder.join("Cargo.toml").is_file())
            .with_context(|| format!("{} is not in a Cargo package", path.display()))?;
        let manifest = folder.join("Cargo.toml");
        let metadata = metadata(&manifest)?;
        let mut packages = metadata.packages.into_iter();
        let package =
            packages.find(|package| package.manifest_path == manifest).with_context(|| {
                format!("{} has no package: pass the folder of one", manifest.display())
            })?;
        if !package.dependencies.iter().any(|dependency| dependency.name == "offhook") {
            bail!("{} does not depend on `offhook`: pass the folder of an app", manifest.display());
        }
        let is = |target: &Target, kind: &str| target.kind.iter().any(|name| name == kind);
        let programs: Vec<_> = package.targets.iter().filter(|target| is(target, "bin")).collect();
        let library = package.targets.iter().find(|target| is(target, "lib"));
        Ok(Self {
            name: package.name,
            folder: folder.to_owned(),
            roots: programs
                .iter()
                .copied()
                .chain(library)
                .map(|root| root.src_path.clone())
                .collect(),
            programs: programs.iter().map(|program| program.name.clone()).collect(),
            workspace_manifest: metadata.workspace_root.join("Cargo.toml"),
            target: metadata.target_directory,
        })
    }
}

fn metadata(manifest: &Path) -> Result<Metadata> {
    let cargo = cargo();
    let output = Command::new(&cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version=1", "--manifest-path"])
        .arg(manifest)
        .output()
        .with_context(|| format!("{} can't be run", cargo.to_string_lossy()))?;
    if !output.status.success() {
        bail!(
            "{}",
            String::from_utf8_lossy(&output.stderr).trim_start_matches("error: ").trim_end()
        );
    }
    serde_json::from_slice(&output.stdout).context("`cargo metadata` printed an unknown format")
}
