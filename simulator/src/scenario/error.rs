//! Errors of scenario files, with their positions.
//!
//! Depends on `strsim` for suggestions.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// The reason why scenarios can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file, or the folder, can't be read.
    #[error("{} can't be read", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The folder contains no scenario files.
    #[error("no *.yaml files in the folder {}", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file is not a valid scenario file.
    #[error("{}", Lines(problems, file))]
    Invalid {
        /// The name of the file as it was given.
        file: String,
        /// All problems, in the order of the file.
        problems: Vec<Problem>,
    },
}

/// A problem of a scenario file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Problem {
    /// The position.
    pub at: Position,
    /// The problem, and how to fix it.
    pub message: String,
}

/// A position in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    pub(super) fn new(line: usize, column: usize) -> Self {
        Self { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Problem {
    pub(super) fn new(at: Position, message: String) -> Self {
        Self { at, message }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

/// Displays problems like a compiler, one per line: `file:line:column: message`.
struct Lines<'a>(&'a [Problem], &'a str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problems, file) = self;
        problems.iter().enumerate().try_for_each(|(number, problem)| {
            let before = if number == 0 { "" } else { "\n" };
            write!(f, "{before}{file}:{problem}")
        })
    }
}

/// Returns the end of a message that suggests the most similar one of `words`, or an empty string.
pub(super) fn meant(word: &str, words: &[&str]) -> String {
    // A part of a word counts as similar, such as `busy` for `is_busy`.
    let is_part =
        |candidate: &&&str| word.len() > 2 && candidate.split('_').any(|part| part == word);
    let distance =
        |candidate: &&&str| strsim::osa_distance(&word.to_lowercase().replace('-', "_"), candidate);
    let is_near = |nearest: &&&str| distance(nearest) <= (word.chars().count() / 3).max(1);
    let nearest = || words.iter().min_by_key(distance).filter(is_near);
    let near = words.iter().find(is_part).or_else(nearest);
    near.map_or_else(String::new, |near| format!(": did you mean {near:?}?"))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn similar_words_and_whole_parts_are_suggested() {
        for (word, suggested) in [
            ("busy", Some("is_busy")),
            ("end", Some("far_end")),
            ("far-end", Some("far_end")),
            ("presss", Some("presses")),
            ("is", None),
            ("levitate", None),
        ] {
            let message = suggested.map(|it| format!(": did you mean {it:?}?")).unwrap_or_default();
            assert_eq!(meant(word, &["hears", "presses", "is_busy", "far_end"]), message, "{word}");
        }
    }
}
