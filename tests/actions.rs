//! The 18 actions on the wire: what is sent, what is read back, what is refused, what is hidden.

#[path = "actions/helpers.rs"]
mod helpers;
#[path = "actions/hides.rs"]
mod hides;
#[path = "actions/properties.rs"]
mod properties;
#[path = "actions/reads.rs"]
mod reads;
#[path = "actions/results.rs"]
mod results;
#[path = "actions/sends.rs"]
mod sends;
#[path = "actions/shared_responses.rs"]
mod shared_responses;
#[path = "actions/validates.rs"]
mod validates;
