//! Helpers of the tests of all commands: finished runs, and folders of files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A finished run of the command.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn new(command: &mut Command) -> Self {
        Self::from(command.output().expect("the command runs"))
    }

    /// Asserts that lines of standard output contain these texts, in this order.
    #[track_caller]
    pub(crate) fn shows(&self, texts: &[&str]) {
        let mut lines = self.stdout.lines();
        for text in texts {
            assert!(
                lines.any(|line| line.contains(text)),
                "{text:?} is missing or out of order in\n{}",
                self.stdout
            );
        }
    }
}

impl From<Output> for Run {
    fn from(Output { status, stdout, stderr }: Output) -> Self {
        Self {
            status: status.code().expect("the command exits"),
            stdout: String::from_utf8(stdout).expect("the command prints UTF-8"),
            stderr: String::from_utf8(stderr).expect("the command prints UTF-8"),
        }
    }
}

/// Creates a folder of files for one test.
pub(crate) fn folder(command: &str, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(command).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("the folder can be made");
    for (file, text) in files {
        let path = dir.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        fs::write(path, text).expect("the file can be written");
    }
    dir
}
