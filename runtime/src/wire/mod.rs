//! The service's JSON, and how it differs from what serde's derives expect: numbers sent as
//! strings, durations in milliseconds or seconds, open enumerations, objects that must not be
//! arrays. [`json`] reads, [`item`] writes, [`table`] does both from one description.

mod error;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod item;
pub(crate) mod json;
pub(crate) mod number;
pub(crate) mod object;
mod open_enum;
pub(crate) mod rule;
mod table;
pub(crate) mod text;
pub(crate) mod texts;

pub use error::EventError;
pub(crate) use error::Under;
pub(crate) use fields::{FieldError, Fields};
pub(crate) use open_enum::{OpenEnum, open_enum};
pub(crate) use table::{parameter, parameters, serde_as_plain};
