//! Events: fixtures decode to their contents, and events that are built read back unchanged.

mod any_value;
mod attributes;
mod builders;
mod fixtures;
mod oddities;
mod round_trips;
mod values;
