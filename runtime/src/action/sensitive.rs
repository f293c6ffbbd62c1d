//! Text that must not appear in logs.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::wire::form::{Form, Plain};
use crate::wire::item::Item;
use crate::wire::json::{Cursor, Json, Read};
use crate::wire::lenient::{self, Lenient};
use crate::wire::{FieldError, Hidden};

/// Text that can contain a phone number, digits, a token or speech.
///
/// `Debug` hides the text; `Display` shows it.
///
/// ```
/// use offhook::action::Speak;
///
/// let speak = Speak::text("Your PIN is 1234.");
/// assert_eq!(speak.speech.text, "Your PIN is 1234.");
/// assert!(!format!("{speak:?}").contains("1234"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive(Cow<'static, str>);

impl Sensitive {
    /// Wraps the text without copying a string literal.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl AsRef<str> for Sensitive {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Lenient for Sensitive {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        lenient::text(json)
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Sensitive {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl PartialEq<str> for Sensitive {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Sensitive {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hidden(self.0.chars().count()).fmt(f)
    }
}

impl Form<Sensitive> for Plain {
    fn item(value: &Sensitive) -> Option<Item<'_>> {
        Plain::item(&value.0)
    }

    fn read(json: Json<'_>) -> Result<Option<Sensitive>, FieldError> {
        let text: Option<Cow<'static, str>> = Plain::read(json)?;
        Ok(text.map(Sensitive))
    }
}
