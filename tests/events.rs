//! Events: every fixture decodes to what it says, and what is built reads back as it was.

#[path = "events/builders.rs"]
mod builders;
#[path = "events/fixtures.rs"]
mod fixtures;
#[path = "events/oddities.rs"]
mod oddities;
#[path = "events/round_trips.rs"]
mod round_trips;
