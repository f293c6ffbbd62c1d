//! The call of an event: its legs, numbers, digits, SIP headers and transaction attributes.
//!
//! Depends on `wire` only.

mod attributes;
mod details;
pub(crate) mod digits;
pub(crate) mod e164;
mod leg;
mod participant;
pub mod sip_headers;

pub use attributes::TransactionAttributes;
pub use details::Call;
pub use digits::Digits;
pub use e164::{E164, E164Error};
pub use leg::Leg;
pub use participant::{Direction, Participant, Status};
pub use sip_headers::SipHeaders;
