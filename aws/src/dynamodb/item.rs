//! The items of the table: names and values of their attributes.
//!
//! Depends on the SDK for the values.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::types::AttributeValue;

// The names are in the documentation of the store, and none of them is a reserved word of DynamoDB.
pub(super) const ID: &str = "id";
pub(super) const EXPIRES: &str = "expires";
pub(super) const WRITER: &str = "writer";
pub(super) const BUSY_UNTIL: &str = "busy_until";
pub(super) const REPLY: &str = "reply";
pub(super) const JOURNAL: &str = "journal";
pub(super) const REVISION: &str = "revision";

/// An item that was read.
pub(super) struct Item(pub(super) HashMap<String, AttributeValue>);

impl Item {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_s().ok().map(String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_n().ok()?.parse().ok()
    }
}

pub(super) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(super) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Returns the name of a writer: random, because the keys of a `RandomState` are.
pub(super) fn writer() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

pub(super) fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
