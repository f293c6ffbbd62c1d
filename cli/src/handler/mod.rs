//! Lambdas that are a function of Node.js or Python: finds the file and runs it with a loader that is
//! part of this command.
//!
//! Depends on `node` and `python3` in `PATH`.

use std::ffi::OsString;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Result, bail};

/// The loaders, which use nothing but the standard libraries.
const NODE: &str = include_str!("node.mjs");
const PYTHON: &str = include_str!("python.py");

/// The name of a function as in the settings of Lambda: `index.handler`, `src/app.lambda_handler`.
#[derive(Clone, Debug)]
pub(crate) struct Handler(String);

impl FromStr for Handler {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.rsplit('/').next().unwrap_or_default();
        match name.split_once('.') {
            Some((file, function)) if !file.is_empty() && !function.is_empty() => {
                Ok(Self(text.to_owned()))
            }
            _ => Err("expected FILE.FUNCTION, such as index.handler"),
        }
    }
}

impl Handler {
    /// Returns the command that runs the function of a file below this folder.
    pub(crate) fn command(&self, folder: &Path) -> Result<Vec<OsString>> {
        // As AWS's runtimes read it: Node.js cuts the file name at its first dot, Python at the last.
        let cut = self.0.rfind('/').map_or(0, |slash| slash + 1);
        let dot = self.0[cut..].find('.').map_or(self.0.len(), |dot| cut + dot);
        let node = ["js", "mjs", "cjs"].map(|end| format!("{}.{end}", &self.0[..dot]));
        let module = self.0.rsplit_once('.').map_or("", |(module, _)| module).replace('.', "/");
        let python = [format!("{module}.py"), format!("{module}/__init__.py")];
        let exists = |file: &String| folder.join(file).is_file();
        let command: &[&str] = match (node.iter().any(exists), python.iter().any(exists)) {
            (true, false) => &["node", "--input-type=module", "--eval", NODE],
            (false, true) => &["python3", "-u", "-c", PYTHON],
            (true, true) => bail!(
                "the handler {} is the name of a Node.js and of a Python file in {}",
                self.0,
                folder.display()
            ),
            (false, false) => {
                let files: Vec<_> = node.iter().chain(&python).map(String::as_str).collect();
                bail!(
                    "no file for the handler {} in {}: expected one of {}",
                    self.0,
                    folder.display(),
                    files.join(", ")
                )
            }
        };
        Ok(command.iter().map(OsString::from).collect())
    }

    /// Returns the environment variable with the name, from which the loader reads it.
    pub(crate) fn variable(&self) -> (String, String) {
        ("_HANDLER".to_owned(), self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn language_is_that_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/package")).unwrap();
        for file in ["index.mjs", "src/app.py", "src/package/__init__.py", "both.js", "both.py"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let program = |handler: &str| {
            let command = handler.parse::<Handler>().unwrap().command(folder.path());
            command.map(|command| command[0].to_string_lossy().into_owned())
        };
        assert_eq!(program("index.handler").unwrap(), "node");
        assert_eq!(program("index.nested.handler").unwrap(), "node");
        assert_eq!(program("src/app.lambda_handler").unwrap(), "python3");
        assert_eq!(program("src.app.lambda_handler").unwrap(), "python3");
        assert_eq!(program("src.package.lambda_handler").unwrap(), "python3");
        let error = program("both.handler").unwrap_err().to_string();
        assert!(
            error.starts_with("the handler both.handler is the name of a Node.js and of a Python")
        );
        let error = program("missing.handler").unwrap_err().to_string();
        assert!(error.ends_with(
            ": expected one of missing.js, missing.mjs, missing.cjs, missing.py, missing/__init__.py"
        ));
    }

    #[test]
    fn name_has_a_file_and_a_function() {
        for name in ["", "index", ".handler", "index.", "src/", "a.b/index"] {
            assert!(name.parse::<Handler>().is_err(), "{name:?}");
        }
    }
}
