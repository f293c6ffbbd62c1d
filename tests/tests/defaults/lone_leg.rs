//! A leg that is left alone is hung up.

use offhook::Participant;
use offhook::call::Status;
use offhook::prelude::*;
use offhook_tests::calls::{CALLER, bridged, event};
use serde_json::json;

use crate::{Connected, Disconnected, Nothing, actions, call, hangup_of, one_left, sent};

macro_rules! apps {
    ($($(#[$attribute:meta])* $app:ident answers $events:tt with $reply:expr;)*) => {$(
        $(#[$attribute])*
        #[doc = "An app with one handler."]
        struct $app;

        const _: () = {
            #[on $events]
            async fn handler() -> Reply {
                $reply
            }
        };
    )*};
}

apps! {
    #[offhook::app] Silent answers (Hangup, app = Silent) with Reply::none();
    #[offhook::app] Speaks answers (Hangup, app = Speaks) with action::Speak::text("One left.").into();
    #[offhook::app] Keeps answers (Hangup, app = Keeps) with Reply::keep();
    #[offhook::app] CatchAll answers (_, app = CatchAll) with Reply::none();
    #[offhook::app] CatchAllKeeps answers (_, app = CatchAllKeeps) with Reply::keep();
    #[offhook::app(lone_leg = "keep")] KeepsAll answers (Hangup, app = KeepsAll) with Reply::none();
    #[offhook::app(lone_leg = "hangup")] HangsUp answers (Hangup, app = HangsUp) with Reply::none();
    #[offhook::app] Attributes answers (Hangup, app = Attributes)
        with Reply::none().with_attributes(TransactionAttributes::new().with("left", "one"));
}

/// An app without handlers that keeps lone legs.
#[offhook::app(lone_leg = "keep")]
struct KeepsUnhandled;

/// An app that fails at hang-ups and answers the failure with silence.
#[offhook::app]
struct Recovers;

#[on(Hangup, app = Recovers)]
async fn fails() -> Result<()> {
    Err("the log is full".into())
}

#[on_error(app = Recovers)]
async fn failed() {}

#[tokio::test]
async fn the_other_leg_is_hung_up_with_a_handler_or_without() {
    for (leg, other) in [(Leg::A, "call-b"), (Leg::B, "call-a")] {
        let (hangup, call) = one_left(leg);
        let expected = hangup_of(other);
        assert_eq!(actions(&Nothing, &hangup, call.clone()).await, expected);
        assert_eq!(actions(&Silent, &hangup, call.clone()).await, expected);
        assert_eq!(actions(&CatchAll, &hangup, call.clone()).await, expected, "`_` is no opt-out");
        assert_eq!(actions(&HangsUp, &hangup, call.clone()).await, expected);
        assert_eq!(actions(&Recovers, &hangup, call.clone()).await, expected, "after on_error too");
        let reply = sent(&Attributes, &hangup, call).await;
        assert_eq!(
            (&reply["Actions"], &reply["TransactionAttributes"]),
            (&expected, &json!({"left": "one"}))
        );
    }
}

#[tokio::test]
async fn actions_keep_and_lone_leg_leave_the_other_leg_connected() {
    let (hangup, call) = one_left(Leg::B);
    assert_eq!(actions(&Keeps, &hangup, call.clone()).await, json!(null));
    assert_eq!(actions(&CatchAllKeeps, &hangup, call.clone()).await, json!(null));
    assert_eq!(actions(&KeepsAll, &hangup, call.clone()).await, json!([]));
    assert_eq!(actions(&KeepsUnhandled, &hangup, call.clone()).await, json!([]));
    let spoken = actions(&Speaks, &hangup, call).await;
    assert_eq!(spoken.as_array().map(Vec::len), Some(1));
    assert_eq!(spoken[0]["Parameters"]["CallId"], "call-a", "on the leg that is left");
}

#[tokio::test]
async fn no_leg_is_hung_up_when_none_is_connected() {
    let hangup = event::Hangup::new(Leg::A, "call-a", 0);
    assert_eq!(actions(&Nothing, &hangup, call(Disconnected)).await, json!([]));
    assert_eq!(
        actions(&Nothing, &hangup, call(Connected)).await,
        json!([]),
        "it is the leg that hung up"
    );
    let both = bridged(Disconnected, Disconnected);
    assert_eq!(actions(&Nothing, &hangup, both).await, json!([]));
    let unknown = event::Hangup { call_id: Some("call-z".to_owned()), ..Default::default() };
    let up = bridged(Connected, Connected);
    assert_eq!(actions(&Nothing, &unknown, up).await, json!([]), "no leg is known to have left");
}

#[tokio::test]
async fn the_leg_that_left_is_known_by_id_tag_or_status() {
    // By its id, by its tag, by its status alone; its own status may not be up to date.
    let by_tag = event::Hangup { leg: Some(Leg::B), ..Default::default() };
    let by_id = event::Hangup { call_id: Some("call-b".to_owned()), ..Default::default() };
    for hangup in [by_tag, by_id, event::Hangup::default()] {
        let left = actions(&Nothing, &hangup, bridged(Connected, Disconnected)).await;
        assert_eq!(left, hangup_of("call-a"), "{hangup:?}");
    }
    let late = event::Hangup::new(Leg::B, "call-b", 0);
    let left = actions(&Nothing, &late, bridged(Connected, Connected)).await;
    assert_eq!(left, hangup_of("call-a"));

    let ringing = Participant::new(Leg::B, "call-b").with_numbers(CALLER, "+12065550163");
    let cancelled = call(Disconnected).with_participant(ringing);
    let left = actions(&Nothing, &event::Hangup::new(Leg::A, "call-a", 487), cancelled).await;
    assert_eq!(left, hangup_of("call-b"), "no status yet");
}

#[tokio::test]
async fn without_action_data_the_status_decides() {
    let mut hangup = event("HANGUP");
    let legs = hangup["CallDetails"]["Participants"].as_array_mut().expect("an array");
    legs[0]["Status"] = Status::Disconnected.as_str().into();
    legs.push(json!({"CallId": "call-b", "ParticipantTag": "LEG-B", "Status": "Connected"}));
    let reply = offhook::handle(&Nothing, hangup.to_string()).await.expect("a reply");
    let json: serde_json::Value = serde_json::from_str(&reply.to_json()).expect("JSON");
    assert_eq!(json["Actions"], hangup_of("call-b"));
}

#[tokio::test]
async fn other_events_leave_the_legs_alone() {
    let call = bridged(Disconnected, Connected);
    let paused = Succeeded::new(action::Pause::secs(1), action::NoResults {});
    assert_eq!(actions(&CatchAll, &paused, call.clone()).await, json!([]));
    assert_eq!(actions(&CatchAll, &event::CallAnswered, call).await, json!([]));
}
