//! Limits of a reply.

use offhook::ReplyError;
use offhook::action::{Action, CallAndBridge, Hangup, Pause, SendDigits, Speak};
use offhook::call::Status::Connected;
use offhook::prelude::*;
use offhook_tests::calls::call;
use offhook_tests::log;
use tracing::Level;

use crate::seal;

async fn sealed(reply: impl Into<Reply>) -> Result<serde_json::Value, ReplyError> {
    seal(reply, &event::CallAnswered, call(Connected)).await
}

/// Returns a reply with this many attributes.
fn with_attributes(count: usize) -> Reply {
    let attributes = (0..count).map(|number| (format!("key-{number}"), "value"));
    Reply::none().with_attributes(attributes.collect())
}

/// An app whose handlers return actions in a `Vec`.
#[offhook::app]
struct Many {
    count: usize,
}

#[on(CallAnswered, app = Many)]
async fn many(app: &Many) -> Vec<Action> {
    vec![Pause::secs(1).into(); app.count]
}

#[tokio::test]
async fn reply_has_at_most_10_actions() {
    for count in [0, 1, 10] {
        let invocation = Invocation::new(&event::CallAnswered, call(Connected));
        let reply = offhook::respond(&Many { count }, invocation).await.expect("a valid reply");
        assert_eq!(reply.actions().len(), count);
    }
    let invocation = Invocation::new(&event::CallAnswered, call(Connected));
    let error = offhook::respond(&Many { count: 11 }, invocation).await.expect_err("too many");
    assert!(format!("{error:?}").ends_with("it holds 11 actions; the service takes at most 10"));
    let mut reply = Reply::none();
    for _ in 0..11 {
        reply = reply.then(Pause::secs(1));
    }
    assert_eq!(sealed(reply).await, Err(ReplyError::TooManyActions { count: 11 }));
    let twelve: [Pause; 12] = std::array::from_fn(|_| Pause::secs(1));
    assert_eq!(sealed(twelve).await, Err(ReplyError::TooManyActions { count: 12 }));
}

#[tokio::test]
async fn reply_to_a_new_call_needs_an_action() {
    let attributes = TransactionAttributes::new().with("a", "b");
    for silent in
        [Reply::none(), Reply::keep(), Reply::none().with_attributes(attributes), Vec::new().into()]
    {
        let refused = seal(silent.clone(), &event::NewInboundCall, call(Connected)).await;
        assert_eq!(refused, Err(ReplyError::Silent), "{silent:?}");
        let sent = seal(silent, &event::CallAnswered, call(Connected)).await.expect("a reply");
        assert!(sent["Actions"].as_array().is_none_or(Vec::is_empty), "{sent}");
    }
    let hangup = seal(Hangup::busy(), &event::NewInboundCall, call(Connected)).await;
    assert_eq!(hangup.expect("a reply")["Actions"][0]["Type"], "Hangup");
}

#[tokio::test]
async fn reply_has_at_most_100_attributes_and_a_warning_above_10() {
    for (count, warned) in [(0, false), (10, false), (11, true), (100, true)] {
        log::start();
        let sent = sealed(with_attributes(count)).await.expect("a reply");
        let attributes = sent["TransactionAttributes"].as_object().map(serde_json::Map::len);
        assert_eq!(attributes, Some(count));
        let warning = log::records().iter().any(|record| record.level == Level::WARN);
        assert_eq!(warning, warned, "{count}");
    }
    assert_eq!(log::only(Level::WARN).field("count"), "100");
    let refused = sealed(with_attributes(101)).await;
    assert_eq!(refused, Err(ReplyError::TooManyAttributes { count: 101 }));
}

#[tokio::test]
async fn attributes_have_at_most_20_kb() {
    // {"k":"…"}
    let of_bytes = |bytes: usize| {
        Reply::none().with_attributes(TransactionAttributes::new().with("k", "a".repeat(bytes - 8)))
    };
    let sent = sealed(of_bytes(20_480)).await.expect("a reply");
    assert_eq!(sent["TransactionAttributes"].to_string().len(), 20_480);
    let refused = sealed(of_bytes(20_481)).await;
    assert_eq!(refused, Err(ReplyError::AttributesTooLarge { bytes: 20_481 }));
    let wide = TransactionAttributes::new().with("k", "é".repeat(10_237));
    let refused = sealed(Reply::none().with_attributes(wide)).await;
    assert_eq!(
        refused,
        Err(ReplyError::AttributesTooLarge { bytes: 20_482 }),
        "bytes, not characters"
    );
}

#[tokio::test]
async fn every_action_is_validated() {
    let bridge = || CallAndBridge::pstn(e164!("+12065550163"));
    for (reply, said) in [
        (Reply::from(Speak::text("")), "Speak: Text must not be empty"),
        (
            (Pause::secs(1), SendDigits::new("12 065550199")).into(),
            "SendDigits: Digits must hold only 0-9, *, #, A-D and commas",
        ),
        (
            Reply::none().then(Pause::millis(99)),
            "Pause: DurationInMilliseconds must be from 100 to 30000",
        ),
        (bridge().sip_header("X-Amzn-Secret", "+12065550199").into(), "CallAndBridge: SipHeaders"),
        (bridge().sip_header("X-Long", "0199".repeat(600)).into(), "CallAndBridge: SipHeaders"),
    ] {
        let refused = sealed(reply).await.expect_err(said);
        let ReplyError::Action(invalid) = &refused else { panic!("{refused:?}") };
        assert!(refused.to_string().starts_with(said), "{refused}");
        assert_eq!(
            refused.to_string(),
            format!("{}: {} {}", invalid.action(), invalid.field(), invalid.rule())
        );
        assert!(!format!("{refused} {refused:?}").contains("0199"), "{refused:?}");
    }
}

#[tokio::test]
async fn actions_that_are_left_out_are_not_validated() {
    let too_long = Reply::from(Pause::secs(99));
    assert!(sealed(too_long.clone()).await.is_err(), "an event that takes actions");
    let sent =
        seal(too_long, &event::Ringing, call(Connected)).await.expect("a reply without actions");
    assert_eq!(sent["Actions"], serde_json::json!([]));
}
