//! Transaction attributes: values of every kind keep what they hold.

use offhook::{Invocation, TransactionAttributes};
use serde_json::{Value, json};

/// The attributes of a call whose event has this JSON of them.
fn received(attributes: &str) -> TransactionAttributes {
    let mut event = offhook_tests::calls::event("CALL_ANSWERED");
    event["CallDetails"]["TransactionAttributes"] = json!("HERE");
    let event = event.to_string().replace("\"HERE\"", attributes);
    Invocation::from_json(event.as_bytes()).expect("an event").call().attributes().clone()
}

#[test]
fn values_that_are_not_text_keep_their_json() {
    let attributes =
        received(r#"{"b": {"deck": "upper"}, "a": 1e400, "d": null, "c": "t\u0065xt"}"#);
    assert_eq!(attributes.get_value("b"), Some(json!({"deck": "upper"})));
    assert_eq!((attributes.get("c"), attributes.get("b")), (Some("text"), None));
    assert_eq!(attributes.get_value("d"), Some(Value::Null));
    assert!(attributes.contains_key("d") && !attributes.contains_key("e"));
    // No `Value` can hold this number; its JSON goes back to the service unchanged.
    assert_eq!(attributes.get_value("a"), Some(json!("1e400")));
    assert_eq!(
        serde_json::to_string(&attributes).expect("JSON"),
        r#"{"a":1e400,"b":{"deck": "upper"},"c":"text","d":null}"#
    );
}

#[test]
fn attributes_with_the_same_values_are_equal() {
    let attributes = received(r#"{"n": 7, "list": [1, {"x": "y"}]}"#);
    assert_eq!(attributes, received(r#"{"list":[ 1,{"x":"y"} ],"n":7}"#));
    assert_eq!(
        attributes,
        [("n", json!(7)), ("list", json!([1, {"x": "y"}]))].into_iter().collect()
    );
    let json = json!({"n": 7, "list": [1, {"x": "y"}]});
    assert_eq!(attributes, serde_json::from_value(json).expect("a map"));
    assert_ne!(attributes, received(r#"{"n": "7", "list": [1, {"x": "y"}]}"#));
    assert_ne!(attributes, received(r#"{"n": 7, "list": [1, {"x": "z"}]}"#));
}

#[test]
fn removed_attributes_are_returned() {
    let mut attributes = received(r#"{"n": 7, "text": "seven"}"#);
    assert_eq!(attributes.remove("n"), Some(json!(7)));
    assert_eq!(attributes.remove("n"), None);
    assert_eq!(attributes.iter().collect::<Vec<_>>(), [("text", json!("seven"))]);
    assert!(!attributes.is_empty() && attributes.remove("text").is_some());
    assert!(attributes.is_empty());
}

#[test]
fn json_size_is_that_of_the_json() {
    let escapes = ["\"", "\\", "\n\r\t\u{8}\u{c}", "\u{0}", "\u{1f}"];
    let texts = ["", "plain", "/ \u{7f}", "é 🚢"].into_iter().chain(escapes);
    let mut attributes = TransactionAttributes::new();
    assert_eq!(attributes.json_size(), 2);
    for (index, text) in texts.enumerate() {
        attributes.insert(format!("{index}{text}"), text);
        attributes.insert(format!("{index} in a long text"), format!("{text:-^40}"));
        attributes.insert(format!("{index}"), json!({ text: [index, text, null] }));
        let json = serde_json::to_string(&attributes).expect("JSON");
        assert_eq!(attributes.json_size(), json.len(), "{json}");
    }
}
