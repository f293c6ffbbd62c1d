//! The service's JSON, and how it differs from what serde's derives expect: numbers sent as
//! strings, durations in milliseconds or seconds, open enumerations, objects that must not be
//! arrays. [`json`] reads, [`item`] writes, [`table`] does both for
//! parameters from one description, [`lenient`] reads what the service sends beside them.
//!
//! Readers are `#[inline]`: most apps read few of the service's types, and compile only these.

mod clip;
mod error;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod item;
pub(crate) mod json;
mod json_text;
pub(crate) mod lenient;
mod open_enum;
pub(crate) mod rule;
pub(crate) mod sorted;
mod table;
pub(crate) mod texts;

pub(crate) use clip::{Hidden, clip};
pub use error::EventError;
pub(crate) use error::Under;
pub(crate) use fields::{FieldError, Fields};
pub(crate) use lenient::{FromEvent, Lenient, lenient_object, lenient_parameters, results};
pub(crate) use open_enum::{OpenEnum, open_enum};
pub(crate) use table::{parameter, parameters, serde_as_plain};
