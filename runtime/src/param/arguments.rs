//! Arguments of an API call, typed.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value;
use serde_json::value::RawValue;

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
    /// Names the argument that is missing or does not fit its type.
    pub fn from_invocation(invocation: &Invocation) -> Result<Self, EventError> {
        const PATH: &str = "ActionData.Parameters.Arguments";
        let arguments = event::arguments(invocation)?;
        let texts =
            MapDeserializer::new(arguments.into_iter().map(|(key, value)| (key, Argument(value))));
        serde_path_to_error::deserialize::<_, T>(texts)
            .map(Self)
            .map_err(|error| EventError::from_path(&error).under(PATH))
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
    /// When `T` is no struct or map, one of its values is neither text, number nor boolean, or there
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
                json if json.starts_with(['{', '[']) => {
                    return Err(format!(
                        "the argument `{key}` must be text, a number or a boolean"
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
