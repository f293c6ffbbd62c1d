//! Lenient reading of the parts of an event: results, parameters, errors.
//!
//! No value there may cost a handler its event. A value of another form than its field's reads as
//! absent, a scalar as text where text is expected; the raw JSON has it as it came. If a key
//! appears twice, the last value that fits counts; in structs that are parameters too, the last.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::fields::{Fields, Parameters};
use super::json::{Cursor, Json, Read};

/// A type that can be read from a value of any form.
pub(crate) trait Lenient: Sized {
    /// Reads the value that begins here; `None` if it has another form.
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>>;

    /// Returns `true` if there is nothing to write.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A type that can be read from a part of an event: [`Lenient`] as a bound of public traits.
pub trait FromEvent: Sized {
    /// Reads a value; the type's default if it has another form.
    fn from_event(json: Json<'_>) -> Self;
}

impl<T: Lenient + Default> FromEvent for T {
    fn from_event(json: Json<'_>) -> Self {
        T::read(&mut Cursor::new(json)).ok().flatten().unwrap_or_default()
    }
}

/// Reads a value into its field, which stays as it is if the value has another form.
pub(crate) fn field<T: Lenient>(field: &mut T, json: &mut Cursor<'_>) -> Read<()> {
    if let Some(value) = T::read(json)? {
        *field = value;
    }
    Ok(())
}

/// Reads a value under another spelling of the field's key, unless the proper one was read.
pub(crate) fn misspelt<T: Lenient>(absent: &mut T, json: &mut Cursor<'_>) -> Read<()> {
    if absent.is_absent() { field(absent, json) } else { json.skip() }
}

/// Reads an object: `field` is called for each key and must read its value. Returns `false` if the
/// value has another form.
// One copy of this loop serves all types: an app links many of them.
pub(crate) fn fields(
    json: &mut Cursor<'_>,
    field: &mut dyn FnMut(&mut Cursor<'_>, &str) -> Read<()>,
) -> Read<bool> {
    if !json.is_object() {
        return json.skip().map(|()| false);
    }
    json.object(field).map(|()| true)
}

/// Reads text, which may arrive as a number or a boolean.
pub(crate) fn text<T: From<String>>(json: &mut Cursor<'_>) -> Read<Option<T>> {
    Ok(word(json)?.map(|text| text.into_owned().into()))
}

/// Reads text as [`text`] does, without copying it.
pub(crate) fn word<'a>(json: &mut Cursor<'a>) -> Read<Option<Cow<'a, str>>> {
    // Half of a surrogate pair is valid JSON, but not text.
    if json.is_string() { Ok(json.string().ok()) } else { json.lenient_text() }
}

/// Reads a struct that is also one of an action's parameters, from the last value of each key.
pub(crate) fn parameters<T: Parameters>(json: &mut Cursor<'_>) -> Read<Option<T>> {
    if !json.is_object() {
        return json.skip().map(|()| None);
    }
    Ok(T::read(&Fields::new(json.raw()?)?.keep_last()).ok())
}

/// Deserializes from any format as from an event.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Lenient + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let json = to_raw_value(&Value::deserialize(deserializer)?).map_err(D::Error::custom)?;
    T::read(&mut Cursor::new(&*json)).map(Option::unwrap_or_default).map_err(D::Error::custom)
}

impl<T: Lenient> Lenient for Option<T> {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        Ok(T::read(json)?.map(Some))
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// Elements of another form are left out.
impl<T: Lenient> Lenient for Vec<T> {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        if !json.is_array() {
            return json.skip().map(|()| None);
        }
        let mut list = Self::new();
        json.array(|json| {
            list.extend(T::read(json)?);
            Ok(())
        })?;
        Ok(Some(list))
    }
}

/// Values of another form are empty.
impl<K: From<String> + Ord, V: Lenient + Default> Lenient for BTreeMap<K, V> {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        if !json.is_object() {
            return json.skip().map(|()| None);
        }
        let mut map = Self::new();
        json.entries(|json, key| {
            map.insert(key.into_owned().into(), V::read(json)?.unwrap_or_default());
            Ok(())
        })?;
        Ok(Some(map))
    }
}

impl Lenient for String {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        text(json)
    }
}

impl Lenient for Cow<'static, str> {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        text::<String>(json).map(|text| text.map(Self::Owned))
    }
}

impl Lenient for u16 {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        Ok(json.lenient_number()?.and_then(|number| number.try_into().ok()))
    }
}

impl Lenient for f64 {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        let number = word(json)?.and_then(|text| text.trim_ascii().parse().ok());
        Ok(number.filter(|number: &Self| number.is_finite()))
    }
}

impl Lenient for Value {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        json.value().map(Some)
    }
}

impl Lenient for Box<RawValue> {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        json.raw().map(|json| Some(json.to_raw_value()))
    }
}

/// Reads a struct from an object, each field from its key; keys after a `|` are other spellings
/// that are read and never written.
macro_rules! lenient_object {
    ($object:ty { $($key:literal $(| $spelling:literal)* => $field:ident,)* }) => {
        impl $crate::wire::Lenient for $object {
            #[inline]
            fn read(
                json: &mut $crate::wire::json::Cursor<'_>,
            ) -> $crate::wire::json::Read<Option<Self>> {
                let mut object = Self::default();
                let is_object = $crate::wire::lenient::fields(json, &mut |json, key| match key {
                    $(
                        $key => $crate::wire::lenient::field(&mut object.$field, json),
                        $($spelling => $crate::wire::lenient::misspelt(&mut object.$field, json),)*
                    )*
                    _ => json.skip(),
                })?;
                Ok(is_object.then_some(object))
            }
        }
    };
}
pub(crate) use lenient_object;

/// Implements [`Lenient`] for structs of parameters that are results too.
macro_rules! lenient_parameters {
    ($object:ty) => {
        impl $crate::wire::Lenient for $object {
            #[inline]
            fn read(
                json: &mut $crate::wire::json::Cursor<'_>,
            ) -> $crate::wire::json::Read<Option<Self>> {
                $crate::wire::lenient::parameters(json)
            }
        }
    };
}
pub(crate) use lenient_parameters;

/// Structs that the service sends, each field with its key.
///
/// `Serialize` writes what the service would, without what is absent; `Deserialize` is as lenient
/// as reading an event.
macro_rules! results {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident: $type:ty = $key:literal $(| $spelling:literal)*,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Default, serde::Serialize)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$doc])*
                #[serde(rename = $key, skip_serializing_if = "crate::wire::Lenient::is_absent")]
                pub $field: $type,
            )*
        }

        $crate::wire::lenient_object!($name { $($key $(| $spelling)* => $field,)* });

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::lenient::deserialize(deserializer)
            }
        }
    )*};
}
pub(crate) use results;
