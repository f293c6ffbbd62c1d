//! Text that must not end up in logs.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::wire::FieldError;
use crate::wire::form::{Form, Plain};
use crate::wire::item::Item;
use crate::wire::json::Json;

/// Text that can hold a phone number, digits, a token or what is spoken.
///
/// `Debug` hides the text, `Display` shows it.
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
    /// Keeps the text; a literal is not copied.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl AsRef<str> for Sensitive {
    fn as_ref(&self) -> &str {
        &self.0
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
        write!(f, "<{} hidden>", self.0.chars().count())
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
