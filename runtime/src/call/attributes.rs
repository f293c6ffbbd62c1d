//! The transaction attributes: what the service keeps for a call between two invocations.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use crate::wire::json::{Cursor, Read};
use crate::wire::{APPEARS_TWICE, EventError, Hidden};

/// What the service keeps for the call from one invocation to the next: `TransactionAttributes`.
///
/// A map of text to, mostly, text: one application keeps an object in a value and reads it back,
/// so that any JSON value is kept. What a reply sends takes the place of all the old attributes
/// (whether it would merge is contradicted by the service's pages), so send the whole map:
/// `call.attributes().clone()`, changed. An empty map clears them.
///
/// At most 100 attributes and 20 KB are sent (one page; another page has an error for more than
/// 10, which is warned of in the log).
///
/// `Debug` counts them.
///
/// ```
/// use offhook::TransactionAttributes;
///
/// let attributes = TransactionAttributes::new().with("language", "es").with("visits", "3");
/// assert_eq!(attributes.get("language"), Some("es"));
/// ```
#[derive(Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct TransactionAttributes(BTreeMap<String, Value>);

impl TransactionAttributes {
    /// No attributes.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The attribute, if it is there and is text.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    /// The attribute, whatever JSON it is.
    pub fn get_value(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Sets an attribute.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(key.into(), value.into());
    }

    /// The attributes with this one set.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.insert(key, value);
        self
    }

    /// Removes an attribute.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn read(json: &mut Cursor<'_>) -> Read<Self> {
        let mut attributes = BTreeMap::new();
        json.entries(|json, key| {
            let value = json.value()?;
            is_new(attributes.insert(key.into_owned(), value).is_none())
        })?;
        Ok(Self(attributes))
    }

    /// Passes over what [`read`](Self::read) could read, and gives its JSON.
    pub(crate) fn check<'a>(json: &mut Cursor<'a>) -> Read<&'a str> {
        let start = json.position();
        let mut keys = BTreeSet::new();
        json.entries(|json, key| {
            json.skip()?;
            is_new(keys.insert(key))
        })?;
        Ok(json.since(start))
    }

    /// What was [checked](Self::check).
    pub(crate) fn of_json(json: &str) -> Self {
        Self::read(&mut Cursor::new(json)).unwrap_or_default()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

fn is_new(is_new: bool) -> Read<()> {
    // Not which: a key can be the caller's data too.
    if is_new { Ok(()) } else { Err(EventError::new("", "holds a key that appears twice")) }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for TransactionAttributes {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(attributes: I) -> Self {
        Self(attributes.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl fmt::Debug for TransactionAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TransactionAttributes").field(&Hidden(self.len())).finish()
    }
}

impl<'de> Deserialize<'de> for TransactionAttributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Attributes;

        impl<'de> Visitor<'de> for Attributes {
            type Value = TransactionAttributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(
                self,
                mut map: M,
            ) -> Result<TransactionAttributes, M::Error> {
                let mut attributes = TransactionAttributes::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if attributes.0.insert(key, value).is_some() {
                        return Err(M::Error::custom(APPEARS_TWICE));
                    }
                }
                Ok(attributes)
            }
        }

        deserializer.deserialize_map(Attributes)
    }
}
