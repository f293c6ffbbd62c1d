//! What a value of a scenario file can be: one description for checking files, for their JSON
//! Schema, and for what errors say is allowed.

/// What a value can be.
#[derive(Debug)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// Keys of a telephone.
    Keys,
    /// A number in E.164 form, or a SIP user.
    Number,
    /// Such as `1.5s`.
    Duration,
    /// RFC 3339.
    Timestamp,
    /// A whole number from here to there.
    Whole(u64, u64),
    /// A number from 0.
    Price,
    /// `true` or `false`.
    Flag,
    /// Anything at all.
    Any,
    /// One of these words.
    Word(Words),
    /// One of these words, or one of them with a value.
    Choice(&'static Choices),
    /// A mapping with these keys.
    Fields(&'static Fields),
    /// A mapping with keys of the writer's own.
    Map { key: &'static Kind, value: &'static Kind },
    /// The switches of a [`Profile`](crate::Profile).
    Switches,
    /// A list of these.
    List(&'static Kind),
    /// The first when it is a scalar, the second when it is a mapping.
    Either(&'static Kind, &'static Kind),
}

/// A set of words, and what they are about.
#[derive(Debug)]
pub(super) struct Words {
    /// As in "not a fault".
    pub(super) what: &'static str,
    pub(super) words: fn() -> Vec<&'static str>,
}

/// Words of which one is chosen.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "that is what they are")]
pub(super) struct Choices {
    /// As in "act has two things".
    pub(super) name: &'static str,
    /// As in "not something to do".
    pub(super) what: &'static str,
    pub(super) choices: &'static [Choice],
    /// Words for which these are easily taken.
    pub(super) other: Option<&'static Choices>,
}

/// A word, and the value that it needs.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) value: Value,
    /// What can stand beside it.
    pub(super) beside: &'static [Field],
}

/// The value of a chosen word.
#[derive(Debug)]
pub(super) enum Value {
    /// It has none.
    None,
    /// It can have one.
    Can(Kind),
    /// It needs one.
    Needs(Kind),
}

/// The keys of a mapping.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "that is what they are")]
pub(super) struct Fields {
    /// As in "dial has no key …".
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
    /// Of these, exactly one is needed.
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
    pub(super) const fn word(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, value: Value::None, beside: &[] }
    }

    pub(super) const fn with(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self { name, doc, value: Value::Needs(kind), beside: &[] }
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
