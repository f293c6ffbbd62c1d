//! An event that can't be decoded.

use std::borrow::Cow;
use std::fmt;

/// An event, or the part of it that a handler takes, can't be decoded.
///
/// The text names the field by its path in the service's spelling (`CallDetails.Participants[0]`)
/// and says what was expected; it never holds a value of the event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventError(Box<Problem>);

/// Boxed, so that every step of reading an event returns one word.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Problem {
    path: String,
    text: Cow<'static, str>,
    hint: Option<&'static str>,
}

impl EventError {
    #[cold]
    pub(crate) fn new(path: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Problem { path: path.into(), text: text.into(), hint: None }))
    }

    /// A key came twice: two values could contradict each other.
    pub(crate) fn twice() -> Self {
        Self::new("", APPEARS_TWICE)
    }

    pub(crate) fn with_hint(mut self, hint: Option<&'static str>) -> Self {
        self.0.hint = hint;
        self
    }

    /// The same error of the field `name`, which holds what this error is about.
    #[cold]
    pub(crate) fn under(mut self, name: &str) -> Self {
        let separator =
            if self.0.path.is_empty() || self.0.path.starts_with('[') { "" } else { "." };
        self.0.path = format!("{name}{separator}{}", self.0.path);
        self
    }

    /// The same error of an element of an array.
    pub(crate) fn at_index(self, index: usize) -> Self {
        self.under(&format!("[{index}]"))
    }

    /// Whatever was wrong with the JSON text itself; `serde_json`'s words for that hold no input.
    pub(crate) fn not_json(problem: impl fmt::Display) -> Self {
        Self::new("", format!("is not JSON that can be read: {problem}"))
    }

    /// Rewords what `serde_json` says, which quotes whole strings of the input.
    pub(crate) fn from_json(error: &serde_json::Error) -> Self {
        if !error.is_data() {
            return Self::not_json(error);
        }
        let text = error.to_string();
        // An argument's own text has no lines.
        let place = match error.line() {
            0 => String::new(),
            line => format!(" at line {line} column {}", error.column()),
        };
        Self::new(
            "",
            match text.rsplit_once(", expected ") {
                // "invalid type: string \"+1206…\", expected an object at line 1 column 5"
                Some((found, expected)) => {
                    let expected = expected.split(" at line ").next().unwrap_or(expected);
                    format!("must be {expected}, is {}{place}", kind(found))
                }
                None if text.starts_with(APPEARS_TWICE) => {
                    format!("holds a key that {APPEARS_TWICE}{place}")
                }
                // Derived code's words; they hold names of the protocol alone.
                None if text.starts_with("missing field `")
                    || text.starts_with("duplicate field `") =>
                {
                    text
                }
                None => format!("has a value of the wrong form{place}"),
            },
        )
    }

    /// The same with the path of the field.
    pub(crate) fn from_path(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let inner = Self::from_json(error.inner());
        match error.path().to_string() {
            root if root == "." => inner,
            path => inner.under(&path),
        }
    }

    /// The field, as a path in the service's spelling; empty for the event as a whole.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong with the field.
    pub fn problem(&self) -> &str {
        &self.0.text
    }
}

/// What is said of a key that comes twice.
const APPEARS_TWICE: &str = "appears twice";

/// The kind of JSON value that `serde_json` found, without the value that it quotes.
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

/// Says in which field something went wrong.
pub(crate) trait Under {
    /// As [`EventError::under`].
    fn under(self, name: &str) -> Self;
}

impl<T> Under for Result<T, EventError> {
    #[inline]
    fn under(self, name: &str) -> Self {
        self.map_err(|error| error.under(name))
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.0.path.is_empty() { "the event" } else { &self.0.path };
        write!(f, "{name} {}", self.0.text)?;
        match self.0.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for EventError {}
