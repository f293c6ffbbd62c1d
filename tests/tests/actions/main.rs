//! The 18 actions: their JSON in both directions, validation, results and `Debug`.

mod fixtures;
mod helpers;
mod hides;
mod properties;
mod reads;
mod results;
mod sends;
mod validates;
