//! Small pieces of text, made of JSON that may have any shape.

use std::time::Duration;

use serde_json::Value;

/// Longer texts are cut here.
const LONGEST: usize = 100;

/// A string or a number as text; the service and its users write each for the other. Nothing for
/// null, "" and the rest.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Any value on one line: text as it is, the rest as JSON.
pub fn any(value: &Value) -> String {
    short(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// `text`, cut if it is long.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `text` in quotes, cut if it is long.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", short(text))
}

/// A map as `key=value key=value`.
pub fn pairs(map: &Value) -> Option<String> {
    let map = map.as_object().filter(|map| !map.is_empty())?;
    let pairs: Vec<_> = map.iter().map(|(key, value)| format!("{key}={}", any(value))).collect();
    Some(pairs.join(" "))
}

/// A list of texts, or a single one, as `a, b`.
pub fn list(value: &Value) -> Option<String> {
    let Some(items) = value.as_array() else { return scalar(value) };
    let items: Vec<_> = items.iter().map(any).collect();
    if items.is_empty() { None } else { Some(items.join(", ")) }
}

/// `1 digit`, `2 digits`.
pub fn count(number: &str, noun: &str) -> String {
    if number == "1" { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A number of milliseconds from an event or a reply.
pub fn milliseconds(value: &Value) -> Option<String> {
    let text = scalar(value)?;
    Some(match text.parse::<u64>() {
        Ok(milliseconds) => time(Duration::from_millis(milliseconds)),
        Err(_) => format!("{text} ms"),
    })
}

/// A time of the call: `500 ms`, `1.5 s`.
pub fn time(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        return format!("{} ms", time.as_millis());
    }
    let whole = Duration::new(time.as_secs(), time.subsec_millis() * 1_000_000);
    format!("{whole:?}").replace('s', " s")
}

/// What a SIP response code means where this service uses it.
pub fn sip_code(code: &str) -> String {
    match code {
        "0" => "normal (0)".to_owned(),
        "480" => "unavailable (480)".to_owned(),
        "486" => "busy (486)".to_owned(),
        "487" => "cancelled (487)".to_owned(),
        "503" => "unreachable (503)".to_owned(),
        "603" => "refused (603)".to_owned(),
        other => format!("SIP {other}"),
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
        assert_eq!(milliseconds(&json!(u64::MAX)).as_deref(), Some("18446744073709551.615 s"));
        assert_eq!(milliseconds(&json!("soon")).as_deref(), Some("soon ms"));
        assert_eq!(milliseconds(&json!([1])), None);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "é".repeat(LONGEST + 1);
        assert_eq!(short(&long), format!("{}…", "é".repeat(LONGEST)));
        assert_eq!(short(&long[2..]), long[2..]);
    }
}
