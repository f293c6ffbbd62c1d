//! Limits on text from outside in messages of Offhook.

use std::fmt;

/// The most characters of a text from outside that an error, a log line or `Debug` holds.
const MAX_CHARS: usize = 200;

/// The beginning of a text from outside, for errors, logs and `Debug`.
#[inline]
pub(crate) fn clip(text: &str) -> &str {
    if text.len() <= MAX_CHARS { text } else { cut(text) }
}

#[cold]
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

/// Shows only a count in `Debug`: names and values of these things can be anybody's data.
pub(crate) struct Hidden(pub(crate) usize);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} hidden>", self.0)
    }
}
