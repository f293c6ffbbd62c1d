//! `offhook new`: makes an app from a template.
//!
//! The templates are members of the workspace, so that its tests run theirs. A new crate differs
//! from its template in its name, in the path to Offhook, and in being a workspace of its own.

mod name;
mod template;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use self::template::Template;

/// Create the crate of a new app
///
/// The crate compiles as it is. It has an app with a session and logging, tests of a handler and of whole calls, a
/// scenario for `offhook call`, and events for `cargo lambda invoke`. It depends on the checkout of Offhook that this
/// command was built from.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook new front-desk
  offhook new reminders --template outbound --path ~/lambdas/reminders")]
pub(crate) struct Args {
    /// The name of the crate and of the Lambda function
    #[arg(value_name = "NAME")]
    name: String,

    /// The app to begin with
    #[arg(long, value_enum, default_value_t)]
    template: Template,

    /// The folder to create [default: NAME in the current folder]
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
}

/// Creates the crate, and prints its files and the next commands.
pub(crate) fn new(args: Args, mut out: impl Write) -> Result<()> {
    let Args { name, template, path } = args;
    name::check(&name)?;
    let checkout = checkout()?;
    let folder = path.unwrap_or_else(|| PathBuf::from(&name));
    let files = template.render(&name, &checkout);
    create(&folder, &files)?;

    writeln!(out, "Created `{name}` from the template `{}`:\n", template.name())?;
    for (file, _) in &files {
        writeln!(out, "  {}", folder.join(file).display())?;
    }
    writeln!(
        out,
        "\nNext:\n
  cd {}
  cargo test
  {} call

README.md has the commands to run the app as a Lambda and to deploy it.",
        folder.display(),
        this_command()?
    )?;
    Ok(())
}

/// The checkout of Offhook that this command was built from. Once the crates are published, the
/// templates name their versions instead.
fn checkout() -> Result<String> {
    let cli = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checkout = cli.parent().filter(|checkout| checkout.join("runtime/Cargo.toml").is_file());
    let checkout = checkout.with_context(|| {
        format!("{} is gone: build this command again, in a checkout of Offhook", cli.display())
    })?;
    Ok(checkout.display().to_string())
}

/// Creates a folder with these files. Leaves nothing behind when that fails.
fn create(folder: &Path, files: &[(&str, String)]) -> Result<()> {
    let cannot_create = || format!("can't create `{}`", folder.display());
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).with_context(cannot_create)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("destination `{}` already exists", folder.display())
        }
        created => created.with_context(cannot_create)?,
    }
    let written = write(folder, files);
    if written.is_err() {
        // The error that is reported is the first one.
        let _ = fs::remove_dir_all(folder);
    }
    written
}

fn write(folder: &Path, files: &[(&str, String)]) -> Result<()> {
    for (file, text) in files {
        let path = folder.join(file);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .with_context(|| format!("can't write `{}`", path.display()))?;
    }
    Ok(())
}

/// This command as it can be called from another folder.
fn this_command() -> Result<String> {
    match env::args().next() {
        Some(name) if !name.contains(std::path::is_separator) => Ok(name),
        _ => Ok(env::current_exe()?.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_cannot_be_written_is_removed() {
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("a/b");
        // The second file's folder is the first file.
        let files = [("x", String::new()), ("x/y", String::new())];
        let error = create(&folder, &files).unwrap_err();
        assert_eq!(error.to_string(), format!("can't write `{}`", folder.join("x/y").display()));
        assert!(!folder.exists());
    }
}
