//! What the service would make of a reply at first sight.

use offhook_simulator::describe;
use serde_json::Value;

use super::action;
use super::event;
use super::legs::Legs;
use super::text::{any, short};

/// The service refuses a reply with more.
const MAX_ACTIONS: usize = 10;

/// A reply, looked at.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The bytes as text.
    pub(crate) text: String,
    /// The same, if it is JSON.
    pub(crate) json: Option<Value>,
    /// Why the service would not use it.
    pub(crate) refusal: Option<String>,
    /// What it would do that the author may not expect.
    pub(crate) warning: Option<&'static str>,
}

impl Reply {
    /// Looks at what was returned for `event`.
    pub(crate) fn read(bytes: &[u8], event: &Value) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let json: Result<Value, _> = serde_json::from_slice(bytes);
        let (refusal, warning) = match &json {
            Ok(json) => (refusal(json, event), warning(json, event)),
            Err(_) if bytes.trim_ascii().is_empty() => {
                (Some("it is empty: return an object with SchemaVersion \"1.0\"".to_owned()), None)
            }
            Err(error) => (Some(format!("it is not JSON: {error}")), None),
        };
        Self { text, json: json.ok(), refusal, warning }
    }

    /// The actions, or nothing where there is no list of them.
    pub(crate) fn actions(&self) -> &[Value] {
        self.json.as_ref().map_or(&[], actions)
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
            "it is JSON inside a string: return the object itself, without JSON.stringify or json.dumps".to_owned()
        } else {
            "it is a string: return an object".to_owned()
        });
    }
    if !reply.is_object() {
        return Some(format!("it is {}, not an object", short(&reply.to_string())));
    }
    let version = &reply["SchemaVersion"];
    if version.is_null() {
        return Some(if reply.get("statusCode").is_some() {
            "it has no SchemaVersion: statusCode and body are for API Gateway, return what is in the body".to_owned()
        } else {
            format!("it has no SchemaVersion: add \"SchemaVersion\": \"{expected}\"")
        });
    }
    if version != expected {
        return Some(format!("its SchemaVersion is {version}, the event's is \"{expected}\""));
    }
    if !matches!(reply["Actions"], Value::Null | Value::Array(_)) {
        return Some(format!("its Actions are {}, not a list", any(&reply["Actions"])));
    }
    let actions = actions(reply);
    if actions.len() > MAX_ACTIONS {
        return Some(format!("it has {} actions, {MAX_ACTIONS} are allowed", actions.len()));
    }
    let unknown =
        actions.iter().find(|action| !action["Type"].as_str().is_some_and(describe::is_known))?;
    Some(format!("the service has no action {}", action::name(unknown)))
}

fn warning(reply: &Value, event: &Value) -> Option<&'static str> {
    let kind = event::kind(event);
    let is_empty = actions(reply).is_empty();
    match kind.as_str() {
        "NEW_INBOUND_CALL" if is_empty => {
            Some("the service logs a new call without actions as an error")
        }
        "NEW_OUTBOUND_CALL" | "RINGING" | "ACTION_INTERRUPTED" if !is_empty => {
            Some("the service ignores the actions of a reply to this event")
        }
        "HANGUP" if !is_empty && Legs::new(event).iter().all(super::legs::Leg::is_disconnected) => {
            Some("the service ignores these actions: no leg is left")
        }
        _ => None,
    }
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
    fn replies_that_the_service_would_take() {
        for reply in [
            r#"{"SchemaVersion": "1.0"}"#,
            r#"{"SchemaVersion": "1.0", "Actions": null}"#,
            r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "Hangup"}], "TransactionAttributes": {}}"#,
        ] {
            assert_eq!(refusal_of(reply), "", "{reply}");
        }
    }

    #[test]
    fn replies_that_the_service_would_refuse() {
        let eleven =
            json!({"SchemaVersion": "1.0", "Actions": vec![json!({"Type": "Hangup"}); 11]})
                .to_string();
        for (reply, reason) in [
            ("", "it is empty"),
            ("{oops", "it is not JSON: key must be a string at line 1 column 2"),
            ("null", "it is null, not an object"),
            (r#""{\"SchemaVersion\": \"1.0\"}""#, "it is JSON inside a string"),
            (r#""hello""#, "it is a string"),
            ("{}", "it has no SchemaVersion: add"),
            (r#"{"statusCode": 200, "body": "{}"}"#, "it has no SchemaVersion: statusCode"),
            (r#"{"SchemaVersion": 1.0}"#, r#"its SchemaVersion is 1.0, the event's is "1.0""#),
            (r#"{"SchemaVersion": "1.0", "Actions": {}}"#, "its Actions are {}, not a list"),
            (
                r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "SpeakAndBridge"}]}"#,
                "the service has no action SpeakAndBridge",
            ),
            (
                r#"{"SchemaVersion": "1.0", "Actions": ["Hangup"]}"#,
                "the service has no action (no type)",
            ),
            (&eleven, "it has 11 actions, 10 are allowed"),
        ] {
            assert!(refusal_of(reply).starts_with(reason), "{reply}: {}", refusal_of(reply));
        }
    }

    #[test]
    fn replies_with_another_effect_than_expected() {
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
