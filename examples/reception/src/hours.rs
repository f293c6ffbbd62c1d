//! When the desk is staffed.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// The hours of the day, in UTC, from which and to which somebody answers: `9-17`, or `22-6` across
/// midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hours {
    from: u64,
    to: u64,
}

impl Hours {
    /// Whether somebody answers at this time.
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

/// A text is no hours.
#[derive(Debug)]
pub(crate) struct InvalidHours;

impl fmt::Display for InvalidHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not two different hours of the day from 0 to 24, such as 9-17")
    }
}

impl std::error::Error for InvalidHours {}

impl FromStr for Hours {
    type Err = InvalidHours;

    fn from_str(text: &str) -> Result<Self, InvalidHours> {
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

    #[test]
    fn hours_by_day_and_across_midnight() {
        let day: Hours = "9-17".parse().unwrap();
        assert_eq!([8, 9, 16, 17].map(|hour| day.contain(at(hour))), [false, true, true, false]);
        let night: Hours = "22-6".parse().unwrap();
        assert_eq!([21, 22, 5, 6].map(|hour| night.contain(at(hour))), [false, true, true, false]);
    }

    #[test]
    fn what_is_no_hours() {
        for text in ["", "9", "9-", "17", "9-25", "9-9", "nine-five", "-1-5"] {
            assert!(text.parse::<Hours>().is_err(), "{text}");
        }
    }
}
