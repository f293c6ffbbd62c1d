//! Replies to events of a call that is over.

use offhook::prelude::*;
use offhook_tests::calls::{bridged, event};
use offhook_tests::log;
use serde_json::json;
use tracing::Level;

use crate::{Connected, Disconnected, actions, call, respond, sent};

/// An app that answers every event with actions.
#[offhook::app]
struct Thanks;

fn thanks() -> Reply {
    Reply::from((action::Speak::text("Thank you."), action::Hangup::normal()))
        .with_attributes(TransactionAttributes::new().with("thanked", "yes"))
}

#[on(NewInboundCall | _, app = Thanks)]
async fn anything() -> Reply {
    thanks()
}

/// An app that answers every event with a null list.
#[offhook::app]
struct Keeps;

#[on(_, app = Keeps)]
async fn keep() -> Reply {
    Reply::keep()
}

/// An app whose replies break a rule.
#[offhook::app]
struct Mistaken;

#[on(_, app = Mistaken)]
async fn too_long() -> action::Pause {
    action::Pause::secs(99)
}

fn recorded() -> Succeeded<action::RecordAudio> {
    Succeeded::new(action::RecordAudio::to_s3("b"), action::Recording::default())
}

#[tokio::test]
async fn actions_are_left_out_and_attributes_sent() {
    let hangup = event::Hangup::new(Leg::A, "call-a", 0);
    let digits =
        Succeeded::new(action::SpeakAndGetDigits::new("?"), action::ReceivedDigits::default());
    for call in [call(Disconnected), bridged(Disconnected, Disconnected)] {
        log::start();
        assert_eq!(
            sent(&Thanks, &recorded(), call.clone()).await,
            json!({
                "SchemaVersion": "1.0",
                "Actions": [],
                "TransactionAttributes": {"thanked": "yes"},
            })
        );
        assert_eq!(log::only(Level::DEBUG).field("event"), "ACTION_SUCCESSFUL");
        assert_eq!(actions(&Thanks, &hangup, call.clone()).await, json!([]));
        assert_eq!(actions(&Thanks, &digits, call.clone()).await, json!([]));
        assert_eq!(
            actions(&Mistaken, &digits, call).await,
            json!([]),
            "they are not checked either"
        );
    }
}

#[tokio::test]
async fn actions_for_a_connected_leg_are_sent() {
    log::start();
    for call in
        [call(Connected), bridged(Connected, Disconnected), bridged(Disconnected, Connected)]
    {
        assert_eq!(actions(&Thanks, &recorded(), call).await.as_array().map(Vec::len), Some(2));
    }

    // No leg is known to have left.
    for participants in [json!([]), json!([{"CallId": "call-a", "ParticipantTag": "LEG-A"}])] {
        let mut answered = event("CALL_ANSWERED");
        answered["CallDetails"]["Participants"] = participants;
        let reply = offhook::handle(&Thanks, answered.to_string()).await.expect("a reply");
        assert_eq!(reply.actions().len(), 2);
    }
    assert!(log::records().iter().all(|record| record.level != Level::DEBUG));
}

#[tokio::test]
async fn actions_for_a_new_call_are_sent_in_any_case() {
    let reply = respond(&Thanks, &event::NewInboundCall, call(Disconnected)).await;
    assert_eq!(reply.expect("a reply").actions().len(), 2, "an empty list would be an error");
}

#[tokio::test]
async fn a_null_list_stays_a_null_list() {
    assert_eq!(actions(&Keeps, &recorded(), call(Disconnected)).await, json!(null));
}
