//! The types that describe the format of scenario files, for the checker, the JSON Schema and error
//! messages.
//!
//! Depends on steps, which words make, and on the nodes of a file.

use std::collections::BTreeMap;

use super::yaml::Node;
use crate::{FarEnd, Step};

/// The kind of a value.
#[derive(Debug)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// DTMF keys and commas.
    Keys,
    /// A number in E.164 format, or a SIP user.
    Number,
    /// A duration, such as `1.5s`.
    Duration,
    /// A time in RFC 3339 format.
    Timestamp,
    /// An integer in this inclusive range.
    Whole(u64, u64),
    /// A number of at least 0.
    Price,
    /// `true` or `false`.
    Flag,
    /// Any value.
    Any,
    /// One of these words.
    Word(Words),
    /// One of these words, with or without a value.
    Choice(&'static Choices),
    /// A mapping with fixed keys.
    Fields(&'static Fields),
    /// A mapping with arbitrary keys.
    Map { key: &'static Kind, value: &'static Kind },
    /// The switches of a [`Profile`](crate::Profile).
    Switches,
    /// A list of values of one kind.
    List(&'static Kind),
    /// The first kind for a scalar, the second for a mapping.
    Either(&'static Kind, &'static Kind),
}

/// A set of words.
#[derive(Debug)]
pub(super) struct Words {
    /// A noun phrase for one of them, as in "not a fault".
    pub(super) what: &'static str,
    pub(super) words: fn() -> Vec<&'static str>,
}

/// Words of which one is chosen.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "`choices` is the clearest name")]
pub(super) struct Choices {
    /// The value, as in "expected a step to be".
    pub(super) name: &'static str,
    /// A noun phrase for one of them, as in "not a step".
    pub(super) what: &'static str,
    pub(super) choices: &'static [Choice],
}

/// A word that can be chosen.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) value: Value,
    /// The keys that are allowed beside it.
    pub(super) beside: &'static [Field],
    /// What the word makes of its value.
    pub(super) make: Make,
}

/// What a word makes of its value, which has been checked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Make {
    /// A step of the person on LEG-A, or of the world.
    Step(fn(&Given<'_>) -> Step),
    /// A step of the person at the far end.
    FarEnd(fn(&Given<'_>) -> FarEnd),
    /// A step of the far end, by the number beside it.
    OfFarEnd,
}

/// The value of a chosen word.
#[derive(Debug)]
pub(super) struct Given<'n>(pub(super) Option<&'n Node>);

impl Given<'_> {
    pub(super) fn text(&self) -> String {
        self.0.and_then(Node::text).unwrap_or_default().to_owned()
    }

    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let entries = self.0.map(Node::map).unwrap_or_default().iter();
        let text = |node: &Node| node.text().unwrap_or_default().to_owned();
        entries.map(|(key, value)| (text(key), text(value))).collect()
    }
}

/// The value of a chosen word.
#[derive(Debug)]
pub(super) enum Value {
    /// Not allowed.
    None,
    /// Optional.
    Can(Kind),
    /// Required.
    Needs(Kind),
}

/// The keys of a mapping.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "`fields` is the clearest name")]
pub(super) struct Fields {
    /// The mapping, as in "unknown key in dial".
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
    /// Keys of which exactly one is required.
    pub(super) one_of: &'static [&'static str],
}

/// A key of a mapping.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) kind: Kind,
    pub(super) needed: bool,
}

impl Choice {
    pub(super) const fn word(name: &'static str, doc: &'static str, make: Make) -> Self {
        Self { name, doc, value: Value::None, beside: &[], make }
    }

    pub(super) const fn with(
        name: &'static str,
        doc: &'static str,
        kind: Kind,
        make: Make,
    ) -> Self {
        Self { name, doc, value: Value::Needs(kind), beside: &[], make }
    }
}

impl Field {
    pub(super) const fn can(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self { name, doc, kind, needed: false }
    }

    pub(super) const fn needs(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self { name, doc, kind, needed: true }
    }
}

impl Choices {
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.choices.iter().map(|choice| choice.name).collect()
    }

    pub(super) fn find(&self, name: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.name == name)
    }
}

impl Fields {
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }
}
