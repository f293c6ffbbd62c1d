//! JSON that is written from a description of its parts.
//!
//! One `Serialize` walks the descriptions of all types, where a derived one would be compiled for
//! each.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::FieldError;

/// A JSON value, as it is written.
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

/// A callback for a field: its key and its value.
pub(crate) type EachField<'f> = dyn FnMut(&str, Item<'_>) + 'f;

/// A value that is written as an object.
pub(crate) trait Object {
    /// Calls `field` for each field that is set.
    fn fields(&self, field: &mut EachField<'_>);

    /// Checks every rule of the fields.
    fn check(&self) -> Result<(), FieldError> {
        Ok(())
    }
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = Ok(());
        match *self {
            Self::Text(text) | Self::Word(text, _) => serializer.serialize_str(text),
            Self::Keys(keys) => serializer.collect_seq(keys.chars()),
            Self::Number(number) => serializer.serialize_u64(number),
            Self::NumberAsText(number) => serializer.collect_str(&number),
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
                object.fields(&mut |key, item| {
                    if written.is_ok() {
                        written = map.serialize_entry(key, &item);
                    }
                });
                written?;
                map.end()
            }
        }
    }
}
