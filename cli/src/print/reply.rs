//! Checks of a reply that need no state of the call: its shape, its size and its actions' types.

use offhook_simulator::describe;
use serde_json::Value;

use super::text::{any, scalar, short};

/// Maximum number of actions per reply.
const MAX_ACTIONS: usize = 10;

/// A checked reply.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The bytes as text, with invalid UTF-8 replaced.
    pub(crate) text: String,
    /// Whether it is valid JSON.
    pub(crate) is_json: bool,
    /// The reason for which the service refuses it.
    pub(crate) refusal: Option<String>,
    /// A note on an effect that its author may not expect.
    pub(crate) warning: Option<&'static str>,
}

impl Reply {
    /// Checks the reply to `event`.
    pub(crate) fn read(bytes: &[u8], event: &Value) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let json: Result<Value, _> = serde_json::from_slice(bytes);
        let (refusal, warning) = match &json {
            Ok(json) => (refusal(json, event), warning(json, event)),
            Err(_) if bytes.trim_ascii().is_empty() => {
                (Some("empty reply: return an object with SchemaVersion \"1.0\"".to_owned()), None)
            }
            Err(error) => (Some(format!("invalid JSON: {error}")), None),
        };
        Self { text, is_json: json.is_ok(), refusal, warning }
    }
}

fn actions(reply: &Value) -> &[Value] {
    reply["Actions"].as_array().map_or(&[], Vec::as_slice)
}

fn refusal(reply: &Value, event: &Value) -> Option<String> {
    let expected = event["SchemaVersion"].as_str().unwrap_or("1.0");
    if let Value::String(text) = reply {
        let is_json = serde_json::from_str::<Value>(text).is_ok_and(|inner| inner.is_object());
        return Some(if is_json {
            "expected an object, found JSON inside a string: return the object without JSON.stringify or json.dumps".to_owned()
        } else {
            "expected an object, found a string".to_owned()
        });
    }
    if !reply.is_object() {
        return Some(format!("expected an object, found {}", short(&reply.to_string())));
    }
    let version = &reply["SchemaVersion"];
    if version.is_null() {
        return Some(if reply.get("statusCode").is_some() {
            "missing SchemaVersion: statusCode and body are for API Gateway, return the content of the body".to_owned()
        } else {
            format!("missing SchemaVersion: add \"SchemaVersion\": \"{expected}\"")
        });
    }
    if version != expected {
        return Some(format!(
            "expected SchemaVersion \"{expected}\" as in the event, found {version}"
        ));
    }
    if !matches!(reply["Actions"], Value::Null | Value::Array(_)) {
        return Some(format!(
            "expected a list in Actions, found {}",
            short(&any(&reply["Actions"]))
        ));
    }
    let actions = actions(reply);
    if actions.len() > MAX_ACTIONS {
        return Some(format!("{} actions: the maximum is {MAX_ACTIONS}", actions.len()));
    }
    let unknown =
        actions.iter().find(|action| !action["Type"].as_str().is_some_and(describe::is_known))?;
    let name = scalar(&unknown["Type"]).unwrap_or_else(|| "(no type)".to_owned());
    Some(format!("unknown action {name}"))
}

fn warning(reply: &Value, event: &Value) -> Option<&'static str> {
    let is_empty = actions(reply).is_empty();
    match event["InvocationEventType"].as_str().unwrap_or_default() {
        "NEW_INBOUND_CALL" if is_empty => {
            Some("the service logs a new call without actions as an error")
        }
        "NEW_OUTBOUND_CALL" | "RINGING" | "ACTION_INTERRUPTED" if !is_empty => {
            Some("the service ignores the actions of a reply to this event")
        }
        "HANGUP" if !is_empty && is_over(event) => {
            Some("the service ignores these actions: no leg is connected")
        }
        _ => None,
    }
}

fn is_over(event: &Value) -> bool {
    let mut legs = event["CallDetails"]["Participants"].as_array().into_iter().flatten();
    legs.all(|leg| leg["Status"] == "Disconnected")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal_of(reply: &str) -> String {
        let event = json!({"SchemaVersion": "1.0", "InvocationEventType": "CALL_ANSWERED"});
        Reply::read(reply.as_bytes(), &event).refusal.unwrap_or_default()
    }

    #[test]
    fn valid_replies_are_accepted() {
        for reply in [
            r#"{"SchemaVersion": "1.0"}"#,
            r#"{"SchemaVersion": "1.0", "Actions": null}"#,
            r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "Hangup"}], "TransactionAttributes": {}}"#,
        ] {
            assert_eq!(refusal_of(reply), "", "{reply}");
        }
    }

    #[test]
    fn invalid_replies_are_refused_with_a_reason() {
        let eleven =
            json!({"SchemaVersion": "1.0", "Actions": vec![json!({"Type": "Hangup"}); 11]})
                .to_string();
        for (reply, reason) in [
            ("", "empty reply"),
            ("{oops", "invalid JSON: key must be a string at line 1 column 2"),
            ("null", "expected an object, found null"),
            (r#""{\"SchemaVersion\": \"1.0\"}""#, "expected an object, found JSON inside a string"),
            (r#""hello""#, "expected an object, found a string"),
            ("{}", "missing SchemaVersion: add"),
            (r#"{"statusCode": 200, "body": "{}"}"#, "missing SchemaVersion: statusCode"),
            (
                r#"{"SchemaVersion": 1.0}"#,
                r#"expected SchemaVersion "1.0" as in the event, found 1.0"#,
            ),
            (r#"{"SchemaVersion": "1.0", "Actions": {}}"#, "expected a list in Actions, found {}"),
            (
                r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "SpeakAndBridge"}]}"#,
                "unknown action SpeakAndBridge",
            ),
            (r#"{"SchemaVersion": "1.0", "Actions": ["Hangup"]}"#, "unknown action (no type)"),
            (&eleven, "11 actions: the maximum is 10"),
        ] {
            assert!(refusal_of(reply).starts_with(reason), "{reply}: {}", refusal_of(reply));
        }
    }

    #[test]
    fn actions_without_effect_are_noted() {
        let hangup = br#"{"SchemaVersion": "1.0", "Actions": [{"Type": "Hangup"}]}"#;
        let nothing = br#"{"SchemaVersion": "1.0", "Actions": []}"#;
        for (event, reply, warns) in [
            ("NEW_INBOUND_CALL", &nothing[..], true),
            ("NEW_INBOUND_CALL", hangup, false),
            ("RINGING", hangup, true),
            ("RINGING", nothing, false),
            ("HANGUP", hangup, true),
            ("CALL_ANSWERED", nothing, false),
        ] {
            let reply = Reply::read(reply, &json!({"InvocationEventType": event}));
            assert_eq!(reply.warning.is_some(), warns, "{event}");
        }
    }
}
