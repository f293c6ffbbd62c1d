//! Metrics: the line of each invocation, in CloudWatch's embedded metric format.

use std::sync::{Arc, Mutex};

use offhook::metrics::MetricsLayer;
use offhook::prelude::*;
use serde_json::{Value, json};
use tower::{Layer, ServiceExt};

use crate::{event, invoked};

#[offhook::app]
struct Desk;

#[on(_, app = Desk)]
async fn anything() -> Result<()> {
    Ok(())
}

#[on(NewInboundCall, app = Desk)]
async fn refused() -> Result<action::Speak> {
    Err("no".into())
}

/// Invokes the app with the events, and returns what was printed.
async fn printed(events: &[Value]) -> Vec<Value> {
    let lines = Arc::<Mutex<Vec<Value>>>::default();
    let collected = Arc::clone(&lines);
    let print = move |line: String| {
        assert!(!line.contains('\n'), "one line");
        collected.lock().unwrap().push(serde_json::from_str(&line).expect("JSON"));
    };
    let layer = MetricsLayer::new("FrontDesk").print(print);
    for event in events {
        _ = layer.layer(offhook::service(Desk)).oneshot(invoked(event.clone())).await;
    }
    drop(layer);
    Arc::into_inner(lines).expect("the layer is gone").into_inner().unwrap()
}

fn hangup(leg: &str, code: u16) -> Value {
    let mut event = event("HANGUP", 5);
    let parameters = json!({"SipResponseCode": code, "CallId": "call-a", "ParticipantTag": leg});
    event["ActionData"] = json!({"Type": "Hangup", "Parameters": parameters});
    event
}

/// The definitions of metrics with these dimensions.
fn defined<'l>(line: &'l Value, dimensions: &[&str]) -> Option<&'l Value> {
    let sets = line["_aws"]["CloudWatchMetrics"].as_array().expect("a list");
    let set = sets.iter().find(|set| set["Dimensions"] == json!([dimensions]))?;
    assert_eq!(set["Namespace"], "FrontDesk");
    Some(&set["Metrics"])
}

#[tokio::test]
async fn each_invocation_has_a_line() {
    let lines = printed(&[event("CALL_ANSWERED", 1), event("NEW_INBOUND_CALL", 1)]).await;
    let [answered, refused] = &*lines else { panic!("{lines:?}") };
    assert_eq!(
        defined(answered, &["Event"]).expect("metrics by event"),
        &json!([
            {"Name": "Invocations", "Unit": "Count"},
            {"Name": "Errors", "Unit": "Count"},
            {"Name": "Retries", "Unit": "Count"},
            {"Name": "Time", "Unit": "Milliseconds"},
        ])
    );
    assert_eq!(answered["Event"], "CALL_ANSWERED");
    assert_eq!([&answered["Invocations"], &answered["Errors"], &answered["Retries"]], [1, 0, 0]);
    assert!(answered["Time"].as_f64().is_some_and(|time| time > 0.0), "{answered}");
    assert!(answered["_aws"]["Timestamp"].as_u64().is_some_and(|time| time > 1_700_000_000_000));
    assert_eq!([&refused["Invocations"], &refused["Errors"], &refused["Retries"]], [1, 1, 0]);
}

#[tokio::test]
async fn an_event_that_came_before_is_a_retry() {
    let events = [event("CALL_ANSWERED", 1), event("CALL_ANSWERED", 2), event("CALL_ANSWERED", 1)];
    let retries: Vec<_> =
        printed(&events).await.iter().map(|line| line["Retries"].clone()).collect();
    assert_eq!(retries, [0, 0, 1]);
    let unknown = printed(&[event("CALL_ANSWERED", 0), event("CALL_ANSWERED", 0)]).await;
    assert_eq!(unknown[1]["Retries"], 0, "without a sequence nobody knows");
}

#[tokio::test]
async fn failed_actions_are_counted_by_action_and_error() {
    let mut failed = event("ACTION_FAILED", 2);
    let fail = |error: &str, action: &str| json!({"Type": action, "Parameters": {}, "ErrorType": error, "ErrorMessage": "+14255550199"});
    failed["ActionData"] = fail("CallNotAnswered", "CallAndBridge");
    let mut unknown = failed.clone();
    unknown["ActionData"] = fail("Caller14255550199", "Caller14255550199");
    let lines = printed(&[failed, unknown]).await;
    for (line, names) in
        lines.iter().zip([("CallAndBridge", "CallNotAnswered"), ("Other", "Other")])
    {
        assert_eq!((&line["Action"], &line["ErrorType"]), (&names.0.into(), &names.1.into()));
        assert_eq!(line["FailedActions"], 1);
        assert!(defined(line, &["Action", "ErrorType"]).is_some(), "{line}");
        assert!(!line.to_string().contains("14255550199"), "{line}");
    }
}

#[tokio::test]
async fn calls_are_counted_by_outcome_when_leg_a_has_left() {
    let codes =
        [(0, "Completed"), (486, "Busy"), (480, "Unanswered"), (487, "Cancelled"), (500, "Failed")];
    for (code, outcome) in codes {
        let line = &printed(&[hangup("LEG-A", code)]).await[0];
        assert_eq!((&line["Calls"], &line["Outcome"]), (&1.into(), &outcome.into()));
        assert!(defined(line, &["Outcome"]).is_some(), "{line}");
    }
    let line = &printed(&[hangup("LEG-B", 0)]).await[0];
    assert_eq!(line["Calls"], Value::Null);
}

#[tokio::test]
async fn what_nobody_knows_is_other() {
    let lines = printed(&[event("CALLER_14255550199", 1), json!("no event")]).await;
    for line in lines {
        assert_eq!(line["Event"], "Other");
        assert!(!line.to_string().contains("14255550199"), "{line}");
    }
}
