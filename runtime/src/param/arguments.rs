//! Arguments of an API call, typed.

use std::fmt;

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

/// Reads numbers from text when the type asks for one; a keypad gives "05" too.
macro_rules! parsed {
    ($($deserialize:ident $visit:ident $number:ty,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0.as_str().map(|text| text.trim().parse::<$number>()) {
                Some(Ok(number)) => visitor.$visit(number),
                // Other text is reported as text where the type wants a number.
                _ => self.0.$deserialize(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Argument {
    type Error = serde_json::Error;

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

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        // The service's own applications write "True" as well.
        match self.0.as_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => self.0.deserialize_bool(visitor),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
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
