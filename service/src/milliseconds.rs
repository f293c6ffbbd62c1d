//! Whole milliseconds, in which the record of a call counts: a serde adapter for durations, for
//! `#[serde(with = "milliseconds")]`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer};

/// Cuts a duration to whole milliseconds.
pub fn whole(duration: Duration) -> Duration {
    Duration::from_millis(count(duration))
}

fn count(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Writes a duration as a number of milliseconds.
///
/// # Errors
/// Returns the serializer's error.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(count(*duration))
}

/// Reads a number of milliseconds.
///
/// # Errors
/// Returns an error for anything but a whole number.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}
