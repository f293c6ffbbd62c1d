//! An event that can't be decoded.

use std::borrow::Cow;
use std::fmt;

/// An event, or the [`Arguments`](crate::Arguments) in it, can't be decoded.
///
/// The text names the field by its path in the service's spelling (`CallDetails.Participants[0]`)
/// and says what was expected; it never holds a value of the event, nor a key that is not the
/// service's or the app's own: such a key is `*`.
///
/// An event is refused only where it can't be answered, or where two readers would take it for two
/// different events:
///
/// - It is not JSON, not UTF-8 or not an object. It has more than 6 MB, or is nested more than 127
///   levels deep.
/// - `InvocationEventType` is absent, empty or not a string; nor may its other spelling
///   `InvocationEvent` be empty or not a string.
/// - `CallDetails` is absent, and `ActionData.CallDetails` too, or the one that counts is not an
///   object.
/// - `TransactionId` is absent or not a string.
/// - `Participants` is there and not an array of objects, or has more than 64.
/// - `TransactionAttributes` is neither absent, `null` nor an object.
/// - `ActionData` is neither absent, `null` nor an object; its `Type` is there and not a string.
/// - One of these keys, or another that every handler can read, such as `Sequence`, `CallId` and
///   `From`, appears twice; or its text holds half of a surrogate pair.
///
/// Everything else decodes. A field with a value of another form reads as absent, and a number or a
/// boolean as text where text is expected; [`Invocation::raw`](crate::Invocation::raw) has it.
#[derive(Clone, PartialEq, Eq)]
pub struct EventError(Box<Problem>);

/// Boxed, so that every step of reading an event returns one word.
#[derive(Clone, PartialEq, Eq)]
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
    #[cold]
    #[inline(never)]
    pub(crate) fn twice() -> Self {
        Self::new("", APPEARS_TWICE)
    }

    pub(crate) fn with_hint(mut self, hint: Option<&'static str>) -> Self {
        self.0.hint = hint;
        self
    }

    /// Places the error in the field `name`.
    #[cold]
    pub(crate) fn under(mut self, name: &str) -> Self {
        let separator =
            if self.0.path.is_empty() || self.0.path.starts_with('[') { "" } else { "." };
        self.0.path = format!("{name}{separator}{}", self.0.path);
        self
    }

    /// Places the error in an element of an array.
    pub(crate) fn at_index(self, index: usize) -> Self {
        self.under(&format!("[{index}]"))
    }

    /// Creates an error about the JSON text itself. The messages of `serde_json` for these hold no input.
    pub(crate) fn not_json(problem: impl fmt::Display) -> Self {
        Self::new("", format!("is not JSON that can be read: {problem}"))
    }

    /// The field, as a path in the service's spelling; empty for the event as a whole.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The problem of the field.
    pub fn problem(&self) -> &str {
        &self.0.text
    }
}

/// The problem of a duplicate key.
const APPEARS_TWICE: &str = "appears twice";

/// Adds the field to an error.
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

/// As `Display`: a derived one would be linked into every app, as part of the error's vtable.
impl fmt::Debug for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for EventError {}
