//! The types that a handler can return, and their JSON.

use offhook::action::{Action, Hangup, Pause, Speak};
use offhook::call::Status::Connected;
use offhook::prelude::*;
use offhook_tests::calls::{call, event};
use offhook_tests::folder;
use serde_json::{Value, json};

use crate::seal;

async fn sent(reply: impl Into<Reply>) -> Value {
    seal(reply, &event::CallAnswered, call(Connected)).await.expect("a valid reply")
}

fn pause() -> Value {
    json!({"Type": "Pause", "Parameters": {"CallId": "call-a", "DurationInMilliseconds": 1_000}})
}

#[tokio::test]
async fn reply_has_actions_none_or_keeps_the_list() {
    assert_eq!(sent(Reply::none()).await, json!({"SchemaVersion": "1.0", "Actions": []}));
    assert_eq!(sent(Reply::keep()).await, json!({"SchemaVersion": "1.0", "Actions": null}));
    assert!(Reply::keep().is_keep() && !Reply::none().is_keep());
    assert_eq!(sent(Pause::secs(1)).await, json!({"SchemaVersion": "1.0", "Actions": [pause()]}));
    let kept_after_all = Reply::keep().then(Pause::secs(1));
    assert_eq!(sent(kept_after_all).await["Actions"], json!([pause()]));
    let perhaps =
        |twice: bool| Reply::from(Pause::secs(1)).then_some(twice.then(|| Pause::secs(1)));
    assert_eq!(sent(perhaps(false)).await["Actions"], json!([pause()]));
    assert_eq!(sent(perhaps(true)).await["Actions"], json!([pause(), pause()]));
    assert!(Reply::keep().then_some(None::<Pause>).is_keep());
}

#[tokio::test]
async fn attributes_are_absent_empty_or_a_map() {
    assert_eq!(sent(Reply::none()).await.get("TransactionAttributes"), None);
    let cleared = Reply::keep().with_attributes(TransactionAttributes::new());
    assert_eq!(sent(cleared).await["TransactionAttributes"], json!({}));
    let map = TransactionAttributes::new().with("route", "loop").with("seats", json!({"a": [1]}));
    let reply = sent(Reply::from(Pause::secs(1)).with_attributes(map)).await;
    assert_eq!(reply["TransactionAttributes"], json!({"route": "loop", "seats": {"a": [1]}}));
    let keys: Vec<_> = reply.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["Actions", "SchemaVersion", "TransactionAttributes"]);
}

#[tokio::test]
async fn schema_version_is_that_of_the_event() {
    let app = crate::App { reply: Pause::secs(1).into() };
    for (version, back) in [
        (json!("1.0"), "1.0"),
        (json!("2.0"), "2.0"),
        (json!(null), "1.0"),
        (json!(1.0), "1.0"),
        (json!({}), "1.0"),
    ] {
        let mut event = event("CALL_ANSWERED");
        event["SchemaVersion"] = version;
        let reply = offhook::handle(&app, event.to_string()).await.expect("a reply");
        let sent: Value = serde_json::from_str(&reply.to_json()).expect("JSON");
        assert_eq!(sent["SchemaVersion"], back);
    }
}

/// An app with one handler per type that can be returned.
#[offhook::app]
struct Returns;

macro_rules! handlers {
    ($($event:tt $name:ident -> $returned:ty = $value:expr;)*) => {$(
        #[on($event, app = Returns)]
        async fn $name() -> $returned {
            $value
        }
    )*};
    (of actions $($action:ident $name:ident -> $returned:ty = $value:expr;)*) => {$(
        #[on(ActionSuccessful($action), app = Returns)]
        async fn $name() -> $returned {
            $value
        }
    )*};
}

