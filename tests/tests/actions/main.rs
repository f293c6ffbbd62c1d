//! The 18 actions on the wire: what is sent, what is read back, what is refused, what is hidden.

mod helpers;
mod hides;
mod properties;
mod reads;
mod results;
mod sends;
mod shared_responses;
mod validates;
