//! Formats values of arbitrary JSON as short texts.
//!
//! Depends only on `serde_json` and the service's names of SIP responses.

use std::time::Duration;

use offhook_service::sip_response;
use serde_json::Value;

/// Returns a non-empty string, a number or a Boolean as text, and `None` for other values. The service
/// and its users write numbers and Booleans as strings too.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Returns any value on one line: strings without quotes, other values as JSON.
pub(super) fn any(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns `text` in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Returns a non-empty map as `key=value key=value`.
pub(super) fn pairs(map: &Value) -> Option<String> {
    let map = map.as_object().filter(|map| !map.is_empty())?;
    let pairs: Vec<_> = map.iter().map(|(key, value)| format!("{key}={}", any(value))).collect();
    Some(pairs.join(" "))
}

/// Returns a non-empty list, or a single text, as `a, b`.
pub(super) fn list(value: &Value) -> Option<String> {
    let Some(items) = value.as_array() else { return scalar(value) };
    let items: Vec<_> = items.iter().map(any).collect();
    if items.is_empty() { None } else { Some(items.join(", ")) }
}

/// Returns a number with its noun: `1 digit`, `2 digits`.
pub fn count(number: &str, noun: &str) -> String {
    if number == "1" { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Returns a number of milliseconds as a time. Other text is returned with the unit `ms`.
pub(super) fn milliseconds(value: &Value) -> Option<String> {
    let text = scalar(value)?;
    Some(match text.parse::<u64>() {
        Ok(milliseconds) => time(Duration::from_millis(milliseconds)),
        Err(_) => format!("{text} ms"),
    })
}

/// Returns a time with its unit: `500 ms`, `1.5 s`.
pub(super) fn time(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        return format!("{} ms", time.as_millis());
    }
    let whole = Duration::new(time.as_secs(), time.subsec_millis() * 1_000_000);
    format!("{whole:?}").replace('s', " s")
}

/// Returns a SIP response code of a reply with its meaning in this service.
pub(super) fn sip_code(code: &str) -> String {
    code.parse().map_or_else(|_| format!("SIP {code}"), sip_response)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn milliseconds_can_be_strings() {
        assert_eq!(milliseconds(&json!(500)).as_deref(), Some("500 ms"));
        assert_eq!(milliseconds(&json!("1500")).as_deref(), Some("1.5 s"));
        assert_eq!(milliseconds(&json!(5000)).as_deref(), Some("5 s"));
        assert_eq!(milliseconds(&json!(u64::MAX)).as_deref(), Some("18446744073709551.615 s"));
        assert_eq!(milliseconds(&json!("soon")).as_deref(), Some("soon ms"));
        assert_eq!(milliseconds(&json!(1_000)).as_deref(), Some("1 s"));
        assert_eq!(milliseconds(&json!([1])), None);
    }

    #[test]
    fn scalars_need_not_be_strings() {
        let texts = [json!("a"), json!(7), json!(true)].map(|value| scalar(&value).unwrap());
        assert_eq!(texts, ["a", "7", "true"]);
        for other in [json!(""), json!(null), json!(["a"]), json!({"a": 1})] {
            assert_eq!(scalar(&other), None, "{other}");
        }
    }
}
