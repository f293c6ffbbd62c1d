//! JSON that is written from a description of its parts.
//!
//! One `Serialize` walks the descriptions of all types, where a derived one would be compiled for
//! each.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{FieldError, clip};

/// A JSON value, as it is written.
#[derive(Clone, Copy)]
pub(crate) enum Item<'a> {
    /// A string.
    Text(&'a str),
    /// A string that should be one of these words.
    Word(&'a str, &'static [&'static str]),
    /// Keys of a telephone: an array of one-character strings.
    Keys(&'a str),
    /// A number.
    Number(u64),
    /// A number, as a string.
    NumberAsText(u64),
    /// A boolean.
    Bool(bool),
    /// An array.
    List(&'a dyn List),
    /// An object.
    Object(&'a dyn Object),
}

/// A value that is written as an array.
pub(crate) trait List {
    /// Calls `element` for each element.
    fn elements(&self, element: &mut dyn FnMut(Item<'_>));
}

/// The keys of [`Item::Keys`] as strings.
struct EachKey<'a>(&'a str);

impl List for EachKey<'_> {
    fn elements(&self, element: &mut dyn FnMut(Item<'_>)) {
        self.0.split_inclusive(|_| true).for_each(|key| element(Item::Text(key)));
    }
}

/// A rule of one field. An absent field keeps all of them but [`Set`](Self::Set).
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

/// A callback for a field: its key, its value if it is set, and its rules.
pub(crate) type EachField<'f> = dyn FnMut(&str, Option<Item<'_>>, &'static [Rule]) + 'f;

/// A value that is written as an object.
pub(crate) trait Object {
    /// Calls `field` for each field that is set or must be.
    fn fields(&self, field: &mut EachField<'_>);

    /// Checks the rules of several fields at once.
    fn check_together(&self) -> Result<(), FieldError> {
        Ok(())
    }
}

impl Item<'_> {
    /// Returns `true` if the value can break a rule of its own.
    #[inline]
    pub(crate) fn has_rules(&self) -> bool {
        matches!(self, Self::Word(..) | Self::Keys(_) | Self::List(_) | Self::Object(_))
    }

    /// Returns the size of the JSON in bytes, without writing it.
    pub(crate) fn json_size(&self) -> usize {
        match *self {
            Self::Text(text) | Self::Word(text, _) => quoted_size(text),
            Self::Keys(keys) => Item::List(&EachKey(keys)).json_size(),
            Self::Number(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
            Self::NumberAsText(number) => Self::Number(number).json_size() + 2,
            Self::Bool(boolean) => 5 - usize::from(boolean),
            Self::List(list) => {
                let mut sizes = Sizes::default();
                list.elements(&mut |item| sizes.add(item.json_size()));
                sizes.in_brackets()
            }
            Self::Object(object) => {
                let mut sizes = Sizes::default();
                object.fields(&mut |key, item, _| {
                    if let Some(item) = item {
                        sizes.add(quoted_size(key) + 1 + item.json_size());
                    }
                });
                sizes.in_brackets()
            }
        }
    }
}

/// The sizes of the elements of an array, or of the entries of an object.
#[derive(Default)]
pub(crate) struct Sizes {
    sum: usize,
    count: usize,
}

impl Sizes {
    pub(crate) fn add(&mut self, size: usize) {
        self.sum += size;
        self.count += 1;
    }

    /// Adds the brackets and the commas.
    pub(crate) fn in_brackets(&self) -> usize {
        2 + self.sum + self.count.saturating_sub(1)
    }
}

/// Returns the size of a JSON string in bytes, as `serde_json` escapes it.
#[inline(never)]
pub(crate) fn quoted_size(text: &str) -> usize {
    let escaped = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0..0x20 => 5,
        _ => 0,
    };
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // A block of this size is looked at as a whole.
    let is_plain =
        |block: &[u8; 16]| !block.iter().fold(false, |has, byte| has | is_escaped(*byte));
    let blocks = text.as_bytes().chunks(16);
    let other = blocks.filter(|block| !<&[u8; 16]>::try_from(*block).is_ok_and(is_plain));
    2 + text.len() + other.flatten().copied().map(escaped).sum::<usize>()
}

/// A field in the `Debug` of its struct, which cuts long texts: they can come from outside.
pub(crate) struct Shown<'a> {
    pub(crate) value: &'a dyn fmt::Debug,
    pub(crate) item: Option<Item<'a>>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_text = |item: Item<'_>| matches!(item, Item::Text(_));
        let has_texts = match self.item {
            Some(Item::List(list)) => {
                let mut has_texts = false;
                list.elements(&mut |item| has_texts |= is_text(item));
                has_texts
            }
            item => item.is_some_and(is_text),
        };
        // Hidden texts are short.
        if has_texts { f.write_str(clip(&format!("{:?}", self.value))) } else { self.value.fmt(f) }
    }
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = Ok(());
        match *self {
            Self::Text(text) | Self::Word(text, _) => serializer.serialize_str(text),
            Self::Keys(keys) => Item::List(&EachKey(keys)).serialize(serializer),
            Self::Number(number) => serializer.serialize_u64(number),
            Self::NumberAsText(number) => serializer.serialize_str(&number.to_string()),
            Self::Bool(boolean) => serializer.serialize_bool(boolean),
            Self::List(list) => {
                let mut array = serializer.serialize_seq(None)?;
                list.elements(&mut |item| {
                    if written.is_ok() {
                        written = array.serialize_element(&item);
                    }
                });
                written?;
                array.end()
            }
            Self::Object(object) => {
                let mut map = serializer.serialize_map(None)?;
                object.fields(&mut |key, item, _| {
                    if let (Some(item), Ok(())) = (item, &written) {
                        written = map.serialize_entry(key, &item);
                    }
                });
                written?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Parts<'a>(Vec<Item<'a>>);

    impl Object for Parts<'_> {
        fn fields(&self, field: &mut EachField<'_>) {
            self.0.iter().for_each(|item| field("a \"key\"", Some(*item), &[]));
            field("absent", None, &[Rule::NotEmpty]);
        }
    }

    impl List for Parts<'_> {
        fn elements(&self, element: &mut dyn FnMut(Item<'_>)) {
            self.0.iter().copied().for_each(element);
        }
    }

    #[test]
    fn json_size_is_that_of_the_json() {
        let scalars = Parts(vec![
            Item::Text("\n\u{1f} "),
            Item::Word("BOTH", &[]),
            Item::Keys(""),
            Item::Keys("1#"),
            Item::Number(0),
            Item::Number(10),
            Item::NumberAsText(480),
            Item::Bool(true),
            Item::Bool(false),
        ]);
        let (none, nested) = (Parts(Vec::new()), Parts(vec![Item::List(&scalars)]));
        let composites =
            [Item::List(&scalars), Item::Object(&scalars), Item::List(&none), Item::Object(&none)];
        for item in scalars.0.iter().copied().chain(composites).chain([Item::Object(&nested)]) {
            let json = serde_json::to_string(&item).expect("JSON");
            assert_eq!(item.json_size(), json.len(), "{json}");
        }
    }
}
