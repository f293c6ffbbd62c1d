//! What an op of a program asks for, and what its await gives.

use std::fmt::Debug;

use offhook::action::bot::Conversation;
use offhook::action::{AudioFile, CallRecording, Recording};
use offhook::flow::{AskError, BridgeError, LineError};

use super::Event;
use crate::program::Op;

/// Whether the success of its action has a result: it is awaited until then.
pub(super) fn has_result(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Ask | PlayAndAsk
            | Secret
            | Record
            | StartRecording
            | Bridge
            | Join
            | Modify
            | Bot
            | HangUp
            | FarHangUp
    )
}

pub(super) fn brings_far_end(op: Op) -> bool {
    matches!(op, Op::Bridge | Op::Join)
}

pub(super) fn is_for_far_end(op: Op) -> bool {
    matches!(op, Op::FarSpeak | Op::FarHangUp | Op::Modify)
}

/// The type of its action, and what the action is, as [`describe`](super::describe) has it.
pub(super) fn action(op: Op, text: &str) -> (&'static str, String) {
    let action_type = match op {
        Op::Speak | Op::FarSpeak => "Speak",
        Op::Play => "PlayAudio",
        Op::Pause => "Pause",
        Op::SendDigits => "SendDigits",
        Op::ReceiveDigits | Op::Keys => "ReceiveDigits",
        Op::VoiceFocus => "VoiceFocus",
        Op::StopRecording => "StopCallRecording",
        Op::PauseRecording => "PauseCallRecording",
        Op::ResumeRecording => "ResumeCallRecording",
        Op::Ask | Op::Secret => "SpeakAndGetDigits",
        Op::PlayAndAsk => "PlayAudioAndGetDigits",
        Op::Record => "RecordAudio",
        Op::StartRecording => "StartCallRecording",
        Op::Bridge => "CallAndBridge",
        Op::Join => "JoinChimeMeeting",
        Op::Modify => "ModifyChimeMeetingAttendees",
        Op::Bot => "StartBotConversation",
        Op::HangUp | Op::FarHangUp => "Hangup",
        Op::Done | Op::FarLeaves | Op::Update | Op::Once { .. } | Op::Now | Op::Random => {
            unreachable!("{op:?} asks for no action")
        }
    };
    let leg = if is_for_far_end(op) { "LEG-B" } else { "LEG-A" };
    let text = match op {
        Op::Speak | Op::FarSpeak | Op::Ask | Op::Secret => text.to_owned(),
        Op::Play | Op::PlayAndAsk => format!("{text}wav"),
        _ => String::new(),
    };
    (action_type, format!("{action_type} {leg} {text}"))
}

/// What its await gives when the action has succeeded, and whether the event has data for it.
pub(super) fn answer(op: Op, event: &Event<'_>) -> (String, bool) {
    let digits = event.text("/ActionData/ReceivedDigits");
    match op {
        Op::Ask | Op::PlayAndAsk => (ok(digits), !digits.is_empty()),
        Op::Secret => (ok(digits.len()), !digits.is_empty()),
        Op::Record => {
            let place = |key: &str| event.text(&format!("/ActionData/RecordingDestination/{key}"));
            let (bucket, key) = (place("BucketName"), place("Key"));
            let recording = Recording::new(AudioFile::s3(bucket.to_owned(), key.to_owned()));
            match event.text("/ActionData/RecordingTerminatorUsed") {
                _ if key.is_empty() => (ok(Recording::default()), false),
                "" => (ok(recording), true),
                terminator => (ok(recording.with_terminator(terminator)), true),
            }
        }
        Op::StartRecording => match event.text("/ActionData/CallRecordingDestination/Location") {
            "" => (ok(CallRecording::default()), false),
            location => (ok(CallRecording::new(location.to_owned())), true),
        },
        Op::Bridge | Op::Join => ("Ok(Bridge)".to_owned(), event.is_connected("LEG-B")),
        Op::Bot => {
            let data = event.json["ActionData"].clone();
            let has_result = data.get("IntentResult").is_some();
            let result = serde_json::from_value::<Conversation>(data).expect("a conversation");
            (ok(result), has_result)
        }
        Op::HangUp | Op::FarHangUp => (ok(()), true),
        _ => (ok(()), false),
    }
}

pub(super) fn ok(value: impl Debug) -> String {
    format!("Ok({value:?})")
}

/// What its await gives when the action has not succeeded.
pub(super) fn failed(op: Op, error: LineError) -> String {
    match op {
        Op::Ask | Op::PlayAndAsk | Op::Secret => format!("Err({:?})", AskError::from(error)),
        Op::Bridge => format!("Err({:?})", BridgeError::from(error)),
        _ => format!("Err({error:?})"),
    }
}
