//! Arguments of an API call, typed.

use serde::Deserialize;
use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::Invocation;
use crate::event::{self, EventError};

/// The arguments of an API call, as a type of yours.
///
/// UpdateSipMediaApplicationCall's `Arguments` with `CALL_UPDATE_REQUESTED`, and
/// CreateSipMediaApplicationCall's `ArgumentsMap` with `NEW_OUTBOUND_CALL`. Both are maps of text, of
/// 0 to 20 entries. `T` is a map, or a struct whose fields' types are read from the text: numbers,
/// booleans, text, enums of unit variants, and `Option` of these. No arguments are an empty map.
///
/// ```
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arguments<T>(pub T);

impl<T: DeserializeOwned> Arguments<T> {
    /// The arguments of the event of an invocation.
    ///
    /// # Errors
    /// Names the argument that is missing or does not fit its type.
    pub fn of(invocation: &Invocation) -> Result<Self, EventError> {
        const PATH: &str = "ActionData.Parameters.Arguments";
        let arguments = event::arguments(invocation)?;
        let texts =
            MapDeserializer::new(arguments.into_iter().map(|(key, value)| (key, Argument(value))));
        serde_path_to_error::deserialize::<_, T>(texts)
            .map(Self)
            .map_err(|error| EventError::from_path(&error).under(PATH))
    }
}

/// An argument's value: text from which other types are read, or whatever JSON came instead.
struct Argument(Value);

impl IntoDeserializer<'_, serde_json::Error> for Argument {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// Reads numbers and booleans from text when the type asks for one.
macro_rules! parsed {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0 {
                // Text that is a JSON number or boolean is read as one; other text is reported as
                // text where the type wants none.
                Value::String(text) => match serde_json::from_str::<Value>(text.trim()) {
                    Ok(value @ (Value::Number(_) | Value::Bool(_))) => value.$method(visitor),
                    _ => Value::String(text).$method(visitor),
                },
                value => value.$method(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Argument {
    type Error = serde_json::Error;

    parsed! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match &self.0 {
            Value::String(text) => {
                let text: StrDeserializer<'_, Self::Error> = text.as_str().into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            _ => self.0.deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Keeps serde's derive in reach of the doc example's reader.
#[expect(unused_imports, reason = "named in the docs")]
use Deserialize as _;
