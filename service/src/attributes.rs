//! The transaction attributes of a call, and the effect of a reply's map on them.
//!
//! Depends on `profile` and the protocol types.

use offhook::TransactionAttributes;
use serde_json::Value;

use crate::{AttributeLimit, Attributes, Profile};

/// Maximum size of the attributes, in bytes of JSON.
const MAX_BYTES: usize = 20 * 1024;

/// Returns the maximum number of attributes if a map exceeds it, or its size.
pub(crate) fn exceeded(attributes: &TransactionAttributes, profile: &Profile) -> Option<usize> {
    let (max, max_bytes) = match profile.attribute_limit {
        AttributeLimit::Hundred => (100, MAX_BYTES),
        AttributeLimit::Ten => (10, usize::MAX),
    };
    (attributes.len() > max || attributes.json_size() > max_bytes).then_some(max)
}

/// The attributes that the call has.
#[derive(Debug, Default)]
pub(crate) struct Stored(Option<TransactionAttributes>);

impl Stored {
    /// The attributes; `None` when none were ever stored, or all were cleared.
    pub(crate) fn get(&self) -> Option<&TransactionAttributes> {
        self.0.as_ref()
    }

    /// Stores a reply's map and returns the keys that are lost by it. Clearing loses none.
    pub(crate) fn store(&mut self, new: TransactionAttributes, profile: &Profile) -> Vec<String> {
        let old = self.0.take().unwrap_or_default();
        if profile.attributes == Attributes::Merge && !new.is_empty() {
            let merged = owned(&old).chain(owned(&new)).collect();
            self.0 = Some(merged);
            return Vec::new();
        }
        let is_lost = |key: &&str| !new.is_empty() && !new.contains_key(key);
        let lost = old.iter().map(|(key, _)| key).filter(is_lost).map(str::to_owned).collect();
        self.0 = Some(new).filter(|new| !new.is_empty());
        lost
    }
}

fn owned(attributes: &TransactionAttributes) -> impl Iterator<Item = (String, Value)> {
    attributes.iter().map(|(key, value)| (key.to_owned(), value))
}
