//! An event that can't be decoded.

use std::borrow::Cow;
use std::fmt;

use crate::wire::read::APPEARS_TWICE;

/// An event, or the part of it that a handler takes, can't be decoded.
///
/// The text names the field by its path in the service's spelling (`CallDetails.Participants[0]`)
/// and says what was expected; it never holds a value of the event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventError {
    path: String,
    problem: Cow<'static, str>,
    hint: Option<&'static str>,
}

impl EventError {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), problem: problem.into(), hint: None }
    }

    pub(crate) fn with_hint(mut self, hint: Option<&'static str>) -> Self {
        self.hint = hint;
        self
    }

    /// Whatever was wrong with the JSON text itself; serde_json's words for that hold no input.
    pub(crate) fn not_json(problem: impl fmt::Display) -> Self {
        Self::new("", format!("is not JSON that can be read: {problem}"))
    }

    /// Rewords what serde_json says, which quotes whole strings of the input.
    pub(crate) fn from_json(
        under: &str,
        error: &serde_path_to_error::Error<serde_json::Error>,
    ) -> Self {
        let mut path = under.to_owned();
        match error.path().to_string() {
            root if root == "." => {}
            inner if under.is_empty() || inner.starts_with('[') => path.push_str(&inner),
            inner => {
                path.push('.');
                path.push_str(&inner);
            }
        }
        let json = error.inner();
        let place = format!("at line {} column {}", json.line(), json.column());
        if !json.is_data() {
            return Self { path, ..Self::not_json(json) };
        }
        let text = json.to_string();
        let problem = match text.rsplit_once(", expected ") {
            // "invalid type: string \"+1206…\", expected an object at line 1 column 5"
            Some((found, expected)) => {
                let expected = expected.split(" at line ").next().unwrap_or(expected);
                format!("must be {expected}, is {} {place}", kind(found))
            }
            None if text.starts_with(APPEARS_TWICE) => format!("{APPEARS_TWICE} {place}"),
            None if text.starts_with("holds more than ") || text.starts_with("missing field `") => {
                // Our own words, and derived code's; they hold names of the protocol alone.
                text
            }
            None => format!("has a value of the wrong form {place}"),
        };
        Self::new(path, problem)
    }

    /// The field, as a path in the service's spelling; empty for the event as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with the field.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// The kind of JSON value that serde_json found, without the value that it quotes.
fn kind(found: &str) -> &'static str {
    let kinds = [
        ("string", "a string"),
        ("map", "an object"),
        ("sequence", "an array"),
        ("null", "null"),
        ("unit", "null"),
        ("boolean", "a boolean"),
        ("integer", "a number"),
        ("floating point", "a number"),
    ];
    let found = found.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    kinds
        .iter()
        .find(|(word, _)| found.starts_with(word))
        .map_or("something else", |(_, kind)| kind)
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.path.is_empty() { "the event" } else { &self.path };
        write!(f, "{name} {}", self.problem)?;
        match self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for EventError {}
