//! Actions that ended with the call.

use offhook::action::{
    ActionKind, CallAndBridge, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees, Pause,
    PauseCallRecording, PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, RecordAudio,
    ResumeCallRecording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
    StartCallRecording, StopCallRecording, VoiceFocus,
};
use offhook::event::ErrorType;
use offhook::prelude::*;
use offhook_tests::calls::{bridged, event, event_about};

use crate::{Connected, Disconnected, call, respond};

/// An app whose handlers take every action.
#[offhook::app]
struct Calls;

/// An app whose handlers take actions that ended with the call too.
#[offhook::app]
struct Curious;

fn called() -> Reply {
    Reply::none().with_attributes(TransactionAttributes::new().with("called", "yes"))
}

#[on(ActionSuccessful | ActionFailed | ActionInterrupted | _, app = Calls)]
async fn anything() -> Reply {
    called()
}

#[on(ActionSuccessful | ActionFailed, app = Curious, disconnected)]
async fn anything_at_all() -> Reply {
    called()
}

async fn reaches<A: offhook::App>(app: &A, event: &impl event::Event, call: Call) -> bool {
    let reply = respond(app, event, call).await.expect("a reply");
    assert!(reply.actions().is_empty());
    reply.attributes().is_some()
}

/// Checks which events of this action reach their handlers when no leg is connected.
async fn disconnected<A: ActionKind>(action: A, success: bool) {
    let succeeded = Succeeded::new(action.clone(), A::Results::default());
    let failed = Failed::new(action.clone(), ErrorType::SystemException, "");
    let name = A::TYPE;
    for call in [call(Disconnected), bridged(Disconnected, Disconnected)] {
        assert_eq!(reaches(&Calls, &succeeded, call.clone()).await, success, "{name}");
        assert!(!reaches(&Calls, &failed, call.clone()).await, "{name}");
        assert!(reaches(&Calls, &Interrupted::new(action.clone()), call.clone()).await, "{name}");
        assert!(reaches(&Curious, &succeeded, call.clone()).await, "{name}");
        assert!(reaches(&Curious, &failed, call).await, "{name}");
    }
    for call in
        [call(Connected), bridged(Disconnected, Connected), bridged(Connected, Disconnected)]
    {
        assert!(reaches(&Calls, &succeeded, call.clone()).await, "{name}");
        assert!(reaches(&Calls, &failed, call).await, "{name}");
    }
}

#[tokio::test]
async fn successes_without_results_reach_no_handler() {
    disconnected(Speak::text("Hello"), false).await;
    disconnected(PlayAudio::s3("b", "k"), false).await;
    disconnected(ReceiveDigits::matching("."), false).await;
    disconnected(SendDigits::new("1"), false).await;
    disconnected(Pause::secs(1), false).await;
    disconnected(StopCallRecording::new(), false).await;
    disconnected(PauseCallRecording::new(), false).await;
    disconnected(ResumeCallRecording::new(), false).await;
    disconnected(CallAndBridge::pstn(e164!("+12065550163")), false).await;
    disconnected(JoinChimeMeeting::new("token"), false).await;
    disconnected(ModifyChimeMeetingAttendees::mute("m", ["a"]), false).await;
    disconnected(VoiceFocus::enable(), false).await;
}

#[tokio::test]
async fn results_always_reach_their_handler() {
    disconnected(SpeakAndGetDigits::new("Hello"), true).await;
    disconnected(PlayAudioAndGetDigits::s3("b", "k"), true).await;
    disconnected(Hangup::normal(), true).await;
    disconnected(RecordAudio::to_s3("b"), true).await;
    disconnected(StartCallRecording::to_s3("b"), true).await;
    disconnected(StartBotConversation::new("arn"), true).await;
}

#[tokio::test]
async fn a_throttled_hangup_is_an_action_like_others() {
    let failed = Failed::new(Hangup::normal(), ErrorType::ActionExecutionThrottled, "");
    assert!(reaches(&Curious, &failed, call(Disconnected)).await);
}

/// Returns whether an event's JSON reaches a handler when no leg is connected.
async fn json_reaches(mut event: serde_json::Value) -> bool {
    event["CallDetails"]["Participants"][0]["Status"] = "Disconnected".into();
    let reply = offhook::handle(&Calls, event.to_string()).await.expect("a reply");
    reply.attributes().is_some()
}

#[tokio::test]
async fn unknown_successes_and_other_events_reach_their_handler() {
    assert!(json_reaches(event_about("ACTION_SUCCESSFUL", "SoundFoghorn")).await);
    assert!(json_reaches(event("ACTION_SUCCESSFUL")).await, "no type: it may have results");
    assert!(!json_reaches(event_about("ACTION_FAILED", "SoundFoghorn")).await);
    for event_type in ["HANGUP", "DIGITS_RECEIVED", "TIDE_TURNED", "INVALID_LAMBDA_RESPONSE"] {
        assert!(json_reaches(event(event_type)).await, "{event_type}");
    }
}

#[tokio::test]
async fn a_call_without_participants_counts_as_connected() {
    let mut failed = event_about("ACTION_FAILED", "Pause");
    failed["CallDetails"]["Participants"] = serde_json::json!([]);
    let reply = offhook::handle(&Calls, failed.to_string()).await.expect("a reply");
    assert!(reply.attributes().is_some());
}
