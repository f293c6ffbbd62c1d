//! Events: every fixture decodes to what it says, and what is built reads back as it was.

mod events {
    mod fixtures;
    mod oddities;
    mod round_trips;
}
