//! The forms that values have in JSON: how they are read and written.

use std::borrow::Cow;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::fields::FieldError;
use super::item::{Item, List};
use super::json::{Cursor, Json};
use super::lenient;
use super::open_enum::OpenEnum;

/// Text of a parameter; a literal is not copied.
type Text = Cow<'static, str>;

/// A form of the values `T` in JSON.
pub(crate) trait Form<T> {
    /// Returns the JSON to write; `None` leaves the field out.
    fn item(value: &T) -> Option<Item<'_>>;

    /// Reads a value; `None` counts as absent.
    fn read(json: Json<'_>) -> Result<Option<T>, FieldError>;

    /// Returns the value of an absent field, unless the field is required.
    fn absent() -> Option<T> {
        None
    }
}

impl<T, F: Form<T>> Form<Option<T>> for F {
    fn item(value: &Option<T>) -> Option<Item<'_>> {
        F::item(value.as_ref()?)
    }

    fn read(json: Json<'_>) -> Result<Option<Option<T>>, FieldError> {
        Ok(F::read(json)?.map(Some))
    }

    fn absent() -> Option<Option<T>> {
        Some(None)
    }
}

/// Deserializes a value by way of its JSON.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<T, D::Error>
where
    Plain: Form<T>,
{
    let json = to_raw_value(&Value::deserialize(deserializer)?).map_err(D::Error::custom)?;
    match Plain::read(Json::from(&*json)) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(D::Error::custom("must not be empty")),
        Err(error) => Err(D::Error::custom(error)),
    }
}

/// The form that a type has unless a table names another.
pub(crate) struct Plain;

impl Form<Text> for Plain {
    fn item(value: &Text) -> Option<Item<'_>> {
        Some(Item::Text(value))
    }

    fn read(json: Json<'_>) -> Result<Option<Text>, FieldError> {
        Ok(Some(Cursor::new(json).string()?.into_owned().into()))
    }
}

impl<W: OpenEnum> Form<W> for Plain {
    fn item(value: &W) -> Option<Item<'_>> {
        Some(Item::Word(value.word(), W::WORDS))
    }

    fn read(json: Json<'_>) -> Result<Option<W>, FieldError> {
        Ok(Some(W::from(&Cursor::new(json).string()?)))
    }
}

impl Form<bool> for Plain {
    fn item(value: &bool) -> Option<Item<'_>> {
        Some(Item::Bool(*value))
    }

    /// Words in any case count as booleans: a sample sends Python's `True`.
    fn read(json: Json<'_>) -> Result<Option<bool>, FieldError> {
        let word = Cursor::new(json).lenient_text()?.unwrap_or_default();
        match &*word.to_ascii_lowercase() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            _ => Err(FieldError::new("", "must be true or false")),
        }
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Form<$number> for Plain {
            fn item(value: &$number) -> Option<Item<'_>> {
                u64::try_from(*value).ok().map(Item::Number)
            }

            fn read(json: Json<'_>) -> Result<Option<$number>, FieldError> {
                let Some(number) = number(json)? else { return Ok(None) };
                number.try_into().map(Some).map_err(|_| not_a_number(json))
            }
        }
    )*};
}
numbers!(u16, u32, usize);

/// Reads a number, which may arrive as a string; an empty string counts as absent.
fn number(json: Json<'_>) -> Result<Option<u64>, FieldError> {
    let number = Cursor::new(json).lenient_number()?;
    let is_empty = || json.as_str().trim_matches('"').trim().is_empty();
    if number.is_some() || json.is_null() || is_empty() {
        Ok(number)
    } else {
        Err(not_a_number(json))
    }
}

#[cold]
fn not_a_number(json: Json<'_>) -> FieldError {
    Cursor::new(json).must_be("a whole number that is not negative and in range").into()
}

