//! Invalid replies.

use std::time::Duration;

use offhook_simulator::Fault;
use serde_json::{Value, json};

use crate::support::*;

/// Returns the error in the event for this reply to `NEW_INBOUND_CALL`.
async fn problem(reply: &str) -> (Option<String>, String) {
    let script = Script::new()
        .raw("NEW_INBOUND_CALL", reply)
        .on("INVALID_LAMBDA_RESPONSE", [speak("Sorry."), hang_up("$A")]);
    let mut phone = script.dial().await;
    phone.hears("Sorry").is_hung_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "INVALID_LAMBDA_RESPONSE", "HANGUP LEG-A 0"]);
    assert_eq!(finding_names(&phone), ["invalid_reply"]);
    let event = event(&phone, 2);
    let text = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    (text("ErrorType"), text("ErrorMessage").unwrap_or_default())
}

#[tokio::test]
async fn reply_without_schema_version_is_a_mismatch() {
    let text = json!({ "SchemaVersion": "1.0", "Actions": [] }).to_string();
    let replies = [
        String::new(),
        "null".to_owned(),
        "{}".to_owned(),
        "nonsense".to_owned(),
        json!({ "Actions": [] }).to_string(),
        json!({ "SchemaVersion": "1.1", "Actions": [] }).to_string(),
        // JSON in a string, and a reply for API Gateway.
        json!(text).to_string(),
        json!({ "statusCode": 200, "body": text }).to_string(),
    ];
    for reply in replies {
        assert_eq!(problem(&reply).await.0.as_deref(), Some("SchemaVersionMismatch"), "{reply}");
    }
}

/// The service logs these errors. Their `ErrorType` is undocumented.
#[tokio::test]
async fn invalid_action_lists_are_refused() {
    let with = |actions: Value| json!({ "SchemaVersion": "1.0", "Actions": actions }).to_string();
    let unknown = json!([{ "Type": "SpeakAndBridge", "Parameters": {} }]);
    let eleven: Value = (0..11).map(|_| pause(500)).collect();
    let error = |error_type: &str, message: &str| (Some(error_type.to_owned()), message.to_owned());
    assert_eq!(
        problem(&with(eleven)).await,
        error("TooManyActions", "Too many actions: the maximum is 10")
    );
    assert_eq!(
        problem(&with(unknown)).await,
        error("InvalidActionType", "Unsupported action name")
    );
    for actions in [json!("Speak"), json!([17]), json!([{ "Parameters": {} }])] {
        assert_eq!(
            problem(&with(actions)).await,
            error("InvalidActionsList", "Error while reading actions list")
        );
    }
}

#[tokio::test]
async fn finding_names_the_unknown_action() {
    let unknown = json!({ "Type": "SpeakAndBridge", "Parameters": {} });
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [unknown]).dial().await;
    phone.waits(Duration::from_secs(1)).await;
    let findings: Vec<String> = phone.findings().iter().map(ToString::to_string).collect();
    assert!(findings.iter().any(|it| it.contains("SpeakAndBridge")), "{findings:?}");
}

#[tokio::test]
async fn ten_actions_are_accepted() {
    let script = Script::new().on("NEW_INBOUND_CALL", (0..10).map(|_| pause(500)));
    let mut phone = script.dial().await;
    phone.waits(Duration::from_secs(10)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Pause"]);
}

#[tokio::test]
async fn list_waits_for_a_valid_reply() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [ask("Press 1."), speak("The rest.")])
        .raw("ACTION_SUCCESSFUL SpeakAndGetDigits", "{}");
    let mut phone = script.dial().await;
    phone.hears("Press 1").presses("1").hears("The rest").waits(Duration::from_secs(1)).await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL SpeakAndGetDigits",
            "INVALID_LAMBDA_RESPONSE",
            "ACTION_SUCCESSFUL Speak",
        ],
    );

    // A key does not start the rest before the reply.
    let other = || [speak("Something else.")];
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [ask("Press 1."), speak("The rest.")])
        .raw("ACTION_SUCCESSFUL SpeakAndGetDigits", "{}")
        .on("INVALID_LAMBDA_RESPONSE", other())
        .on("INVALID_LAMBDA_RESPONSE", other());
    let simulator = script.simulator().fault(3, Fault::SlowLambda);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1").presses("1").waits(Duration::from_secs(1)).presses("2").await;
    phone.hears("Something else").await;
    assert!(!heard(phone.transcript()).contains(&"LEG-A The rest.".to_owned()));
}

/// Undocumented: the call ends, as events and replies would otherwise alternate 1,000 times.
#[tokio::test]
async fn second_invalid_reply_in_a_row_ends_the_call() {
    let script = Script::new().raw("NEW_INBOUND_CALL", "{}").raw("INVALID_LAMBDA_RESPONSE", "{}");
    let mut phone = script.dial().await;
    phone.waits(Duration::from_mins(30)).await;
    service_ended_at(&phone);
    assert_events(&phone, &["NEW_INBOUND_CALL", "INVALID_LAMBDA_RESPONSE", "HANGUP LEG-A 480"]);
}

#[tokio::test]
async fn unknown_parameters_and_fields_are_ignored() {
    let mut speak = speak("Hello.");
    speak["Parameters"]["Volume"] = 11.into();
    speak["Comment"] = "loud".into();
    let reply = json!({ "SchemaVersion": "1.0", "Actions": [speak], "Debug": true });
    let mut phone = Script::new().replies("NEW_INBOUND_CALL", reply).dial().await;
    phone.hears("Hello").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak"]);
}
