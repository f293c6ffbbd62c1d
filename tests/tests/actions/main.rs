//! The 18 actions on the wire: what is sent, what is read back, what is refused, what is hidden.

mod fixtures;
mod helpers;
mod hides;
mod properties;
mod reads;
mod results;
mod sends;
mod validates;
