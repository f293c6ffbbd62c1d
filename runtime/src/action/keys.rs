//! Telephone keys that end an action.

use std::borrow::Cow;

use crate::wire::form::{Form, Plain};
use crate::wire::item::Item;
use crate::wire::json::{Cursor, Json};
use crate::wire::{FieldError, serde_as_plain};

/// Telephone keys that end a prompt, an input or a recording: `0`-`9`, `#` and `*`.
///
/// Each character of the text is a key. On the wire: an array of one-character strings.
///
/// ```
/// use offhook::action::PlayAudio;
///
/// let play = PlayAudio::s3("prompts", "menu.wav").terminators("#*");
/// assert_eq!(play.playback_terminators, Some("#*".into()));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Keys(Cow<'static, str>);

impl Keys {
    /// Returns the keys without separators.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Keys {
    fn from(keys: T) -> Self {
        Self(keys.into())
    }
}

impl Form<Keys> for Plain {
    fn item(value: &Keys) -> Option<Item<'_>> {
        Some(Item::Keys(value.as_str()))
    }

    fn read(json: Json<'_>) -> Result<Option<Keys>, FieldError> {
        let (mut keys, mut are_single) = (String::new(), true);
        Cursor::new(json).array(|json| {
            let key = json.string()?;
            are_single &= key.chars().count() == 1;
            keys.push_str(&key);
            Ok(())
        })?;
        FieldError::unless(are_single, "", "must be an array of one-character strings")?;
        Ok(Some(keys.into()))
    }
}

serde_as_plain!(Keys);
