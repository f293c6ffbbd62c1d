//! The rules of fields. They see what would be written.

use std::borrow::Cow;

use super::FieldError;
use super::item::{Item, Object, Rule};

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

/// Returns `true` if a field with these rules must be set.
pub(crate) const fn require(rules: &[Rule]) -> bool {
    let mut rest = rules;
    while let [rule, others @ ..] = rest {
        if matches!(rule, Rule::Set(_)) {
            return true;
        }
        rest = others;
    }
    false
}

impl Rule {
    /// Returns `true` if a field with this value, or without one, keeps the rule.
    fn is_kept(&self, item: Option<&Item<'_>>) -> bool {
        match (self, item) {
            (Self::In { min, max }, Some(Item::Number(number))) => (min..=max).contains(&number),
            (Self::OneOf(numbers, _), Some(Item::Number(number) | Item::NumberAsText(number))) => {
                numbers.contains(number)
            }
            (Self::Set(_), item) => item.is_some(),
            (Self::NotEmpty, Some(Item::Text(text))) => !text.is_empty(),
            // Text has at least as many bytes as characters.
            (Self::AtMost(max), Some(Item::Text(text))) => {
                text.len() <= *max || text.chars().count() <= *max
            }
            (Self::Satisfy(condition, _), Some(Item::Text(text))) => condition(text),
            _ => true,
        }
    }

    /// Returns the message about a value that breaks the rule.
    #[cold]
    fn message(&self, item: Option<&Item<'_>>) -> Cow<'static, str> {
        match *self {
            Self::In { min: 1, max: u64::MAX } => "must be more than 0".into(),
            Self::In { min: 0, max } => format!("must be at most {max}").into(),
            Self::In { min, max } => format!("must be from {min} to {max}").into(),
            Self::NotEmpty => "must not be empty".into(),
            Self::AtMost(max) => {
                let Some(Item::Text(text)) = item else { return Cow::default() };
                let count = text.chars().count();
                format!("must hold at most {max} characters, has {count}").into()
            }
            Self::OneOf(_, rule) | Self::Set(rule) | Self::Satisfy(_, rule) => rule.into(),
        }
    }
}

/// Checks every rule of an object's fields, and of their own fields and elements.
pub(crate) fn check(object: &dyn Object) -> Result<(), FieldError> {
    let mut checked = Ok(());
    object.fields(&mut |key, item, rules| {
        let item = item.as_ref();
        let broken = rules.iter().find(|rule| !rule.is_kept(item));
        if let Some(rule) = broken.filter(|_| checked.is_ok()) {
            checked = Err(FieldError::new(key, rule.message(item)));
        }
        if let (Some(item), Ok(())) = (item.filter(|item| item.has_rules()), &checked) {
            checked = check_own(item).map_err(|error| error.within(key));
        }
    });
    checked.and_then(|()| object.check_together())
}

/// Checks the rules that every value of its kind has.
#[inline(never)]
fn check_own(item: &Item<'_>) -> Result<(), FieldError> {
    match item {
        Item::Object(object) => check(*object),
        Item::List(list) => {
            let (mut checked, mut index) = (Ok(()), 0);
            list.elements(&mut |item| {
                if checked.is_ok() {
                    checked = check_own(&item).map_err(|error| error.at_index(index));
                }
                index += 1;
            });
            checked
        }
        Item::Word(word, known) => {
            let rule = || FieldError::new("", format!("must be {}", one_of(known)));
            if known.contains(word) { Ok(()) } else { Err(rule()) }
        }
        Item::Keys(keys) => {
            let are_keys = keys.bytes().all(|key| matches!(key, b'0'..=b'9' | b'#' | b'*'));
            FieldError::unless(are_keys, "", "must hold only keys from 0 to 9, # and *")
        }
        _ => Ok(()),
    }
}

/// Joins words for a sentence: "BOTH, INCOMING or OUTGOING".
fn one_of(words: &[&str]) -> String {
    let mut text = String::new();
    for (place, word) in words.iter().enumerate() {
        text.push_str(match place {
            0 => "",
            place if place + 1 == words.len() => " or ",
            _ => ", ",
        });
        text.push_str(word);
    }
    text
}
