//! The leg of an action that names none, or names it in a form that the action does not take.

use offhook::action::{
    Action, CallAndBridge, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees, Pause,
    PauseCallRecording, PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, RecordAudio,
    ResumeCallRecording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
    StartCallRecording, StopCallRecording, VoiceFocus,
};
use offhook::call::Status::{self, Connected, Disconnected};
use offhook::prelude::*;
use offhook::{Participant, ReplyError};
use offhook_tests::calls::{CALLER, bridged, call};
use serde_json::{Value, json};

use crate::seal;

/// Returns the leg that is sent for an action, by `CallId` or tag; `null` if none is sent.
async fn leg(action: impl Into<Action>, event: &impl event::Event, call: Call) -> Value {
    let sent = seal(action.into(), event, call).await.expect("a valid reply");
    let parameters = &sent["Actions"][0]["Parameters"];
    match (parameters.get("CallId"), parameters.get("ParticipantTag")) {
        (Some(both), Some(_)) => panic!("a leg has one name: {both}"),
        (name, tag) => name.or(tag).cloned().unwrap_or_default(),
    }
}

/// Returns an event of this leg.
fn event_of(leg: Leg) -> event::DigitsReceived {
    event::DigitsReceived::new(ReceiveDigits::matching(".").on(leg), "5")
}

fn both(leg_a: Status, leg_b: Status) -> Call {
    bridged(leg_a, leg_b)
}

#[tokio::test]
async fn action_without_leg_gets_the_leg_of_the_event_or_the_only_one_it_works_on() {
    const BOT: &str = "arn:aws:lex:us-west-2:123456789012:bot-alias/HARBOURBOT/LIVEALIAS1";
    let actions: [(Action, [&str; 2]); 17] = [
        (Speak::text("Hello").into(), ["call-a", "call-b"]),
        (SpeakAndGetDigits::new("Hello").into(), ["call-a", "call-b"]),
        (PlayAudio::s3("b", "k").into(), ["call-a", "call-b"]),
        (PlayAudioAndGetDigits::s3("b", "k").failure_s3("b", "k").into(), ["call-a", "call-b"]),
        (ReceiveDigits::matching(".").into(), ["call-a", "call-b"]),
        (SendDigits::new("1").into(), ["call-a", "call-b"]),
        (Pause::secs(1).into(), ["call-a", "call-b"]),
        (Hangup::normal().into(), ["call-a", "call-b"]),
        (RecordAudio::to_s3("b").into(), ["call-a", "call-b"]),
        (StartCallRecording::to_s3("b").into(), ["call-a", "call-b"]),
        (StopCallRecording::new().into(), ["call-a", "call-b"]),
        (PauseCallRecording::new().into(), ["call-a", "call-b"]),
        (ResumeCallRecording::new().into(), ["call-a", "call-b"]),
        (VoiceFocus::enable().into(), ["call-a", "call-b"]),
        (JoinChimeMeeting::new("token").into(), ["call-a", "call-a"]),
        (StartBotConversation::new(BOT).into(), ["call-a", "call-a"]),
        (ModifyChimeMeetingAttendees::mute("m", ["a"]).into(), ["call-b", "call-b"]),
    ];
    for (action, [from_a, from_b]) in actions {
        let call = both(Connected, Connected);
        assert_eq!(
            leg(action.clone(), &event_of(Leg::A), call.clone()).await,
            from_a,
            "{action:?}"
        );
        assert_eq!(leg(action.clone(), &event_of(Leg::B), call).await, from_b, "{action:?}");
    }
}

#[tokio::test]
async fn a_disconnected_leg_gives_way_to_the_only_connected_one() {
    let pause = Pause::secs(1);
    for (leg_a, leg_b, from_a, from_b) in [
        (Connected, Connected, "call-a", "call-b"),
        (Disconnected, Connected, "call-b", "call-b"),
        (Connected, Disconnected, "call-a", "call-a"),
    ] {
        let call = both(leg_a, leg_b);
        assert_eq!(leg(pause.clone(), &event_of(Leg::A), call.clone()).await, from_a);
        assert_eq!(leg(pause.clone(), &event_of(Leg::B), call).await, from_b);
    }
    let third = Participant::new(Leg::B, "call-c").with_status(Connected);
    let mut three = offhook_tests::calls::event("CALL_ANSWERED");
    three["CallDetails"]["Participants"] =
        serde_json::to_value([&third, &third, &third]).expect("JSON");
    three["CallDetails"]["Participants"][0]["CallId"] = "call-x".into();
    three["CallDetails"]["Participants"][0]["Status"] = "Disconnected".into();
    let reply = offhook::handle(&crate::App { reply: pause.into() }, three.to_string()).await;
    let sent = reply.expect("a reply").to_json();
    assert!(sent.contains("call-x"), "two other legs are connected: {sent}");
}

#[tokio::test]
async fn events_that_name_no_leg_are_about_leg_a() {
    let update = event::CallUpdateRequested::default();
    assert_eq!(leg(Pause::secs(1), &update, both(Connected, Connected)).await, "call-a");
    assert_eq!(leg(Pause::secs(1), &update, both(Disconnected, Connected)).await, "call-b");
}

