//! Keeps the diagram in a Markdown file up to date.
//!
//! Depends on [`Transcript::to_mermaid`].

use std::path::Path;

use super::Transcript;

/// The line before the diagram.
const MARK: &str = "<!-- diagram -->";
/// The environment variable for writing diagrams instead of checking them.
const UPDATE: &str = "UPDATE_DIAGRAMS";

impl Transcript {
    /// Checks that a Markdown file shows this call: that the line `<!-- diagram -->` is followed by a
    /// code block with [`Transcript::to_mermaid`], which GitHub renders. If the environment variable
    /// `UPDATE_DIAGRAMS` is set, writes the code block instead.
    ///
    /// This keeps the diagram of a README in step with the application. Tests run in the folder of
    /// their crate:
    ///
    /// ```no_run
    /// # fn check(phone: &offhook_simulator::Phone) {
    /// phone.transcript().check_diagram("README.md");
    /// # }
    /// ```
    ///
    /// # Panics
    /// Panics if the diagram differs, if the line is missing, or if the file can't be read or written.
    #[track_caller]
    pub fn check_diagram(&self, path: impl AsRef<Path>) {
        let path = path.as_ref();
        let name = path.display();
        let markdown = match std::fs::read_to_string(path) {
            Ok(markdown) => markdown.replace("\r\n", "\n"),
            Err(error) => panic!("{name} can't be read: {error}"),
        };
        let Some(wanted) = with_diagram(&markdown, &self.to_mermaid()) else {
            panic!("missing line {MARK} in {name}")
        };
        if wanted == markdown {
            return;
        }
        assert!(
            std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty()),
            "the diagram in {name} is out of date; update it with {UPDATE}=1 cargo test\n\n{self}"
        );
        if let Err(error) = std::fs::write(path, wanted) {
            panic!("{name} can't be written: {error}");
        }
    }
}

/// Returns the Markdown with this diagram after the mark; `None` if the mark is missing.
fn with_diagram(markdown: &str, diagram: &str) -> Option<String> {
    let (before, after) = markdown.split_once(&format!("{MARK}\n"))?;
    let old = after.trim_start_matches('\n').strip_prefix("```mermaid\n");
    let rest = match old {
        Some(old) => old.split_once("```\n")?.1,
        None => after,
    };
    let rest = rest.trim_start_matches('\n');
    let gap = if rest.is_empty() { "" } else { "\n" };
    Some(format!("{before}{MARK}\n\n```mermaid\n{diagram}```\n{gap}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::sample;

    #[test]
    fn diagram_is_inserted_and_replaced() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let empty = "# App\n\n<!-- diagram -->\n\nMore.\n";
        let with = "# App\n\n<!-- diagram -->\n\n```mermaid\na\n```\n\nMore.\n";
        assert_eq!(with_diagram(empty, "a\n").unwrap(), with);
        assert_eq!(with_diagram(with, "a\n").unwrap(), with);
        assert_eq!(with_diagram(with, "b\n").unwrap(), with.replace("a\n", "b\n"));
        assert_eq!(with_diagram("# App\n", "a\n"), None);

        let shown = with_diagram(empty, &sample::bridged().to_mermaid()).unwrap();
        std::fs::write(file.path(), shown.replace('\n', "\r\n")).unwrap();
        sample::bridged().check_diagram(file.path());
    }

    #[test]
    #[should_panic(expected = "is out of date")]
    fn different_diagram_panics() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let shown = with_diagram("<!-- diagram -->\n", &sample::bridged().to_mermaid()).unwrap();
        std::fs::write(file.path(), shown).unwrap();
        sample::odd().check_diagram(file.path());
    }
}
