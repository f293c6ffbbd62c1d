//! Replies that can't be used, and the errors of actions.

use offhook_service::{Happening, Input};
use serde_json::{Value, json};

use crate::driven::*;

#[test]
fn parameters_are_checked_before_the_leg() {
    let collects =
        |one: &Value| one["Type"].as_str().is_some_and(|name| name.ends_with("GetDigits"));
    for mut one in running_actions().into_iter().filter(collects).chain([receive_digits()]) {
        one["Parameters"]["InputDigitsRegex"] = "(".into();
        one["Parameters"]["CallId"] = "unknown".into();
        let mut driven = Driven::new();
        driven.reply([one]);
        let invalid = "InvalidActionParameter: The InputDigitsRegex parameter is invalid.";
        assert_eq!(driven.last(), ("ACTION_FAILED", Some(invalid)));
    }
}

#[test]
fn errors_name_what_is_wrong_with_a_parameter() {
    for (one, error) in [
        (
            action("Speak", json!({ "Text": "Hello.", "Engine": 5 })),
            "InvalidActionParameter: Engine parameter value is invalid.",
        ),
        (
            action("SendDigits", json!({})),
            "MissingRequiredActionParameter: Missing a required action parameter.",
        ),
    ] {
        let mut driven = Driven::new();
        driven.reply([one]);
        assert_eq!(driven.last(), ("ACTION_FAILED", Some(error)));
    }
}

/// Returns the last event after a reply with these attributes.
fn with_attributes(attributes: &Value) -> (String, Option<String>) {
    let mut driven = Driven::new();
    driven.reply_with(1, &[speak()], attributes);
    let (event, detail) = driven.last();
    (event.to_owned(), detail.map(str::to_owned))
}

#[test]
fn attributes_have_a_size_and_are_an_object() {
    let of_size = |size: usize| json!({ "a": "x".repeat(size - r#"{"a":""}"#.len()) });
    assert_eq!(with_attributes(&of_size(20 * 1024)).0, "NEW_INBOUND_CALL");
    assert_eq!(with_attributes(&of_size(20 * 1024 + 1)).0, "INVALID_LAMBDA_RESPONSE");
    let (event, detail) = with_attributes(&json!(["a"]));
    assert_eq!(event, "INVALID_LAMBDA_RESPONSE");
    let error = "InvalidTransactionAttributes: Error while reading transaction attributes";
    assert_eq!(detail.as_deref(), Some(error));
}

#[test]
fn actions_that_return_unchanged_are_not_replaced() {
    let other = |text: &str| action("Speak", json!({ "Text": text }));
    let mut driven = Driven::new();
    driven.reply([pause(5_000), pause(1_000), other("One.")]);
    driven.handle(Input::Updated { arguments: [].into() });
    driven.reply([pause(1_000), other("Two.")]);
    let replaced = driven.notes.iter().find_map(|note| match note {
        Happening::Replaced { actions, .. } => Some(actions.join(", ")),
        _ => None,
    });
    assert_eq!(replaced.as_deref(), Some("Speak"));
}

#[test]
fn call_and_its_events_differ_from_others() {
    let mut driven = Driven::new();
    driven.handle(Input::Foreign { event_type: "NEW_THING".to_owned() });
    assert_ne!(driven.events[0].json, driven.events[1].json);
    assert!(format!("{:?}", driven.call).contains("sequence: 2"));
}
