//! Reads objects of the service key by key, from JSON objects only.
//!
//! Derived code would also take an array of the fields' values, and report the two spellings of
//! one key as a duplicate.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// An object that is filled in key by key.
pub(crate) trait Object<'de>: Default {
    /// Reads the value of `key` from `map`, exactly once. Keys it does not know go to [`skip`].
    fn field<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error>;
}

/// Passes over the value of a key that nobody needs.
pub(crate) fn skip<'de, M: MapAccess<'de>>(map: &mut M) -> Result<(), M::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Puts the next value into `slot`, which must still be empty: doubled keys can contradict each other.
pub(crate) fn once<'de, M: MapAccess<'de>, T: Deserialize<'de>, U>(
    slot: &mut Option<U>,
    map: &mut M,
    into: impl FnOnce(T) -> Option<U>,
) -> Result<(), M::Error> {
    if slot.is_some() {
        match map.next_value::<Twice>()? {}
    }
    *slot = into(map.next_value()?);
    Ok(())
}

/// Fails where a value of a doubled key stands, so that the error's path is that key's.
enum Twice {}

impl<'de> Deserialize<'de> for Twice {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom(APPEARS_TWICE))
    }
}

/// What is said of a key that comes twice.
pub(crate) const APPEARS_TWICE: &str = "appears twice";

/// An [`Object`] to deserialize.
pub(crate) struct Read<T>(pub(crate) T);

impl<'de, T: Object<'de>> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<T, M::Error> {
        let mut object = T::default();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            match key {
                KeyText::Borrowed(key) => object.field(key, &mut map)?,
                KeyText::Owned(key) => object.field(&key, &mut map)?,
            }
        }
        Ok(object)
    }
}

/// An [`Object`] or `null`.
pub(crate) struct Nullable<T>(pub(crate) Option<T>);

impl<'de, T: Object<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<Read<T>>::deserialize(deserializer)?.map(|Read(object)| object)))
    }
}

/// An array of at most `MAX` objects.
pub(crate) struct List<T, const MAX: usize>(pub(crate) Vec<T>);

impl<'de, T: Object<'de>, const MAX: usize> Deserialize<'de> for List<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T, const MAX: usize>(PhantomData<T>);

        impl<'de, T: Object<'de>, const MAX: usize> Visitor<'de> for ListVisitor<T, MAX> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of objects")
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Vec<T>, S::Error> {
                let mut list = Vec::new();
                while let Some(Read(object)) = seq.next_element()? {
                    if list.len() == MAX {
                        return Err(S::Error::custom(format_args!(
                            "holds more than {MAX} objects"
                        )));
                    }
                    list.push(object);
                }
                Ok(list)
            }
        }

        deserializer.deserialize_seq(ListVisitor::<T, MAX>(PhantomData)).map(Self)
    }
}

enum KeyText<'de> {
    Borrowed(&'de str),
    Owned(String),
}

struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = KeyText<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<KeyText<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = KeyText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<KeyText<'de>, E> {
        Ok(KeyText::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<KeyText<'de>, E> {
        Ok(KeyText::Owned(key.to_owned()))
    }
}
