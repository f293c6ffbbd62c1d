//! JSON text that `serde_json` has validated, and places in it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

#[cfg(doc)]
use super::json::Cursor;

/// The validated text of one JSON value: a [`RawValue`] or a part of one.
///
/// A [`Cursor`] reads only such text, so it does not check commas, escapes and numbers again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    pub(crate) const NULL: Json<'static> = Json("null");
    pub(crate) const EMPTY_OBJECT: Json<'static> = Json("{}");

    /// The text of a value that a [`Cursor`] has read.
    pub(super) fn read(text: &'a str) -> Self {
        Self(text)
    }

    pub(crate) fn as_str(self) -> &'a str {
        self.0
    }

    /// Copies the text.
    pub(crate) fn to_raw_value(self) -> Box<RawValue> {
        // `RawValue` checks the text again.
        RawValue::from_string(self.0.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned())
    }

    pub(crate) fn is_null(self) -> bool {
        self.0 == Self::NULL.0
    }
}

impl<'a> From<&'a RawValue> for Json<'a> {
    fn from(raw: &'a RawValue) -> Self {
        Self(raw.get())
    }
}

/// Writes a value of the protocol as JSON. This can't fail: its keys are strings, and no field's
/// serialization returns an error.
pub(crate) fn write(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// A [`Json`] whose owners share the text: an event and its parts, which keep the [`Span`]s of what
/// they have read.
#[derive(Clone, Default)]
// The box inside spares each event a copy of its text.
pub(crate) struct SharedJson(Arc<Box<str>>);

impl SharedJson {
    pub(crate) fn as_json(&self) -> Json<'_> {
        Json(&self.0)
    }

    /// Returns a text that a [`Cursor`] has read.
    pub(crate) fn text<'t>(&'t self, text: &'t Text) -> &'t str {
        match text {
            Text::Part(span) => self.slice(*span),
            Text::Own(text) => text,
        }
    }

    /// Returns the value in this span, which a [`Cursor`] has read; `null` if the span is empty.
    pub(crate) fn part(&self, span: Span) -> Json<'_> {
        match self.slice(span) {
            "" => Json::NULL,
            value => Json(value),
        }
    }

    fn slice(&self, span: Span) -> &str {
        self.0.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

impl From<Box<RawValue>> for SharedJson {
    fn from(raw: Box<RawValue>) -> Self {
        Self(Arc::new(raw.into()))
    }
}

/// A place in JSON text, in bytes. An event has at most 6 MB.
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    pub(super) start: u32,
    end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        let offset = |at: usize| at.try_into().unwrap_or(u32::MAX);
        Self { start: offset(start), end: offset(end) }
    }
}

/// Text that a [`Cursor`] has read and that does not borrow from it.
#[derive(Clone)]
pub(crate) enum Text {
    /// The text in this span.
    Part(Span),
    /// Text that the JSON escapes.
    Own(Box<str>),
}
