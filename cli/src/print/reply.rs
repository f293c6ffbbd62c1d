//! A reply as `play` prints it.

use offhook_simulator::check_reply;
use serde_json::Value;
use serde_json::value::RawValue;

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
        let is_json = serde_json::from_str::<&RawValue>(&text).is_ok();
        let (refusal, warning) = match check_reply(&text) {
            Ok(actions) => (None, warning(actions == 0, event)),
            Err(problem) => (Some(problem), None),
        };
        Self { text, is_json, refusal, warning }
    }
}

fn warning(is_empty: bool, event: &Value) -> Option<&'static str> {
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

    #[test]
    fn refused_replies_have_a_reason_and_no_warning() {
        let event = json!({"InvocationEventType": "NEW_INBOUND_CALL"});
        for (reply, is_json) in [(&b"{oops"[..], false), (b"null", true), (b"\"\xff\"", true)] {
            let reply = Reply::read(reply, &event);
            assert_eq!((reply.is_json, reply.refusal.is_some()), (is_json, true), "{}", reply.text);
            assert_eq!(reply.warning, None);
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
            assert_eq!((reply.refusal, reply.warning.is_some()), (None, warns), "{event}");
        }
    }
}
