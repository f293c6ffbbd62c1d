//! What is wrong with a file, and where.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a scenario can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file, or the folder, can't be read.
    #[error("{} can't be read", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder has no scenarios.
    #[error("the folder {} holds no *.yaml file: give it scenarios, or name files", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file is not what a scenario has to be.
    #[error("{}", Lines(problems, file))]
    Invalid {
        /// The file's name as it was given.
        file: String,
        /// Everything that is wrong with it, in the order of the file.
        problems: Vec<Problem>,
    },
}

/// One thing that is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Problem {
    /// Where.
    pub at: Position,
    /// What, and what to do.
    pub message: String,
}

/// A position in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
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

/// Problems as compilers print them, `file:line:column: message`, one a line.
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

/// The word of `words` that `word` was probably meant to be, as the end of a message.
pub(super) fn meant(word: &str, words: &[&str]) -> String {
    let distance =
        |candidate: &&&str| strsim::osa_distance(&word.to_lowercase().replace('-', "_"), candidate);
    let near = words.iter().min_by_key(distance).filter(|nearest| {
        // A word that holds the other, such as `busy` and `is_busy`, is near enough too.
        let whole = word.len() > 2 && nearest.split('_').any(|part| part == word);
        whole || distance(nearest) <= (word.chars().count() / 3).max(1)
    });
    let near = near.or_else(|| {
        words
            .iter()
            .find(|candidate| word.len() > 2 && candidate.split('_').any(|part| part == word))
    });
    near.map_or_else(String::new, |near| format!(": did you mean {near:?}?"))
}
