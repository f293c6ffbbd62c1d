//! What entries bring.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// What an entry brings: a part of a shared text, because entries are read again at each event.
#[derive(Clone, Default)]
pub struct Payload {
    text: Arc<str>,
    place: Range<u32>,
}

impl Payload {
    /// A part of a text; `None` if the text has no such part.
    pub(super) fn part(text: &Arc<str>, place: Range<usize>) -> Option<Self> {
        text.get(place.clone())?;
        let place = u32::try_from(place.start).ok()?..u32::try_from(place.end).ok()?;
        Some(Self { text: Arc::clone(text), place })
    }
}

impl Deref for Payload {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text[self.place.start as usize..self.place.end as usize]
    }
}

impl From<&str> for Payload {
    fn from(text: &str) -> Self {
        Self::part(&text.into(), 0..text.len()).unwrap_or_default()
    }
}

impl From<String> for Payload {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
