//! The fields of a JSON object, by key, and what is wrong with one.

use std::borrow::Cow;
use std::fmt;

use super::EventError;
use super::form::Form;
use super::item::{Item, Object};
use super::json::{Cursor, Json, Read};
use super::rule::Broken;

/// The fields of an object, not read yet.
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

    /// Reads a field in its form. `null` counts as absent.
    pub(crate) fn read<F: Form<T>, T>(&self, key: &'static str) -> Result<T, FieldError> {
        let value = match self.find(key) {
            Ok(None) => Ok(None),
            Ok(Some(json)) => F::read(json),
            Err(error) => Err(error),
        };
        let value = value.map_err(|error| error.within(key))?;
        value.or_else(F::absent).ok_or_else(|| FieldError::missing(key))
    }

    fn find(&self, key: &str) -> Result<Option<Json<'a>>, FieldError> {
        let mut values = self.0.iter().filter(|(name, _)| name == key).map(|(_, json)| *json);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(EventError::twice().into()),
            (value, None) => Ok(value.filter(|json| !json.is_null())),
        }
    }
}

/// A struct that is read from the fields of an object, or from some of them.
pub(crate) trait Parameters: Object + Sized {
    fn read(fields: &Fields<'_>) -> Result<Self, FieldError>;

    /// Checks every rule of the fields.
    fn check(&self) -> Result<(), FieldError> {
        Ok(())
    }
}

/// Checks the rules of one field: those of its form, and others.
pub(crate) fn check<F: Form<T>, T>(
    key: &'static str,
    value: &T,
    rules: &[&dyn Fn(Option<Item<'_>>) -> Result<(), Broken>],
) -> Result<(), FieldError> {
    F::check(value).map_err(|error| error.within(key))?;
    let broken = rules.iter().find_map(|rule| rule(F::item(value)).err());
    broken.map_or(Ok(()), |rule| Err(FieldError::new(key, rule)))
}

/// A field, and the rule that it breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FieldError {
    field: Cow<'static, str>,
    rule: Cow<'static, str>,
    is_missing: bool,
}

impl FieldError {
    /// `rule` reads on after the field's name: "must hold at most 50 characters, has 51".
    #[cold]
    pub(crate) fn new(field: &'static str, rule: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), rule: rule.into(), is_missing: false }
    }

    /// Refuses the field unless it keeps the rule.
    pub(crate) fn unless(kept: bool, field: &'static str, rule: &'static str) -> Result<(), Self> {
        if kept { Ok(()) } else { Err(Self::new(field, rule)) }
    }

    #[cold]
    fn missing(field: &'static str) -> Self {
        Self { is_missing: true, ..Self::new(field, "is missing") }
    }

    /// The same rule, of a field of `parent`.
    #[cold]
    pub(crate) fn within(mut self, parent: &str) -> Self {
        let separator = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field = format!("{parent}{separator}{}", self.field).into();
        self
    }

    /// The same rule, of an element of an array or of a field of it.
    pub(crate) fn at_index(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }

    pub(crate) fn field(&self) -> &str {
        &self.field
    }

    pub(crate) fn rule(&self) -> &str {
        &self.rule
    }

    pub(crate) fn is_missing(&self) -> bool {
        self.is_missing
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.field.is_empty() { "" } else { " " };
        write!(f, "{}{separator}{}", self.field, self.rule)
    }
}

impl From<EventError> for FieldError {
    fn from(error: EventError) -> Self {
        let (field, rule) = (error.path().to_owned().into(), error.problem().to_owned().into());
        Self { field, rule, is_missing: false }
    }
}
