//! The opening hours.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;

/// The hours of the day, in UTC, between which the desk is open: `9-17`, or `22-6` across midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Hours {
    from: u64,
    to: u64,
}

impl Hours {
    /// Whether the desk is open at this time.
    pub(crate) fn contain(self, time: SystemTime) -> bool {
        let since_1970 = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let hour = since_1970.as_secs() / 3_600 % 24;
        if self.from <= self.to {
            (self.from..self.to).contains(&hour)
        } else {
            hour >= self.from || hour < self.to
        }
    }
}

/// A text that is not a pair of hours.
#[derive(Debug)]
pub(crate) struct InvalidHours;

impl fmt::Display for InvalidHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not two different hours of the day from 0 to 24, such as 9-17")
    }
}

impl std::error::Error for InvalidHours {}

impl TryFrom<String> for Hours {
    type Error = InvalidHours;

    fn try_from(text: String) -> Result<Self, InvalidHours> {
        let (from, to) = text.split_once('-').ok_or(InvalidHours)?;
        let hour = |text: &str| text.trim().parse().ok().filter(|hour| *hour <= 24);
        let hours =
            Self { from: hour(from).ok_or(InvalidHours)?, to: hour(to).ok_or(InvalidHours)? };
        if hours.from == hours.to { Err(InvalidHours) } else { Ok(hours) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(hour: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(86_400 * 20_000 + 3_600 * hour)
    }

    fn hours(text: &str) -> Result<Hours, InvalidHours> {
        text.to_owned().try_into()
    }

    #[test]
    fn hours_may_cross_midnight() {
        let day = hours("9-17").unwrap();
        assert_eq!([8, 9, 16, 17].map(|hour| day.contain(at(hour))), [false, true, true, false]);
        let night = hours("22-6").unwrap();
        assert_eq!([21, 22, 5, 6].map(|hour| night.contain(at(hour))), [false, true, true, false]);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "9", "9-", "17", "9-25", "9-9", "nine-five", "-1-5"] {
            assert!(hours(text).is_err(), "{text}");
        }
    }
}