impl<T> Form<Vec<T>> for Plain
where
    Plain: Form<T>,
{
    fn item(value: &Vec<T>) -> Option<Item<'_>> {
        Some(Item::List(value))
    }

    fn read(json: Json<'_>) -> Result<Option<Vec<T>>, FieldError> {
        let mut elements = Vec::new();
        Cursor::new(json).array(|json| {
            elements.push(json.raw()?);
            Ok(())
        })?;
        let read = |(index, json)| match Self::read(json) {
            Ok(Some(element)) => Ok(element),
            Ok(None) => Err(FieldError::new("", "must not be empty").at_index(index)),
            Err(error) => Err(error.at_index(index)),
        };
        elements.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
    }
}

impl<T> List for Vec<T>
where
    Plain: Form<T>,
{
    fn elements(&self, element: &mut dyn FnMut(Item<'_>)) {
        self.iter().filter_map(Plain::item).for_each(element);
    }
}

/// The plain form of a field that is left out when it is empty.
pub(crate) struct OrEmpty;

macro_rules! or_empty {
    ($($type:ty),*) => {$(
        impl $crate::wire::form::Form<$type> for $crate::wire::form::OrEmpty {
            fn item(value: &$type) -> Option<$crate::wire::item::Item<'_>> {
                if value.is_empty() { None } else { $crate::wire::form::Plain::item(value) }
            }

            fn read(
                json: $crate::wire::json::Json<'_>,
            ) -> Result<Option<$type>, $crate::wire::fields::FieldError> {
                $crate::wire::form::Plain::read(json)
            }

            fn absent() -> Option<$type> {
                Some(<$type>::default())
            }
        }
    )*};
}
pub(crate) use or_empty;

/// The form of text that is [read leniently](lenient::Lenient).
pub(crate) struct Lenient;

impl Form<Text> for Lenient {
    fn item(value: &Text) -> Option<Item<'_>> {
        Plain::item(value)
    }

    fn read(json: Json<'_>) -> Result<Option<Text>, FieldError> {
        Ok(lenient::Lenient::read(&mut Cursor::new(json))?)
    }

    fn absent() -> Option<Text> {
        Some(Cow::default())
    }
}

impl<W: OpenEnum> Form<W> for Lenient {
    fn item(value: &W) -> Option<Item<'_>> {
        Plain::item(value)
    }

    fn read(json: Json<'_>) -> Result<Option<W>, FieldError> {
        Ok(lenient::Lenient::read(&mut Cursor::new(json))?)
    }
}

/// A number that is sent as a string.
pub(crate) struct AsText;

impl Form<u16> for AsText {
    fn item(value: &u16) -> Option<Item<'_>> {
        Some(Item::NumberAsText(u64::from(*value)))
    }

    fn read(json: Json<'_>) -> Result<Option<u16>, FieldError> {
        Plain::read(json)
    }
}

macro_rules! unit {
    ($(#[$doc:meta])* $unit:ident, $duration:expr, $count:expr) => {
        $(#[$doc])*
        pub(crate) struct $unit;

        impl $unit {
            /// Returns the number to send for a duration.
            #[inline(never)]
            pub(crate) fn count(duration: Duration) -> u64 {
                $count(duration)
            }
        }

        impl Form<Duration> for $unit {
            fn item(value: &Duration) -> Option<Item<'_>> {
                Some(Item::Number(Self::count(*value)))
            }

            fn read(json: Json<'_>) -> Result<Option<Duration>, FieldError> {
                Ok(number(json)?.map($duration))
            }
        }
    };
}

unit!(
    /// Whole milliseconds, rounded up.
    Millis,
    Duration::from_millis,
    |d: Duration| d.as_nanos().div_ceil(1_000_000).try_into().unwrap_or(u64::MAX)
);
unit!(
    /// Whole seconds, rounded up.
    Seconds,
    Duration::from_secs,
    |d: Duration| d.as_secs().saturating_add(u64::from(d.subsec_nanos() > 0))
);
