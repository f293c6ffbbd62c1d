//! Parses the durations, times, numbers and keys of scenario files.
//!
//! Depends on nothing else.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Parses a duration of at most 24 hours: `3s`, `1.5s`, `500ms`, `2m`, `1h`, or several in a row.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut sum = Duration::ZERO;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(unit_at);
        let end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let seconds = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            _ => return None,
        };
        let part = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        // Rounded, as thousandths have no exact binary form.
        let part = Duration::from_millis(u64::try_from((part.as_micros() + 500) / 1_000).ok()?);
        sum = sum.checked_add(part)?;
        rest = tail.trim_start();
    }
    (sum <= Duration::from_secs(24 * 60 * 60)).then_some(sum)
}

/// Parses a time in RFC 3339 format, from 1970 on.
pub(super) fn timestamp(text: &str) -> Option<SystemTime> {
    let time: Timestamp = text.trim().parse().ok()?;
    UNIX_EPOCH.checked_add(Duration::try_from(time.as_duration()).ok()?)
}

/// Returns `true` for a number in E.164 format, or a user of a SIP address: `anonymous`, `desk-7`.
pub(super) fn is_number(text: &str) -> bool {
    match text.strip_prefix('+') {
        Some(digits) => {
            (2..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit())
        }
        None => !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic()),
    }
}

pub(super) fn are_keys(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit() || b"*#ABCD,".contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_parsed_strictly() {
        for (text, ms) in [
            ("3s", 3_000),
            ("1.5s", 1_500),
            ("500ms", 500),
            ("2m", 120_000),
            ("1m30s", 90_000),
            ("1h 2m", 3_720_000),
            ("0s", 0),
            ("0.1s", 100),
            ("24h", 86_400_000),
        ] {
            assert_eq!(duration(text), Some(Duration::from_millis(ms)), "{text}");
        }
        for text in ["", "3", "s", "3 s", "-3s", "3x", "..s", "1e9s", "999999h", "25h", "3s4", "∞s"]
        {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn timestamps_are_parsed_strictly() {
        let at =
            |seconds, ms| UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_millis(ms);
        for (text, time) in [
            ("1970-01-01T00:00:00Z", at(0, 0)),
            ("2026-01-05T10:00:00Z", at(1_767_607_200, 0)),
            ("2026-01-05 10:00:00.250Z", at(1_767_607_200, 250)),
            ("2026-01-05T12:00:00+02:00", at(1_767_607_200, 0)),
            ("2026-01-05T04:30:00-05:30", at(1_767_607_200, 0)),
            ("2024-02-29T23:59:59Z", at(1_709_251_199, 0)),
        ] {
            assert_eq!(timestamp(text), Some(time), "{text}");
        }
        for text in [
            "",
            "now",
            "2026-01-05",
            "2026-01-05T10:00:00",
            "2026-13-05T10:00:00Z",
            "2023-02-29T10:00:00Z",
            "2026-04-31T10:00:00Z",
            "2026-01-05T24:00:00Z",
            "2026-01-05T10:00:00+2",
            "2026-01-05T10:00:00+02:0",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00+01:00",
            "2026-01-05T10:00:00.Z.",
            "2026-01-0五T10:00:00Z",
            "+026-01-05T10:00:00Z",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_e164_or_sip_users() {
        for text in ["+12065550100", "anonymous", "desk-7", "911"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "+", "+1 206 555 0100", "+1206555010012345", "+1206555O100", "a b"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
