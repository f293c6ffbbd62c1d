//! Reads people from files.
//!
//! Depends on the words of scenario files.

use std::fs;
use std::path::Path;

use super::ScenarioError;
use super::check::Checker;
use super::format::STEP;
use super::kind::Kind;
use super::read::{problems, step};
use super::yaml;
use crate::People;

/// People by number.
static PEOPLE: Kind = Kind::Map { key: &Kind::Number, value: &Kind::List(&Kind::Choice(&STEP)) };

impl People {
    /// Parses people: a mapping from numbers, or `others`, to lists of steps in the words of scenario
    /// files. `file` is the name of the text in errors.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`].
    pub fn parse(text: &str, file: &str) -> Result<Self, ScenarioError> {
        let invalid = |problems| ScenarioError::Invalid { file: file.to_owned(), problems };
        let documents = yaml::documents(text).map_err(|problem| invalid(vec![problem]))?;
        let mut checker = Checker::default();
        let mut people = Self::new();
        for document in &documents {
            checker.kind(document, &PEOPLE, "people");
            if !checker.problems.is_empty() {
                continue;
            }
            for (number, nodes) in document.map() {
                let mut steps = Vec::new();
                for node in nodes.list() {
                    match step(node, &mut None) {
                        Ok(step) if Self::can(&step) => steps.push(step),
                        _ => checker.report(
                            node,
                            "expected a step of a called person: answers, is_busy, rings_out, refuses, \
                             is_unreachable, hears, presses, says, waits or hangs_up"
                                .to_owned(),
                        ),
                    }
                }
                people = people.person(number.text().unwrap_or_default(), steps);
            }
        }
        problems(checker).map_or(Ok(people), |problems| Err(invalid(problems)))
    }

    /// Reads the people of a file. [`parse`](Self::parse) describes the format.
    ///
    /// # Errors
    /// [`ScenarioError::Unreadable`] or [`ScenarioError::Invalid`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path)
            .map_err(|source| ScenarioError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&text, &path.display().to_string())
    }
}
