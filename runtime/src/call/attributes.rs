//! The transaction attributes of a call.
//!
//! Depends on `wire` for reading JSON and for its errors.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wire::EventError;
use crate::wire::json::{Cursor, JsonBuf, Read};

/// Data that the service stores for a call between invocations: `TransactionAttributes`.
///
/// A map from strings to JSON values. Most values are strings; the service has been seen to keep
/// objects too.
///
/// The attributes of a reply replace all stored attributes, so a reply should send the whole map:
/// a changed copy of [`Call::attributes`](crate::Call::attributes). An empty map clears them. The
/// service's documentation contradicts itself on whether it merges maps instead.
///
/// A reply has at most 100 attributes and 20 KB of them. Another page of the documentation has an
/// error for more than 10 attributes; a reply with more is logged as a warning.
///
/// `Debug` shows the keys and hides the values.
///
/// ```
/// use offhook::TransactionAttributes;
///
/// let attributes = TransactionAttributes::new().with("language", "es").with("visits", "3");
/// assert_eq!(attributes.get("language"), Some("es"));
/// ```
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransactionAttributes(BTreeMap<String, Value>);

impl TransactionAttributes {
    /// Creates an empty map.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Returns the attribute's value. `None` if it is absent or not a string.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    /// Returns the attribute's value as JSON. `None` if it is absent.
    pub fn get_value(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Sets an attribute, replacing its former value.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(key.into(), value.into());
    }

    /// Sets an attribute and returns the map.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.insert(key, value);
        self
    }

    /// Removes an attribute and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// Returns `true` if there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of attributes.
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

    /// Checks that [`read`](Self::read) would succeed, and returns the JSON that it would read.
    pub(crate) fn check(json: &mut Cursor<'_>) -> Read<JsonBuf> {
        let mut keys = Vec::new();
        let checked = json.reading(|json| {
            json.entries(|json, key| {
                keys.push(key);
                json.check()
            })
        })?;
        keys.sort_unstable();
        is_new(keys.is_sorted_by(|one, other| one < other))?;
        Ok(checked.to_buffer())
    }

    /// Reads attributes from JSON that passed [`check`](Self::check).
    pub(crate) fn from_checked(json: &JsonBuf) -> Self {
        Self::read(&mut Cursor::new(json.as_json())).unwrap_or_default()
    }

    /// Returns an iterator over keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

fn is_new(is_new: bool) -> Read<()> {
    // The error does not name the key, which can be the caller's data.
    if is_new { Ok(()) } else { Err(EventError::new("", "holds a key that appears twice")) }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for TransactionAttributes {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(attributes: I) -> Self {
        Self(attributes.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl fmt::Debug for TransactionAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransactionAttributes ")?;
        f.debug_set().entries(self.0.keys()).finish()
    }
}
