//! Arguments of an API call, typed.

use std::cell::Cell;
use std::collections::{BTreeMap, btree_map};
use std::fmt;

use serde::de::value::{
    MapAccessDeserializer, MapDeserializer, SeqDeserializer, StringDeserializer,
};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess,
    Unexpected, Visitor,
};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::event::{self, Invocation};
use crate::wire::EventError;

/// The arguments of an API call, as a type of yours.
///
/// UpdateSipMediaApplicationCall's `Arguments` with `CALL_UPDATE_REQUESTED`, and
/// CreateSipMediaApplicationCall's `ArgumentsMap` with `NEW_OUTBOUND_CALL`. Both are maps of text, of
/// 0 to 20 entries. `T` is a map, or a struct whose fields' types are read from the text: numbers,
/// booleans, text, enums of unit variants, and `Option` of these. No arguments are an empty map.
///
/// ```standalone_crate
/// use offhook::prelude::*;
/// # #[offhook::app] pub struct App;
///
/// #[derive(serde::Deserialize)]
/// struct Update {
///     digit: u8,
///     #[serde(default)]
///     urgent: bool,
/// }
///
/// #[on(CallUpdateRequested)]
/// async fn update(Arguments(update): Arguments<Update>) -> action::Speak {
///     action::Speak::text(format!("You are number {}.", update.digit))
/// }
/// # fn main() {}
/// ```
///
/// An [`Application`](crate::Application) makes sure that `T` is what the other side sends.
///
/// A call update with other arguments is answered with [`Reply::keep`](crate::Reply::keep) and
/// logged at WARN. [`to_map`](Self::to_map) is the inverse, for the API call.
///
/// `Debug` hides what is in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Arguments<T>(pub T);

impl<T> fmt::Debug for Arguments<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arguments(<hidden>)")
    }
}

impl<T: DeserializeOwned> Arguments<T> {
    /// The arguments of the event of an invocation.
    ///
    /// # Errors
    /// Names the argument that is missing or does not fit its type, if `T` has a field for it; other
    /// names come from outside, and are `*` in the error's path.
    pub fn from_invocation(invocation: &Invocation) -> Result<Self, EventError> {
        Self::from_map(event::arguments(invocation))
    }

    /// The arguments that [`event::arguments`] were written as.
    #[cfg(feature = "flow")]
    pub(crate) fn from_json(json: &str) -> Result<Self, EventError> {
        Self::from_map(serde_json::from_str(json).unwrap_or_default())
    }

    fn from_map(arguments: BTreeMap<String, Value>) -> Result<Self, EventError> {
        const PATH: &str = "ActionData.Parameters.Arguments";
        let argument = Cell::new(None);
        let arguments = ArgumentMap {
            rest: arguments.into_iter(),
            value: Value::Null,
            fields: &[],
            argument: &argument,
        };
        T::deserialize(arguments).map(Self).map_err(|Misfit(problem)| {
            EventError::new(argument.get().unwrap_or_default(), problem).under(PATH)
        })
    }
}

/// The most arguments that an API call takes.
const MAX_ARGUMENTS: usize = 20;

impl<T: Serialize> Arguments<T> {
    /// The arguments as an API call takes them, for whoever makes one: the inverse of how they are
    /// read. Numbers and booleans become their text, and `None` is left out.
    ///
    /// ```
    /// use offhook::Arguments;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Order {
    ///     notice: &'static str,
    ///     retries: u8,
    /// }
    ///
    /// let arguments = Arguments(Order { notice: "It is late.", retries: 2 }).to_map()?;
    /// assert_eq!((&*arguments["notice"], &*arguments["retries"]), ("It is late.", "2"));
    /// # Ok::<(), offhook::Error>(())
    /// ```
    ///
    /// # Errors
    /// If `T` is not a struct or map, one of its values is not a string, number or boolean, or there
    /// are more than 20.
    pub fn to_map(&self) -> Result<BTreeMap<String, String>, Error> {
        let json = serde_json::to_string(&self.0)?;
        // The text of numbers, not their value: an `f32` keeps its digits.
        let fields: BTreeMap<String, &RawValue> =
            serde_json::from_str(&json).map_err(|_| "arguments must be a struct or a map")?;
        let mut arguments = BTreeMap::new();
        for (key, value) in fields {
            let text = match value.get() {
                "null" => continue,
                text if text.starts_with('"') => serde_json::from_str(text)?,
                // Not which: the keys of a map can be anybody's data.
                json if json.starts_with(['{', '[']) => {
                    return Err(format!(
                        "an argument of {} is neither text, a number nor a boolean",
                        std::any::type_name::<T>()
                    )
                    .into());
                }
                number_or_boolean => number_or_boolean.to_owned(),
            };
            arguments.insert(key, text);
        }
        match arguments.len() {
            ..=MAX_ARGUMENTS => Ok(arguments),
            count => {
                Err(format!("an API call takes at most {MAX_ARGUMENTS} arguments, not {count}")
                    .into())
            }
        }
    }
}

