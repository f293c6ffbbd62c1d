//! Small pieces of text.

use std::time::Duration;

use anstream::adapter::strip_str;
use serde_json::Value;

/// Longer texts are cut here; `--raw` shows them in full.
const LONGEST: usize = 100;

/// A string or a number as text; the service and its users write each for the other. Nothing for null, "" and the
/// rest.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Any value on one line: text as it is, the rest as JSON.
pub(crate) fn any(value: &Value) -> String {
    short(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// `text`, cut if it is long.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `text` in quotes, cut if it is long.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", short(text))
}

/// `text` without escape sequences, on one line.
pub(crate) fn clean(text: &str) -> String {
    let text = strip_str(text).to_string();
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A map as `key=value key=value`.
pub(crate) fn pairs(map: &Value) -> Option<String> {
    let map = map.as_object().filter(|map| !map.is_empty())?;
    let pairs: Vec<_> = map.iter().map(|(key, value)| format!("{key}={}", any(value))).collect();
    Some(pairs.join(" "))
}

/// A list of texts, or a single one, as `a, b`.
pub(crate) fn list(value: &Value) -> Option<String> {
    let Some(items) = value.as_array() else { return scalar(value) };
    let items: Vec<_> = items.iter().map(any).collect();
    if items.is_empty() { None } else { Some(items.join(", ")) }
}

/// `1 digit`, `2 digits`.
pub(crate) fn count(number: &str, noun: &str) -> String {
    if number == "1" { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A number of milliseconds from an event or a reply.
pub(crate) fn milliseconds(value: &Value) -> Option<String> {
    let text = scalar(value)?;
    Some(match text.parse::<u64>() {
        Ok(milliseconds) if milliseconds < 1000 => format!("{milliseconds} ms"),
        Ok(milliseconds) => format!("{:?}", Duration::from_millis(milliseconds)).replace('s', " s"),
        Err(_) => format!("{text} ms"),
    })
}

/// What a SIP response code means where this service uses it.
pub(crate) fn sip_code(code: &str) -> String {
    match code {
        "0" => "normal (0)".to_owned(),
        "480" => "unavailable (480)".to_owned(),
        "486" => "busy (486)".to_owned(),
        "487" => "cancelled (487)".to_owned(),
        other => format!("SIP {other}"),
    }
}

/// A measured time.
pub(crate) fn time(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1e3;
    match milliseconds {
        ..10.0 => format!("{milliseconds:.2} ms"),
        ..1000.0 => format!("{milliseconds:.1} ms"),
        _ => format!("{:.2} s", duration.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_may_be_text() {
        assert_eq!(milliseconds(&json!(500)).as_deref(), Some("500 ms"));
        assert_eq!(milliseconds(&json!("1500")).as_deref(), Some("1.5 s"));
        assert_eq!(milliseconds(&json!(5000)).as_deref(), Some("5 s"));
        assert_eq!(milliseconds(&json!("soon")).as_deref(), Some("soon ms"));
        assert_eq!(milliseconds(&json!([1])), None);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "é".repeat(LONGEST + 1);
        assert_eq!(short(&long), format!("{}…", "é".repeat(LONGEST)));
        assert_eq!(short(&long[2..]), long[2..]);
    }

    #[test]
    fn nothing_gets_at_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\nc\u{9b}\x07d"), "ab c d");
    }

    #[test]
    fn times_keep_three_figures() {
        assert_eq!(time(Duration::from_micros(414)), "0.41 ms");
        assert_eq!(time(Duration::from_micros(12_340)), "12.3 ms");
        assert_eq!(time(Duration::from_millis(1234)), "1.23 s");
    }
}
