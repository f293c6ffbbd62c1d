//! How the service's JSON differs from what serde's derives expect: numbers sent as strings,
//! durations in milliseconds or seconds, open enumerations, objects that must not be arrays.

mod clip;
mod error;
pub(crate) mod json;
pub(crate) mod lenient;
pub(crate) mod number;
pub(crate) mod object;
mod open_enum;
pub(crate) mod text;
pub(crate) mod texts;

pub(crate) use clip::{Hidden, clip};
pub use error::EventError;
pub(crate) use error::{APPEARS_TWICE, Under};
pub(crate) use lenient::{FromEvent, Lenient, lenient_object, results};
pub(crate) use number::{millis, seconds};
pub(crate) use open_enum::open_enum;
