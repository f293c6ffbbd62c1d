//! The defaults, a module for each.

mod call_update;
mod disconnected;
mod errors;
mod failed_action;
mod lone_leg;
mod over;
mod throttled_hangup;
mod unhandled;
mod voice;

use offhook::call::Status;
use offhook::event::{Event, Hangup};
use offhook::prelude::*;
use offhook::{App, Error};
use offhook_tests::calls::{bridged, call};
use serde_json::{Value, json};

use Status::{Connected, Disconnected};

/// An app without any handler.
#[offhook::app]
struct Nothing;

/// Answers an event.
async fn respond<A: App>(app: &A, event: &impl Event, call: Call) -> Result<Reply, Error> {
    offhook::respond(app, Invocation::new(event, call)).await
}

/// What is sent for an event.
async fn sent<A: App>(app: &A, event: &impl Event, call: Call) -> Value {
    let reply = respond(app, event, call).await.expect("a reply");
    serde_json::from_str(&reply.to_json()).expect("replies are JSON")
}

/// The actions that are sent.
async fn actions<A: App>(app: &A, event: &impl Event, call: Call) -> Value {
    sent(app, event, call).await["Actions"].take()
}

/// This leg hung up while the other is up.
fn one_left(leg: Leg) -> (Hangup, Call) {
    match leg {
        Leg::A => (Hangup::new(leg, "call-a", 0), bridged(Disconnected, Connected)),
        Leg::B => (Hangup::new(leg, "call-b", 0), bridged(Connected, Disconnected)),
    }
}

/// The action that hangs this leg up.
fn hangup(call_id: &str) -> Value {
    json!({"Type": "Hangup", "Parameters": {"CallId": call_id, "SipResponseCode": "0"}})
}

/// The actions that hang this leg up.
fn hangup_of(call_id: &str) -> Value {
    json!([hangup(call_id)])
}
