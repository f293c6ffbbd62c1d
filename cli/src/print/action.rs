//! An action of a reply, whatever stands in its place.

use offhook_simulator::describe;
use serde_json::Value;

use super::legs::Legs;
use super::text::{any, scalar};

/// The type of an action, or what stands in its place.
pub(crate) fn name(action: &Value) -> String {
    scalar(&action["Type"]).unwrap_or_else(|| "(no type)".to_owned())
}

/// The leg and the parameters that matter.
pub(crate) fn describe(action: &Value, legs: &Legs<'_>) -> String {
    if !action.is_object() {
        return any(action);
    }
    let parameters = &action["Parameters"];
    let what = describe::parameters(action["Type"].as_str().unwrap_or_default(), parameters);
    let leg = legs.named_by(parameters);
    leg.into_iter().chain((!what.is_empty()).then_some(what)).collect::<Vec<_>>().join(" ")
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
        let words =
            |parameters| describe(&json!({"Type": "Hangup", "Parameters": parameters}), &legs);
        assert_eq!(words(json!({"CallId": "a", "SipResponseCode": "486"})), "LEG-A busy (486)");
        assert_eq!(words(json!({"CallId": "another"})), "leg another");
        assert_eq!(words(json!({"ParticipantTag": "LEG-B"})), "LEG-B");
        assert_eq!(words(json!({})), "");
    }

    #[test]
    fn odd_actions_are_no_trouble() {
        let legs = Legs::new(&Value::Null);
        for action in [json!(null), json!([1]), json!({"Type": 7, "Parameters": "x"})] {
            describe(&action, &legs);
        }
        assert_eq!(describe(&json!("Hangup"), &legs), "Hangup");
        assert_eq!(name(&json!(7)), "(no type)");
        assert_eq!(name(&json!([])), "(no type)");
    }
}
