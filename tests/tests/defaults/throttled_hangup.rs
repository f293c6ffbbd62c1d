//! A Hangup that was throttled is repeated.

use offhook::action::{Action, Hangup, Pause};
use offhook::event::ErrorType::{self, ActionExecutionThrottled, SystemException};
use offhook::prelude::*;
use offhook_tests::calls::{bridged, event_about};
use offhook_tests::log;
use serde_json::{Value, json};
use tracing::Level;

use crate::{Connected, Disconnected, Nothing, actions, call, hangup_of};

/// An app that takes failures of any action, and every other event.
#[offhook::app]
struct AnyFailure;

/// An app that takes every event.
#[offhook::app]
struct CatchAll;

/// An app with handlers of its own for failures of Hangup and of Pause.
#[offhook::app]
struct Own;

#[on(ActionFailed, app = AnyFailure)]
#[on(_, app = CatchAll)]
#[on(ActionFailed(Hangup | Pause), app = Own)]
async fn handler() -> action::SendDigits {
    action::SendDigits::new("1")
}

/// The Pause that precedes the repeated Hangup, which has this code.
fn pause_before(code: &str) -> u64 {
    match code {
        "0" => 1_001,
        "480" => 1_002,
        "486" => 1_003,
        other => panic!("{other} is not a code of Hangup"),
    }
}

/// A Pause and a Hangup of a leg with this code.
fn pause_and_hangup(call_id: &str, code: &str) -> Value {
    json!([
        {"Type": "Pause", "Parameters": {"CallId": call_id, "DurationInMilliseconds": pause_before(code)}},
        {"Type": "Hangup", "Parameters": {"CallId": call_id, "SipResponseCode": code}},
    ])
}

fn failed<A: action::ActionKind>(action: A, error_type: ErrorType) -> Failed<A> {
    Failed::new(action, error_type, "")
}

/// The event of a failed action with this echo, and the reply's actions.
async fn answer(action: &str, echo: Value) -> Value {
    let mut event = event_about("ACTION_FAILED", action);
    event["ActionData"]["Parameters"] = echo;
    event["ActionData"]["ErrorType"] = "ActionExecutionThrottled".into();
    let reply = offhook::handle(&Nothing, event.to_string()).await.expect("a reply");
    serde_json::from_str::<Value>(&reply.to_json()).expect("JSON")["Actions"].take()
}

#[tokio::test]
async fn it_is_repeated_after_a_second_with_leg_and_code() {
    for (hangup, code) in
        [(Hangup::normal(), "0"), (Hangup::unavailable(), "480"), (Hangup::busy(), "486")]
    {
        for (leg, call_id) in [(Leg::A, "call-a"), (Leg::B, "call-b")] {
            log::start();
            let event = failed(hangup.clone().on(call_id), ActionExecutionThrottled);
            let call = bridged(Connected, Connected);
            let repeated = actions(&Nothing, &event, call.clone()).await;
            assert_eq!(repeated, pause_and_hangup(call_id, code), "{leg}");
            assert_eq!(log::only(Level::WARN).field("action"), "Hangup");

            let by_tag = failed(hangup.clone().on(leg), ActionExecutionThrottled);
            let repeated = actions(&Nothing, &by_tag, call).await;
            assert_eq!(repeated[1]["Parameters"]["ParticipantTag"], leg.as_str());
        }
    }
}

#[tokio::test]
async fn a_throttled_pause_before_it_is_answered_by_the_hangup() {
    for (hangup, code) in
        [(Hangup::normal(), "0"), (Hangup::unavailable(), "480"), (Hangup::busy(), "486")]
    {
        let event = failed(hangup.on("call-b"), ActionExecutionThrottled);
        let call = bridged(Connected, Connected);
        let invocation = Invocation::new(&event, call.clone());
        let reply = offhook::respond(&Nothing, invocation).await.expect("a reply");
        let [Action::Pause(pause), Action::Hangup(again)] = reply.actions() else {
            panic!("{reply:?}")
        };
        log::start();
        let event = failed(pause.clone(), ActionExecutionThrottled);
        let expected = serde_json::to_value([again]).expect("JSON");
        let answered = actions(&Nothing, &event, call.clone()).await;
        assert_eq!(answered[0]["Parameters"], expected[0]);
        assert_eq!(answered[0]["Parameters"]["SipResponseCode"], code);
        assert_eq!(answered.as_array().map(Vec::len), Some(1));
        assert_eq!(log::only(Level::WARN).field("action"), "Pause");
        assert_eq!(actions(&AnyFailure, &event, call.clone()).await, answered);
        assert_eq!(actions(&CatchAll, &event, call.clone()).await, answered);
        assert_eq!(actions(&Own, &event, call).await[0]["Type"], "SendDigits");
    }
}

#[tokio::test]
async fn only_a_handler_of_its_own_displaces_the_default() {
    let event = failed(Hangup::busy().on("call-a"), ActionExecutionThrottled);
    let repeated = pause_and_hangup("call-a", "486");
    assert_eq!(actions(&AnyFailure, &event, call(Connected)).await, repeated);
    assert_eq!(actions(&CatchAll, &event, call(Connected)).await, repeated);
    assert_eq!(actions(&Own, &event, call(Connected)).await[0]["Type"], "SendDigits");
}

#[tokio::test]
async fn other_failures_reach_the_handlers_of_any_action() {
    let hangup = failed(Hangup::normal(), SystemException);
    let own_pause = failed(Pause::secs(1), ActionExecutionThrottled);
    let failed_retry = failed(Pause::millis(1_001), SystemException);
    for app_actions in [
        actions(&AnyFailure, &hangup, call(Connected)).await,
        actions(&CatchAll, &own_pause, call(Connected)).await,
        actions(&AnyFailure, &failed_retry, call(Connected)).await,
    ] {
        assert_eq!(app_actions[0]["Type"], "SendDigits");
    }
}

#[tokio::test]
async fn the_echo_may_be_spelled_in_any_way() {
    let normal = pause_and_hangup("call-a", "0");
    assert_eq!(answer("Hangup", json!({"SipResponseCode": 0})).await, normal, "the event's leg");
    assert_eq!(answer("Hangup", json!({})).await, normal);
    assert_eq!(answer("Hangup", json!({"CallId": "call-a", "SipResponseCode": 487})).await, normal);
    assert_eq!(answer("Hangup", json!("unknown")).await, normal);
    let busy = json!({"CallId": "call-a", "SipResponseCode": "486"});
    assert_eq!(answer("Hangup", busy).await, pause_and_hangup("call-a", "486"));
    let tag = json!({"CallId": "", "ParticipantTag": "LEG-A", "SipResponseCode": "486"});
    assert_eq!(answer("Hangup", tag).await[1]["Parameters"]["ParticipantTag"], "LEG-A");
    let pause = json!({"CallId": "call-a", "DurationInMilliseconds": "1001"});
    assert_eq!(answer("Pause", pause).await, hangup_of("call-a"));
}

#[tokio::test]
async fn it_is_not_repeated_on_a_call_that_is_over() {
    let event = failed(Hangup::normal().on("call-a"), ActionExecutionThrottled);
    log::start();
    assert_eq!(actions(&Nothing, &event, call(Disconnected)).await, json!([]));
    assert!(log::records().iter().all(|record| record.level != Level::WARN));
}
