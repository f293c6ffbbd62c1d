//! The fields of a JSON object by key, and the error of a field.

use std::borrow::Cow;
use std::fmt;

use super::EventError;
use super::form::Form;
use super::item::Object;
use super::json::{Cursor, Json, Read};

/// The unread fields of an object.
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Fields<'a> {
    pub(crate) fn new(json: Json<'a>) -> Read<Self> {
        let mut fields = Vec::new();
        Cursor::new(json).entries(|json, key| {
            fields.push((key, json.raw()?));
            Ok(())
        })?;
        Ok(Self(fields))
    }

    /// Keeps the last value of each key.
    #[inline]
    pub(crate) fn keep_last(mut self) -> Self {
        // The sort keeps the order of equal keys.
        self.0.reverse();
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.0.dedup_by(|(one, _), (other, _)| one == other);
        self
    }

    /// Reads a field in its form. `null` counts as absent.
    pub(crate) fn read<F: Form<T>, T>(&self, key: &'static str) -> Result<T, FieldError> {
        if let Some(json) = self.find(key)? {
            match F::read(json) {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => {}
                Err(error) => return Err(error.within(key)),
            }
        }
        F::absent().ok_or_else(|| FieldError::missing(key))
    }

    fn find(&self, key: &str) -> Result<Option<Json<'a>>, FieldError> {
        let mut values = self.0.iter().filter(|(name, _)| name == key).map(|(_, json)| *json);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(FieldError::from(EventError::twice()).within(key)),
            (value, None) => Ok(value.filter(|json| !json.is_null())),
        }
    }
}

/// A struct that is read from the fields of an object, or from some of them.
pub(crate) trait Parameters: Object + Sized {
    fn read(fields: &Fields<'_>) -> Result<Self, FieldError>;
}

/// A field, and the rule that it breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FieldError(Box<Problem>);

/// The boxed content of a [`FieldError`], which keeps each result one word long.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Problem {
    field: String,
    rule: Cow<'static, str>,
    is_missing: bool,
}

impl FieldError {
    /// Creates an error. `rule` continues the field's name: "must hold at most 50 characters, has 51".
    #[cold]
    pub(crate) fn new(field: impl Into<String>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Problem { field: field.into(), rule: rule.into(), is_missing: false }))
    }

    /// Refuses the field unless it keeps the rule.
    pub(crate) fn unless(kept: bool, field: &'static str, rule: &'static str) -> Result<(), Self> {
        if kept { Ok(()) } else { Err(Self::new(field, rule)) }
    }

    #[cold]
    fn missing(field: &'static str) -> Self {
        let mut error = Self::new(field, "is missing");
        error.0.is_missing = true;
        error
    }

    /// Returns the error with the field placed in `parent`.
    #[cold]
    pub(crate) fn within(mut self, parent: &str) -> Self {
        let field = &self.0.field;
        let separator = if field.is_empty() || field.starts_with('[') { "" } else { "." };
        self.0.field = format!("{parent}{separator}{field}");
        self
    }

    /// Returns the error with the field placed in an element of an array.
    pub(crate) fn at_index(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }

    pub(crate) fn field(&self) -> &str {
        &self.0.field
    }

    pub(crate) fn rule(&self) -> &str {
        &self.0.rule
    }

    pub(crate) fn is_missing(&self) -> bool {
        self.0.is_missing
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.field().is_empty() { "" } else { " " };
        write!(f, "{}{separator}{}", self.field(), self.rule())
    }
}

impl From<EventError> for FieldError {
    fn from(error: EventError) -> Self {
        Self::new(error.path(), error.problem().to_owned())
    }
}