/// The arguments as the fields of a struct or the entries of a map.
struct ArgumentMap<'a> {
    rest: btree_map::IntoIter<String, Value>,
    /// The value of the last key.
    value: Value,
    /// The fields of the struct.
    fields: &'static [&'static str],
    /// The name of the argument that is being read.
    argument: &'a Cell<Option<&'static str>>,
}

impl<'de> Deserializer<'de> for ArgumentMap<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_map(Self { fields, ..self })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for ArgumentMap<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.rest.next() else {
            self.argument.set(None);
            return Ok(None);
        };
        let field = self.fields.iter().find(|field| **field == key);
        self.argument.set(Some(field.copied().unwrap_or("*")));
        self.value = value;
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(Argument(self.value.take()))
    }
}

/// Describes the mismatch without the arguments' values.
#[derive(Debug)]
struct Misfit(String);

impl Misfit {
    fn expected(expected: &dyn Expected, found: Unexpected<'_>) -> Self {
        let found = match found {
            Unexpected::Bool(_) => "a boolean",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Char(_) | Unexpected::Str(_) => "a string",
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Seq => "an array",
            Unexpected::Map => "an object",
            _ => "something else",
        };
        Self(format!("must be {expected}, is {found}"))
    }

    fn one_of(names: &[&str]) -> Self {
        Self(match names {
            [] => "is unexpected".to_owned(),
            names => format!("must be one of `{}`", names.join("`, `")),
        })
    }
}

impl serde::de::Error for Misfit {
    // A type's own words can quote what it was given.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("has a value of the wrong form".to_owned())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected, found)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected, found)
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::one_of(variants)
    }

    fn unknown_field(_: &str, fields: &'static [&'static str]) -> Self {
        Self::one_of(fields)
    }

    fn missing_field(field: &'static str) -> Self {
        Self(format!("missing field `{field}`"))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misfit {}

/// An argument's value: text from which other types are read, or whatever JSON came instead.
struct Argument(Value);

impl IntoDeserializer<'_, Misfit> for Argument {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// Reads numbers from text when the type asks for one; a keypad gives "05" too.
macro_rules! parsed {
    ($($deserialize:ident $visit:ident $number:ty,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            match self.0.as_str().map(|text| text.trim().parse::<$number>()) {
                Some(Ok(number)) => visitor.$visit(number),
                // Other text is reported as text where the type wants a number.
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Argument {
    type Error = Misfit;

    parsed! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        // The service's own applications write "True" as well.
        match self.0.as_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(boolean) => visitor.visit_bool(boolean),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => {
                visitor.visit_seq(SeqDeserializer::new(list.into_iter().map(Self)))
            }
            Value::Object(fields) => visitor.visit_map(entries(fields)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            Value::String(text) if text.is_empty() => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => {
                StringDeserializer::new(text).deserialize_enum(name, variants, visitor)
            }
            Value::Object(fields) => MapAccessDeserializer::new(entries(fields))
                .deserialize_enum(name, variants, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// An object in place of text.
fn entries<'de>(
    fields: Map<String, Value>,
) -> MapDeserializer<'de, impl Iterator<Item = (String, Argument)>, Misfit> {
    MapDeserializer::new(fields.into_iter().map(|(key, value)| (key, Argument(value))))
}
