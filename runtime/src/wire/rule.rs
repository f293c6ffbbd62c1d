//! The rules of parameters. A rule sees what would be written, and takes an absent value unless it
//! says otherwise.

use std::borrow::Cow;
use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};

use super::item::Item;

/// What a value must be, if it is not.
pub(crate) type Broken = Cow<'static, str>;

/// A range of numbers.
pub(crate) struct Range {
    min: u64,
    max: u64,
}

impl From<RangeInclusive<u64>> for Range {
    fn from(range: RangeInclusive<u64>) -> Self {
        Self { min: *range.start(), max: *range.end() }
    }
}

impl From<RangeFrom<u64>> for Range {
    fn from(range: RangeFrom<u64>) -> Self {
        Self { min: range.start, max: u64::MAX }
    }
}

impl From<RangeToInclusive<u64>> for Range {
    fn from(range: RangeToInclusive<u64>) -> Self {
        Self { min: 0, max: range.end }
    }
}

/// The number must be in this range.
pub(crate) fn be_in(range: impl Into<Range>) -> impl Fn(Option<Item<'_>>) -> Result<(), Broken> {
    let range = range.into();
    move |item| match item {
        Some(Item::Number(number)) => in_range(number, &range),
        _ => Ok(()),
    }
}

fn in_range(number: u64, range: &Range) -> Result<(), Broken> {
    let Range { min, max } = *range;
    if (min..=max).contains(&number) {
        return Ok(());
    }
    Err(match (min, max) {
        (1, u64::MAX) => "must be more than 0".into(),
        (min, u64::MAX) => format!("must be at least {min}").into(),
        (0, max) => format!("must be at most {max}").into(),
        (min, max) => format!("must be from {min} to {max}").into(),
    })
}

/// The text must not be empty.
pub(crate) fn not_be_empty(item: Option<Item<'_>>) -> Result<(), Broken> {
    match item {
        Some(Item::Text("")) => Err("must not be empty".into()),
        _ => Ok(()),
    }
}

/// The text must hold at most so many characters.
pub(crate) fn hold_at_most(max: usize) -> impl Fn(Option<Item<'_>>) -> Result<(), Broken> {
    move |item| {
        let Some(Item::Text(text)) = item else { return Ok(()) };
        match text.chars().count() {
            count if count > max => {
                Err(format!("must hold at most {max} characters, has {count}").into())
            }
            _ => Ok(()),
        }
    }
}

/// The text must satisfy a condition, which `rule` puts in words.
pub(crate) fn satisfy(
    condition: fn(&str) -> bool,
    rule: &'static str,
) -> impl Fn(Option<Item<'_>>) -> Result<(), Broken> {
    move |item| match item {
        Some(Item::Text(text)) if !condition(text) => Err(rule.into()),
        _ => Ok(()),
    }
}
