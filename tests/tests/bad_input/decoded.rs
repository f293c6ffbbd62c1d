//! Odd events that reach a handler.

use serde_json::{Value, json};

use crate::{answer, with_secrets};

/// A change to an event.
type Change = fn(&mut Value);

#[tokio::test]
async fn unknown_and_absent_parts_are_accepted() {
    let changes: [(&str, Change); 23] = [
        ("nothing", |_| {}),
        ("an unknown event", |event| event["InvocationEventType"] = "TIDE_TURNED".into()),
        ("an unknown action", |event| event["ActionData"]["Type"] = "SoundFoghorn".into()),
        ("an unknown version", |event| event["SchemaVersion"] = "2.0".into()),
        ("no version", |event| event["SchemaVersion"] = Value::Null),
        ("an unknown field", |event| event["Weather"] = json!({"fog": [true, null, 1e300]})),
        ("an unknown field of the call", |event| event["CallDetails"]["Mood"] = json!([[]])),
        ("an unknown field of the leg", |event| leg(event)["Hat"] = json!({"on": true})),
        ("no sequence", |event| event["Sequence"] = Value::Null),
        ("an empty sequence", |event| event["Sequence"] = "".into()),
        ("a sequence that is an array", |event| event["Sequence"] = json!([4])),
        ("a sequence out of range", |event| event["Sequence"] = json!(-1)),
        ("unused details", |event| event["ActionData"]["CallDetails"] = json!({"Participants": 1})),
        ("no action data", |event| event["ActionData"] = Value::Null),
        ("empty action data", |event| event["ActionData"] = json!({})),
        ("parameters that are an array", |event| event["ActionData"]["Parameters"] = json!([1])),
        ("digits that are an object", |event| {
            event["ActionData"]["ReceivedDigits"] = json!({"a": 1});
        }),
        ("no participants", |event| event["CallDetails"]["Participants"] = json!([])),
        ("an empty participant", |event| event["CallDetails"]["Participants"][0] = json!({})),
        ("no attributes", |event| event["CallDetails"]["TransactionAttributes"] = Value::Null),
        ("numbers as ids", |event| leg(event)["CallId"] = 5.into()),
        ("headers that are an array", |event| leg(event)["SipHeaders"] = json!(["X-A", "b"])),
        ("objects as texts", |event| leg(event)["From"] = json!({"user": "purser"})),
    ];
    for (what, change) in changes {
        let mut event = with_secrets();
        change(&mut event);
        assert_eq!(answer(event.to_string()).await.actions().len(), 1, "{what}");
    }
    let mut event = with_secrets();
    event["CallDetails"].as_object_mut().expect("an object").remove("Participants");
    assert_eq!(answer(event.to_string()).await.actions().len(), 1);
}

fn leg(event: &mut Value) -> &mut Value {
    &mut event["CallDetails"]["Participants"][0]
}

#[tokio::test]
async fn bytes_after_the_end_are_ignored() {
    for tail in ["\n", " garbage", "}", "{\"InvocationEventType\": \"HANGUP\"}", "\u{0}", "\\"] {
        answer(format!("{}{tail}", with_secrets())).await;
    }
    answer([with_secrets().to_string().as_bytes(), &[0xff, 0xfe]].concat()).await;
}

#[tokio::test]
async fn white_space_escapes_and_127_levels_are_accepted() {
    answer(format!("\n\t {:#}", with_secrets())).await;
    let escaped =
        with_secrets().to_string().replace("\"CallDetails\"", r#""\u0043allDetail\u0073""#);
    answer(escaped).await;
    let mut event = with_secrets();
    event["Extra"] = (0..126).fold(json!(1), |inner, _| json!([inner]));
    answer(event.to_string()).await;
    event["Extra"] = json!("[[{{".repeat(100));
    answer(event.to_string()).await;
    event["CallDetails"]["Participants"] = vec![json!({}); 64].into();
    answer(event.to_string()).await;
}
