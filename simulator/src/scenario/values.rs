//! Parses the durations, times, numbers and keys of scenario files.
//!
//! Depends on nothing else.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
    let text = text.trim();
    let bytes = text.as_bytes();
    let separated = bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
        && matches!(bytes.get(10), Some(b'T' | b't' | b' '))
        && bytes.get(13) == Some(&b':')
        && bytes.get(16) == Some(&b':');
    let part = |from, to| whole(text.get(from..to)?);
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let is_time = separated
        && year >= 1970
        && (1..=12).contains(&month)
        && (1..=longest).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !is_time {
        return None;
    }
    let rest = text.get(19..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(digits) => {
            digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()))
        }
        None => ("0", rest),
    };
    let fraction = Duration::try_from_secs_f64(format!("0.{fraction}").parse().ok()?).ok()?;
    // Days since 1970. Years start in March, so that a leap day is the last day of a year.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?;
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?) + fraction)
}

/// Parses a UTC offset into seconds: `Z`, `+02:00`, `-05:30`.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (whole(hours)?, whole(minutes)?);
    (zone.len() == 6 && hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// Parses an integer without a sign.
fn whole(text: &str) -> Option<i64> {
    text.bytes().all(|c| c.is_ascii_digit()).then(|| text.parse().ok()).flatten()
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
