//! Transaction attributes.

use std::time::Duration;

use offhook_simulator::{AttributeLimit, Attributes, InvalidReplyError, Phone, Profile};
use serde_json::{Map, Value, json};

use crate::support::*;

/// Returns the attributes of the third event after a first reply with `{"a": "1", "b": "2"}` and a
/// second reply with `second`.
async fn after(second: Option<Value>, profile: Profile) -> Option<Value> {
    let first = json!({ "a": "1", "b": "2" });
    let mut reply = json!({ "SchemaVersion": "1.0", "Actions": [pause(500)] });
    if let Some(attributes) = second {
        reply["TransactionAttributes"] = attributes;
    }
    let script = Script::new()
        .with_attributes("NEW_INBOUND_CALL", [pause(500)], first.clone())
        .replies("ACTION_SUCCESSFUL", reply);
    let mut phone = script.dial_under(profile).await;
    phone.waits(Duration::from_secs(3)).await;
    let shown =
        |sequence| event(&phone, sequence)["CallDetails"].get("TransactionAttributes").cloned();
    assert_eq!(shown(1), None, "absent before any are set");
    assert_eq!(shown(2), Some(first));
    shown(3)
}

#[tokio::test]
async fn attributes_come_back_until_they_are_changed() {
    let old = Some(json!({ "a": "1", "b": "2" }));
    assert_eq!(after(None, Profile::default()).await, old);
    assert_eq!(after(Some(Value::Null), Profile::default()).await, old);
    assert_eq!(after(Some(json!({})), Profile::default()).await, None);
    let new = json!({ "a": "3", "b": "4" });
    assert_eq!(after(Some(new.clone()), Profile::default()).await, Some(new));
}

#[tokio::test]
async fn new_keys_replace_the_map_or_are_merged() {
    let new = json!({ "b": "3", "c": "4" });
    let replace = Profile { attributes: Attributes::Replace, ..Profile::default() };
    assert_eq!(after(Some(new.clone()), replace).await, Some(new.clone()));
    let merge = Profile { attributes: Attributes::Merge, ..Profile::default() };
    assert_eq!(after(Some(new), merge).await, Some(json!({ "a": "1", "b": "3", "c": "4" })));
    assert_eq!(after(Some(json!({})), merge).await, None);
}

#[tokio::test]
async fn attributes_can_be_objects() {
    let new = json!({ "a": { "nested": [1, true] }, "b": "2" });
    assert_eq!(after(Some(new.clone()), Profile::default()).await, Some(new));
}

async fn setting(attributes: Value, profile: Profile) -> Phone {
    let script = Script::new()
        .with_attributes("NEW_INBOUND_CALL", [speak("Hello.")], attributes)
        .on("INVALID_LAMBDA_RESPONSE", [speak("Never mind.")]);
    let mut phone = script.dial_under(profile).await;
    phone.waits(Duration::from_secs(5)).await;
    phone
}

fn many(count: usize) -> Value {
    let map: Map<String, Value> = (0..count).map(|n| (format!("key{n}"), "value".into())).collect();
    map.into()
}

const ACCEPTED: [&str; 2] = ["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak"];
const REFUSED: [&str; 3] =
    ["NEW_INBOUND_CALL", "INVALID_LAMBDA_RESPONSE", "ACTION_SUCCESSFUL Speak"];

#[tokio::test]
async fn limit_can_be_10_attributes() {
    let profile = Profile { attribute_limit: AttributeLimit::Ten, ..Profile::default() };
    assert_events(&setting(many(10), profile).await, &ACCEPTED);
    let phone = setting(many(11), profile).await;
    assert_events(&phone, &REFUSED);
    let event = event(&phone, 2);
    assert_shaped_like("invalid-lambda-response.json", &event, &[]);
    assert_eq!(event["ErrorType"], "TransactionAttributesInvalidMapSize");
    assert_eq!(
        event["ErrorMessage"],
        "Transaction Attributes has too many mappings. Maximum number of mappings is 10"
    );
    assert_eq!(phone.attributes(), Map::new(), "the reply is not used");
}

#[tokio::test]
async fn limit_is_100_attributes_and_20_kb() {
    assert_events(&setting(many(100), Profile::default()).await, &ACCEPTED);
    assert_events(&setting(many(101), Profile::default()).await, &REFUSED);
    let large = json!({ "key": "x".repeat(21 * 1_024) });
    assert_events(&setting(large, Profile::default()).await, &REFUSED);
}

#[tokio::test]
async fn ten_attributes_of_1024_characters_are_within_each_limit() {
    let value = "x".repeat(1_024);
    let map: Value = (0..10).map(|n| (format!("key{n}"), value.as_str())).collect();
    for attribute_limit in AttributeLimit::ALL {
        let profile = Profile { attribute_limit: *attribute_limit, ..Profile::default() };
        let phone = setting(map.clone(), profile).await;
        assert_events(&phone, &ACCEPTED);
        assert_eq!(event(&phone, 2)["CallDetails"]["TransactionAttributes"], map);
    }
}

#[tokio::test]
async fn error_of_an_invalid_reply_can_be_in_action_data() {
    let profile = Profile {
        attribute_limit: AttributeLimit::Ten,
        invalid_reply_error: InvalidReplyError::ActionData,
        ..Profile::default()
    };
    let phone = setting(many(11), profile).await;
    let event = event(&phone, 2);
    assert_shaped_like(
        "invalid-lambda-response-in-action-data.json",
        &event,
        &[
            // The call of the example has been answered.
            "/CallDetails/Participants/0/Status",
        ],
    );
    assert_eq!((event.get("ErrorType"), event.get("ErrorMessage")), (None, None));
    assert_eq!(event["ActionData"]["ErrorType"], "TransactionAttributesInvalidMapSize");
}
