//! JSON anywhere in an event: Offhook's own reader and `serde_json` agree.

use offhook::Invocation;
use serde_json::{Map, Value};

use super::{JSON, Target, files};

pub(super) const TARGET: Target = Target { name: "json", take, seeds, words: JSON };

/// Depth that an event can have around the value. Both readers refuse more than 127 levels.
const DEPTH: usize = 120;

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = files("tests/fixtures/events", "json");
    seeds.extend(super::texts(&[
        "null",
        "-0",
        "1e400",
        "0.1e-7",
        "18446744073709551615",
        r#""\ud83d\ude00\u0000\"\\""#,
        r#"{"a": {"a": [1, "]", {"}": "{"}]}, "a": " "}"#,
        "[[[[[[[[]]]]]]]]",
        "\"5\"",
        "5.0",
    ]));
    seeds
}

fn take(json: &[u8]) {
    let Ok(text) = str::from_utf8(json) else { return };
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    if depth(&value) > DEPTH {
        return;
    }
    let text = text.trim();
    is_skipped(text);
    is_an_attribute(text, &value);
    is_a_number(text, &value);
    if let Value::Object(fields) = &value {
        are_attributes(text, fields);
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// An event with these attributes, and these other fields before them.
fn event(fields: &str, attributes: &str) -> Invocation {
    let event = format!(
        r#"{{{fields} "InvocationEventType": "RINGING", "CallDetails": {{"TransactionId": "t",
            "Participants": [], "TransactionAttributes": {attributes}}}}}"#
    );
    Invocation::from_json(event.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn is_skipped(text: &str) {
    let event = event(&format!(r#""Unknown": {text} , "Sequence": 7,"#), "{}");
    assert_eq!((event.sequence(), event.call().transaction_id()), (7, "t"));
}

fn is_an_attribute(text: &str, value: &Value) {
    let event = event("", &format!(r#"{{"a": {text}, "b": 1}}"#));
    let attributes = event.call().attributes();
    assert_eq!(attributes.get_value("a").as_ref(), Some(value));
    assert_eq!(attributes.get_value("b"), Some(1.into()));
}

fn is_a_number(text: &str, value: &Value) {
    let expected = match value {
        Value::Number(number) => number.as_u64(),
        _ => return,
    };
    let read = event(&format!(r#""Sequence": {text},"#), "{}").sequence();
    assert!(expected.is_none_or(|expected| expected == read), "{read}");
}

fn are_attributes(text: &str, fields: &Map<String, Value>) {
    let event = format!(
        r#"{{"InvocationEventType": "RINGING", "CallDetails": {{"TransactionId": "t",
            "Participants": [], "TransactionAttributes": {text}}}}}"#
    );
    match Invocation::from_json(event.as_bytes()) {
        Ok(event) => {
            let read = event.call().attributes().iter();
            let read: Map<_, _> = read.map(|(key, value)| (key.to_owned(), value)).collect();
            assert_eq!(&read, fields);
            let attributes = event.call().attributes();
            let written = serde_json::to_string(attributes).expect("attributes are JSON");
            assert_eq!(attributes.json_size(), written.len());
        }
        // `serde_json` keeps the last of several values.
        Err(error) => assert!(error.to_string().contains("twice"), "{error}"),
    }
}
