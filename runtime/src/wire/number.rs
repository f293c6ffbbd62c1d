//! Numbers, which the service sends as JSON numbers or as strings of digits.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// A whole number that may arrive as a string of digits: `#[serde(deserialize_with = "number::lenient")]`.
///
/// Works for the unsigned integers and for `Option` of them (`null` and `""` are `None`).
pub(crate) fn lenient<'de, D: Deserializer<'de>, N: Lenient>(
    deserializer: D,
) -> Result<N, D::Error> {
    deserializer.deserialize_any(LenientVisitor(PhantomData))
}

/// What [`lenient`] can produce.
pub(crate) trait Lenient: Sized {
    /// The value for `null` and for an empty string, where there is one.
    const EMPTY: Option<Self>;

    /// The value for a number, unless it is out of range.
    fn from_u64(number: u64) -> Option<Self>;
}

macro_rules! lenient {
    ($($int:ty),*) => {$(
        impl Lenient for $int {
            const EMPTY: Option<Self> = None;
            fn from_u64(number: u64) -> Option<Self> {
                number.try_into().ok()
            }
        }
    )*};
}
lenient!(u8, u16, u32, u64, usize);

impl<N: Lenient> Lenient for Option<N> {
    const EMPTY: Option<Self> = Some(None);
    fn from_u64(number: u64) -> Option<Self> {
        N::from_u64(number).map(Some)
    }
}

struct LenientVisitor<N>(PhantomData<N>);

impl<N: Lenient> Visitor<'_> for LenientVisitor<N> {
    type Value = N;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number that is not negative and in range")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<N, E> {
        N::from_u64(number)
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<N, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(serde::de::Unexpected::Signed(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<N, E> {
        // Some languages' JSON writers print whole numbers as `1.0`; 2^53 bounds what an f64 holds exactly.
        if number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked above"
            )]
            return self.visit_u64(number as u64);
        }
        Err(E::invalid_value(serde::de::Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<N, E> {
        match (text.trim(), N::EMPTY) {
            ("", Some(empty)) => Ok(empty),
            (text, _) => match text.parse() {
                Ok(number) => self.visit_u64(number),
                Err(_) => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
            },
        }
    }

    fn visit_unit<E: Error>(self) -> Result<N, E> {
        N::EMPTY.ok_or_else(|| E::invalid_type(serde::de::Unexpected::Unit, &self))
    }
}