handlers! {
    NewInboundCall ten -> (Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Hangup) = {
        let pause = || Pause::secs(1);
        (pause(), pause(), pause(), pause(), pause(), pause(), pause(), pause(), pause(), Hangup::busy())
    };
    CallAnswered action -> Action = Pause::secs(1).into();
    Ringing nothing -> () = ();
    NewOutboundCall maybe_failed -> Result<Option<()>> = Ok(None);
    DigitsReceived array -> [Pause; 2] = [Pause::secs(1), Pause::secs(2)];
    Hangup maybe_tuple -> Option<(Pause, Hangup)> = Some((Pause::secs(1), Hangup::normal()));
    CallUpdateRequested list -> Vec<Action> = vec![Pause::secs(1).into(), Hangup::normal().into()];
    InvalidLambdaResponse own_error -> std::result::Result<Reply, std::num::ParseIntError> =
        "52".parse().map(|seconds: u64| Pause::secs(seconds / 26).into());
}

handlers! { of actions
    Speak failed_option -> Result<Option<Speak>> = Ok(Some(Speak::text("Hello")));
    Pause option -> Option<Speak> = None;
    Hangup text_error -> std::result::Result<Speak, String> = Ok(Speak::text("Hello"));
    PlayAudio boxed_error -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>> = Ok(());
}

#[tokio::test]
async fn every_return_type_becomes_its_actions() {
    for (event_type, action, types) in [
        ("NEW_INBOUND_CALL", "", vec!["Pause"; 9].into_iter().chain(["Hangup"]).collect()),
        ("CALL_ANSWERED", "", vec!["Pause"]),
        ("RINGING", "", vec![]),
        ("NEW_OUTBOUND_CALL", "", vec![]),
        ("DIGITS_RECEIVED", "ReceiveDigits", vec!["Pause", "Pause"]),
        ("HANGUP", "Hangup", vec!["Pause", "Hangup"]),
        ("CALL_UPDATE_REQUESTED", "CallUpdateRequest", vec!["Pause", "Hangup"]),
        ("INVALID_LAMBDA_RESPONSE", "", vec!["Pause"]),
        ("ACTION_SUCCESSFUL", "Speak", vec!["Speak"]),
        ("ACTION_SUCCESSFUL", "Pause", vec![]),
        ("ACTION_SUCCESSFUL", "Hangup", vec!["Speak"]),
        ("ACTION_SUCCESSFUL", "PlayAudio", vec![]),
    ] {
        let event = offhook_tests::calls::event_about(event_type, action).to_string();
        let reply = offhook::handle(&Returns, event).await.expect("a reply");
        let sent: Vec<_> = reply.actions().iter().map(Action::action_type).collect();
        let sent: Vec<_> = sent.iter().map(action::ActionType::as_str).collect();
        assert_eq!(sent, types, "{event_type} {action}");
    }
}

#[test]
fn odd_actions_are_read_and_normalised() {
    let json = std::fs::read_to_string(folder("fixtures/replies/odd.json")).expect("a file");
    let reply: Value = serde_json::from_str(&json).expect("a JSON file");
    let actions: Vec<Action> = serde_json::from_value(reply["Actions"].clone()).expect("actions");
    assert_eq!(actions.len(), 6);
    let sent = serde_json::to_value(&actions).expect("JSON");
    assert_eq!(sent[0], json!({"Type": "Hangup", "Parameters": {}}));
    assert_eq!(sent[1]["Parameters"], json!({"CallId": "call-a", "Enable": true}));
    assert_eq!(sent[2]["Parameters"], json!({"Text": "Pier fifty-two."}));
    assert_eq!(sent[3]["Parameters"]["Repeat"], 3);
    assert_eq!(
        sent[4]["Parameters"],
        json!({"ParticipantTag": "LEG-B", "DurationInMilliseconds": 800})
    );
    assert_eq!(sent[5]["Parameters"]["CallTimeoutSeconds"], 30);
    let again: Vec<Action> = serde_json::from_value(sent).expect("reads back");
    assert_eq!(again, actions);
}
