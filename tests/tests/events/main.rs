//! Events: fixtures decode to their contents, and events that are built read back unchanged.

mod builders;
mod fixtures;
mod oddities;
mod round_trips;
