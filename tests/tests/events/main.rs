//! Events: every fixture decodes to what it says, and what is built reads back as it was.

mod any_value;
mod builders;
mod fixtures;
mod oddities;
mod round_trips;
