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

/// Returns the attributes that a call has after a reply's map, and the keys that are lost by it. Clearing
/// loses none.
pub(crate) fn after(
    old: &TransactionAttributes,
    new: TransactionAttributes,
    profile: &Profile,
) -> (TransactionAttributes, Vec<String>) {
    if new.is_empty() {
        return (new, Vec::new());
    }
    if profile.attributes == Attributes::Merge {
        return (owned(old).chain(owned(&new)).collect(), Vec::new());
    }
    let is_lost = |key: &&str| !new.contains_key(key);
    let lost = old.iter().map(|(key, _)| key).filter(is_lost).map(str::to_owned).collect();
    (new, lost)
}

fn owned(attributes: &TransactionAttributes) -> impl Iterator<Item = (String, Value)> {
    attributes.iter().map(|(key, value)| (key.to_owned(), value))
}
