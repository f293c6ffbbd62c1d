//! The rules of fields. They see what would be written.

use std::borrow::Cow;

use super::FieldError;
use super::item::Item;

/// A rule of one field. An absent field keeps all of them but [`be_set`].
pub(crate) enum Rule {
    /// A number in this range.
    In { min: u64, max: u64 },
    /// One of these numbers.
    OneOf(&'static [u64], &'static str),
    /// A field that is set.
    Set(&'static str),
    /// Text that is not empty.
    NotEmpty,
    /// Text of at most this many characters.
    AtMost(usize),
    /// Text that satisfies a condition.
    Satisfy(fn(&str) -> bool, &'static str),
}

/// Requires one of these numbers; `rule` is the message.
pub(crate) const fn be_one_of(numbers: &'static [u64], rule: &'static str) -> Rule {
    Rule::OneOf(numbers, rule)
}

/// Requires the field; `rule` is the message.
pub(crate) const fn be_set(rule: &'static str) -> Rule {
    Rule::Set(rule)
}

/// Requires text that is not empty.
pub(crate) const fn not_be_empty() -> Rule {
    Rule::NotEmpty
}

/// Requires text of at most this many characters.
pub(crate) const fn hold_at_most(characters: usize) -> Rule {
    Rule::AtMost(characters)
}

/// Requires text that satisfies the condition; `rule` is the message.
pub(crate) const fn satisfy(condition: fn(&str) -> bool, rule: &'static str) -> Rule {
    Rule::Satisfy(condition, rule)
}

impl Rule {
    /// Returns the message if the value breaks the rule.
    pub(crate) fn broken(&self, item: Option<&Item<'_>>) -> Option<Cow<'static, str>> {
        match (self, item) {
            (Self::In { min, max }, Some(Item::Number(number)))
                if !(min..=max).contains(&number) =>
            {
                Some(match (min, max) {
                    (1, &u64::MAX) => "must be more than 0".into(),
                    (0, max) => format!("must be at most {max}").into(),
                    (min, max) => format!("must be from {min} to {max}").into(),
                })
            }
            (
                Self::OneOf(numbers, rule),
                Some(Item::Number(number) | Item::NumberAsText(number)),
            ) if !numbers.contains(number) => Some((*rule).into()),
            (Self::Set(rule), None) => Some((*rule).into()),
            (Self::NotEmpty, Some(Item::Text(""))) => Some("must not be empty".into()),
            // Text has at least as many bytes as characters.
            (Self::AtMost(max), Some(Item::Text(text))) if text.len() > *max => {
                let count = text.chars().count();
                let rule = || format!("must hold at most {max} characters, has {count}").into();
                (count > *max).then(rule)
            }
            (Self::Satisfy(condition, rule), Some(Item::Text(text))) if !condition(text) => {
                Some((*rule).into())
            }
            _ => None,
        }
    }
}

/// Checks these rules of a field, and the rules of its own fields or elements.
pub(crate) fn check(key: &str, item: Option<&Item<'_>>, rules: &[Rule]) -> Result<(), FieldError> {
    check_item(item, rules).map_err(|error| error.within(key))
}

fn check_item(item: Option<&Item<'_>>, rules: &[Rule]) -> Result<(), FieldError> {
    if let Some(broken) = rules.iter().find_map(|rule| rule.broken(item)) {
        return Err(FieldError::new("", broken));
    }
    match item {
        Some(Item::Object(object)) => object.check(),
        Some(Item::List(list)) => {
            let (mut checked, mut index) = (Ok(()), 0);
            list.elements(&mut |item| {
                if checked.is_ok() {
                    checked = check_item(Some(&item), &[]).map_err(|error| error.at_index(index));
                }
                index += 1;
            });
            checked
        }
        Some(Item::Word(word, known)) if !known.contains(word) => {
            Err(FieldError::new("", format!("must be {}", one_of(known))))
        }
        Some(Item::Keys(keys)) => {
            let are_keys = keys.bytes().all(|key| matches!(key, b'0'..=b'9' | b'#' | b'*'));
            FieldError::unless(are_keys, "", "must hold only keys from 0 to 9, # and *")
        }
        _ => Ok(()),
    }
}

/// Joins words for a sentence: "BOTH, INCOMING or OUTGOING".
fn one_of(words: &[&str]) -> String {
    match words {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        words => words.concat(),
    }
}