#[tokio::test]
async fn legs_are_unknown_without_participants() {
    let mut answered = offhook_tests::calls::event("CALL_ANSWERED");
    answered["CallDetails"]["Participants"] = json!([]);
    let mute = ModifyChimeMeetingAttendees::mute("m", ["a"]);
    let app = crate::App { reply: mute.into() };
    let reply = offhook::handle(&app, answered.to_string()).await.expect("a reply");
    assert_eq!(reply.actions()[0].target(), Some(&action::Target::Event));
}

#[tokio::test]
async fn named_legs_are_kept() {
    let call = || both(Connected, Connected);
    let event = event_of(Leg::A);
    assert_eq!(leg(Pause::secs(1).on("call-x"), &event, call()).await, "call-x");
    assert_eq!(leg(Speak::text("Hello").on("call-x"), &event, call()).await, "call-x");
    assert_eq!(leg(Pause::secs(1).on(Leg::B), &event, call()).await, "LEG-B");
    assert_eq!(leg(Hangup::normal().on(Leg::A), &event, call()).await, "LEG-A");
    let gone = both(Connected, Disconnected);
    assert_eq!(leg(Hangup::normal().on(Leg::B), &event, gone).await, "LEG-B");
    assert_eq!(
        leg(Pause::secs(1).on(""), &event, call()).await,
        "call-a",
        "an empty name counts as none"
    );
}

#[tokio::test]
async fn tags_become_call_ids_for_actions_that_take_no_tag() {
    let call = || both(Connected, Connected);
    let event = event_of(Leg::A);
    let actions: [Action; 8] = [
        Speak::text("Hello").on(Leg::B).into(),
        SpeakAndGetDigits::new("Hello").on(Leg::B).into(),
        SendDigits::new("1").on(Leg::B).into(),
        StartCallRecording::to_s3("b").on(Leg::B).into(),
        StopCallRecording::new().on(Leg::B).into(),
        PauseCallRecording::new().on(Leg::B).into(),
        ResumeCallRecording::new().on(Leg::B).into(),
        VoiceFocus::enable().on(Leg::B).into(),
    ];
    for action in actions {
        assert_eq!(leg(action.clone(), &event, call()).await, "call-b", "{action:?}");
    }
}

#[tokio::test]
async fn without_participants_no_leg_is_named() {
    let mut alone = offhook_tests::calls::event("CALL_ANSWERED");
    for participants in [json!([]), json!([{"ParticipantTag": "LEG-A"}])] {
        alone["CallDetails"]["Participants"] = participants;
        let app = crate::App { reply: (Speak::text("Hello"), Pause::secs(1)).into() };
        let reply = offhook::handle(&app, alone.to_string()).await.expect("a reply");
        assert!(!reply.to_json().contains("CallId"), "{}", reply.to_json());
    }
}

/// Returns the caller id that is sent.
async fn caller_id(bridge: CallAndBridge, call: Call) -> Result<Value, ReplyError> {
    let sent = seal(bridge, &event::CallAnswered, call).await?;
    let parameters = &sent["Actions"][0]["Parameters"];
    assert_eq!((parameters.get("CallId"), parameters.get("ParticipantTag")), (None, None));
    Ok(parameters["CallerIdNumber"].clone())
}

#[tokio::test]
async fn caller_id_of_a_bridge_is_the_callers_number_by_default() {
    let bridge = || CallAndBridge::pstn(e164!("+12065550163"));
    assert_eq!(caller_id(bridge(), call(Connected)).await, Ok(json!(CALLER)));
    assert_eq!(caller_id(bridge(), both(Disconnected, Connected)).await, Ok(json!(CALLER)));
    let own = bridge().caller_id(e164!("+12065550117"));
    assert_eq!(caller_id(own, call(Connected)).await, Ok(json!("+12065550117")));
    // Neither a SIP user nor a withheld number can be a caller id; the called number is the
    // account's own.
    for no_number in ["purser", ""] {
        let call = Call::inbound(no_number, "+12065550117");
        assert_eq!(caller_id(bridge(), call).await, Ok(json!("+12065550117")));
    }
    let users = Call::inbound("purser", "bridge");
    assert_eq!(caller_id(bridge(), users).await, Ok(json!("purser")));
    let nobody = Call::inbound("", "");
    let error = caller_id(bridge(), nobody).await.expect_err("the service requires it");
    assert_eq!(error.to_string(), "CallAndBridge: CallerIdNumber must be set: LEG-A has no From");
}

#[tokio::test]
async fn tag_of_an_absent_leg_is_an_error() {
    let speak = Speak::text("Hello.").on(Leg::B);
    let error =
        seal(speak, &event::CallAnswered, call(Connected)).await.expect_err("there is no LEG-B");
    assert_eq!(error.to_string(), "Speak: CallId must name a leg of the call: there is no LEG-B");
}
