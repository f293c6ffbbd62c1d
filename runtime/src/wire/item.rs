//! JSON that is written from a description of its parts.
//!
//! One `Serialize` walks the description of any type, where a derived one would be compiled for each.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A JSON value that is about to be written.
pub(crate) enum Item<'a> {
    /// A string.
    Text(&'a str),
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

/// What is written as an array.
pub(crate) trait List {
    /// Gives each element.
    fn elements(&self, element: &mut dyn FnMut(Item<'_>));
}

/// What is written as an object.
pub(crate) trait Object {
    /// Gives each field.
    fn fields(&self, field: &mut dyn FnMut(&str, Item<'_>));
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = Ok(());
        match *self {
            Self::Text(text) => serializer.serialize_str(text),
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
