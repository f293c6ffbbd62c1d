//! Descriptions of a reply's actions, valid or not.

use offhook_simulator::describe;
use serde_json::Value;

use super::legs::Legs;
use super::text::{any, scalar};

/// Returns the type of an action, or a placeholder.
pub(crate) fn name(action: &Value) -> String {
    scalar(&action["Type"]).unwrap_or_else(|| "(no type)".to_owned())
}

/// Describes the leg and the main parameters of an action.
pub(crate) fn describe(action: &Value, legs: &Legs<'_>) -> String {
    if !action.is_object() {
        return any(action);
    }
    let parameters = &action["Parameters"];
    let text = describe::parameters(action["Type"].as_str().unwrap_or_default(), parameters);
    let leg = legs.named_by(parameters);
    leg.into_iter().chain((!text.is_empty()).then_some(text)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn call_ids_are_shown_as_legs() {
        let participants = json!([{"CallId": "a", "ParticipantTag": "LEG-A"}]);
        let event = json!({"CallDetails": {"Participants": participants}});
        let legs = Legs::new(&event);
        let hangup =
            |parameters| describe(&json!({"Type": "Hangup", "Parameters": parameters}), &legs);
        assert_eq!(hangup(json!({"CallId": "a", "SipResponseCode": "486"})), "LEG-A busy (486)");
        assert_eq!(hangup(json!({"CallId": "another"})), "leg another");
        assert_eq!(hangup(json!({"ParticipantTag": "LEG-B"})), "LEG-B");
        assert_eq!(hangup(json!({})), "");
    }

    #[test]
    fn malformed_actions_are_described() {
        let legs = Legs::new(&Value::Null);
        for action in [json!(null), json!([1]), json!({"Type": 7, "Parameters": "x"})] {
            describe(&action, &legs);
        }
        assert_eq!(describe(&json!("Hangup"), &legs), "Hangup");
        assert_eq!(name(&json!(7)), "(no type)");
        assert_eq!(name(&json!([])), "(no type)");
    }
}
