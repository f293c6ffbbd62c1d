//! Keys of a telephone.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::error::check;
use super::{ActionError, ActionKind};

/// Keys of a telephone that end something, each a character of the text: `0`-`9`, `#`, `*`.
///
/// On the wire an array of one-character strings.
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
    /// The keys, without anything between them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses what is no key, in the parameter `field` of `A`.
    pub(super) fn check<A: ActionKind>(&self, field: &'static str) -> Result<(), ActionError> {
        let keys = self.0.chars().all(|key| matches!(key, '0'..='9' | '#' | '*'));
        check::<A>(keys, field, "must hold only keys from 0 to 9, # and *")
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Keys {
    fn from(keys: T) -> Self {
        Self(keys.into())
    }
}

impl Serialize for Keys {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.chars())
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneCharacterStrings;

        impl<'de> Visitor<'de> for OneCharacterStrings {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of one-character strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Keys, A::Error> {
                let mut keys = String::new();
                while let Some(key) = seq.next_element::<Cow<'_, str>>()? {
                    let mut characters = key.chars();
                    let (Some(key), None) = (characters.next(), characters.next()) else {
                        return Err(A::Error::custom(format_args!(
                            "expected {}",
                            &self as &dyn serde::de::Expected
                        )));
                    };
                    keys.push(key);
                }
                Ok(keys.into())
            }
        }

        deserializer.deserialize_seq(OneCharacterStrings)
    }
}
