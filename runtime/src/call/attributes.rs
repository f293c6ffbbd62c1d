//! The transaction attributes of a call.
//!
//! Depends on `wire` for reading JSON and for its errors.

use std::borrow::Cow;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::wire::item::{Sizes, quoted_size};
use crate::wire::json::{self, Cursor, Json, Read};
use crate::wire::{EventError, Hidden, sorted};

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
/// `Debug` counts them.
///
/// ```
/// use offhook::TransactionAttributes;
///
/// let attributes = TransactionAttributes::new().with("language", "es").with("visits", "3");
/// assert_eq!(attributes.get("language"), Some("es"));
/// ```
#[derive(Clone, PartialEq, Default)]
pub struct TransactionAttributes(Vec<(String, Attribute)>);

/// A value. Those that are not strings stay JSON: they keep what no [`Value`] can hold, such as the
/// number 1e400, and only apps that read them link the code that does.
#[derive(Clone)]
enum Attribute {
    Text(String),
    Json(Box<RawValue>),
}

impl TransactionAttributes {
    /// Creates an empty map.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the attribute's value. `None` if it is absent or not a string.
    pub fn get(&self, key: &str) -> Option<&str> {
        match sorted::get(&self.0, key)? {
            Attribute::Text(text) => Some(text),
            Attribute::Json(_) => None,
        }
    }

    /// Returns the attribute's value as JSON. `None` if it is absent.
    pub fn get_value(&self, key: &str) -> Option<Value> {
        sorted::get(&self.0, key).map(Attribute::to_value)
    }

    /// Returns `true` if there is an attribute with this key.
    pub fn contains_key(&self, key: &str) -> bool {
        sorted::place(&self.0, key).is_ok()
    }

    /// Sets an attribute, replacing its former value.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        sorted::set(&mut self.0, key.into(), value.into().into());
    }

    /// Sets an attribute to a string, replacing its former value.
    pub(crate) fn insert_text(&mut self, key: &str, text: String) {
        sorted::set(&mut self.0, key.to_owned(), Attribute::Text(text));
    }

    /// Returns a copy of the attributes with these keys.
    #[cfg(feature = "flow")]
    pub(crate) fn filtered(&self, wanted: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(key, _)| wanted(key)).cloned().collect())
    }

    /// Sets an attribute and returns the map.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.insert(key, value);
        self
    }

    /// Removes an attribute and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        sorted::place(&self.0, key).ok().map(|place| self.0.remove(place).1.to_value())
    }

    /// Returns `true` if there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of attributes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the size of the attributes' JSON, in bytes. A reply has at most 20 KB of it.
    pub fn json_size(&self) -> usize {
        let mut sizes = Sizes::default();
        for (key, value) in &self.0 {
            let value = match value {
                Attribute::Text(text) => quoted_size(text),
                Attribute::Json(json) => json.get().len(),
            };
            sizes.add(quoted_size(key) + 1 + value);
        }
        sizes.in_brackets()
    }

    /// Returns an iterator over keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.to_value()))
    }

    pub(crate) fn read(json: &mut Cursor<'_>) -> Read<Self> {
        let attribute =
            |(key, value): (Cow<'_, str>, _)| (key.into_owned(), Attribute::read(value));
        Ok(Self(entries(json)?.into_iter().map(attribute).collect()))
    }

    /// Checks that [`read`](Self::read) would succeed.
    pub(crate) fn check(json: &mut Cursor<'_>) -> Read<()> {
        let mut again = json.clone();
        let (mut last, mut ascend) = (None, true);
        json.entries(|json, key| {
            ascend &= last.as_ref().is_none_or(|last| *last < key);
            last = Some(key);
            json.skip()
        })?;
        if ascend { Ok(()) } else { entries(&mut again).map(drop) }
    }

    /// Reads attributes from JSON that passed [`check`](Self::check).
    pub(crate) fn from_checked(json: Json<'_>) -> Self {
        Self::read(&mut Cursor::new(json)).unwrap_or_default()
    }
}

/// Reads keys and values in the order of the keys, of which none may appear twice.
fn entries<'a>(json: &mut Cursor<'a>) -> Read<Vec<(Cow<'a, str>, Json<'a>)>> {
    // A heap links less code than a sort.
    let mut entries = BinaryHeap::new();
    json.entries(|json, key| {
        entries.push((key, json.raw()?));
        Ok(())
    })?;
    let entries = entries.into_sorted_vec();
    if entries.is_sorted_by(|(one, _), (other, _)| one < other) {
        Ok(entries)
    } else {
        // The error does not name the key, which can be the caller's data.
        Err(EventError::new("", "holds a key that appears twice"))
    }
}

impl Attribute {
    fn read(json: Json<'_>) -> Self {
        match Cursor::new(json).string() {
            Ok(text) => Self::Text(text.into_owned()),
            Err(_) => Self::Json(json.to_raw_value()),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone()),
            Self::Json(json) => Cursor::new(&**json).value().unwrap_or_default(),
        }
    }
}

impl From<Value> for Attribute {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            value => Self::Json(json::write(&value)),
        }
    }
}

/// Two JSON values are equal however they are laid out.
impl PartialEq for Attribute {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(text), Self::Text(other)) => text == other,
            (Self::Json(_), Self::Json(_)) => self.to_value() == other.to_value(),
            _ => false,
        }
    }
}

impl Serialize for Attribute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Json(json) => json.serialize(serializer),
        }
    }
}

impl Serialize for TransactionAttributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for TransactionAttributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<String, Value>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for TransactionAttributes {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(attributes: I) -> Self {
        let mut map = Self::new();
        for (key, value) in attributes {
            map.insert(key, value);
        }
        map
    }
}

impl fmt::Debug for TransactionAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TransactionAttributes").field(&Hidden(self.len())).finish()
    }
}
