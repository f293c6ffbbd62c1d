//! Defaults: the replies to events that no handler takes, and to those that a default keeps from
//! handlers.
//!
//! Decides by the event alone. Two more defaults belong to every reply, a handler's too, and are
//! part of sealing it: no actions on a call that is over, and the hang-up of a leg left alone.

use std::borrow::Cow;

use super::error::InvocationErrorKind;
use crate::action::{ActionType, Hangup, Pause, Speak, Target};
use crate::call::Participant;
use crate::event::{
    self, ErrorType, Event, EventType, HangupData, HangupParameters, InvalidLambdaResponse,
    Invocation,
};
use crate::reply::Reply;
use crate::wire::{EventError, clip};

/// The reply to an event that no handler takes.
///
/// # Errors
/// A new call has no default: the SIP rule tries its next application when the Lambda fails.
pub(super) fn reply(
    invocation: &Invocation,
    apology: Option<&'static str>,
) -> Result<Reply, InvocationErrorKind> {
    Ok(match invocation.event_type() {
        EventType::NewInboundCall => return Err(InvocationErrorKind::NoHandler),
        EventType::CallUpdateRequested => Reply::keep(),
        EventType::ActionFailed | EventType::InvalidLambdaResponse => {
            match throttled_hangup(invocation) {
                Some(again) => {
                    warn(invocation, None, "a Hangup was throttled; it is repeated");
                    again
                }
                None => after_failure(invocation, apology),
            }
        }
        EventType::CallAnswered | EventType::DigitsReceived | EventType::Other(_) => {
            unanswered(invocation)
        }
        EventType::ActionSuccessful if wants_answer(invocation) => unanswered(invocation),
        EventType::ActionSuccessful
        | EventType::ActionInterrupted
        | EventType::NewOutboundCall
        | EventType::Ringing
        | EventType::Hangup => routine(invocation),
    })
}

/// Returns `true` if the default answers an event although a handler takes it. `own`: the handler is
/// for this event and action, not for any; `disconnected`: it wants actions that ended with the call.
pub(super) fn displaces(own: bool, disconnected: bool, invocation: &Invocation) -> bool {
    (!disconnected && ended_with_call(invocation))
        || (!own && throttled_hangup(invocation).is_some())
}

/// The reply after a handler failed: `keep` when what an API call asks for can't be read, which is
/// the caller's mistake and must not end a phone call.
///
/// # Errors
/// Any other failure.
pub(super) fn after_error(
    failure: InvocationErrorKind,
    invocation: &Invocation,
) -> Result<Reply, InvocationErrorKind> {
    match &failure {
        InvocationErrorKind::Failed(error)
            if *invocation.event_type() == EventType::CallUpdateRequested
                && error.downcast_ref::<EventError>().is_some() =>
        {
            tracing::warn!(%error, "a call update has invalid arguments; the call goes on without it");
            Ok(Reply::keep())
        }
        _ => Err(failure),
    }
}

/// Returns `true` if a success has results that a handler was meant to take. That of a Hangup is
/// routine: it follows the hang-up of a leg left alone.
fn wants_answer(invocation: &Invocation) -> bool {
    invocation.action_type() != Some(&ActionType::Hangup) && has_results(invocation)
}

/// No actions after an event that is part of every good call.
fn routine(invocation: &Invocation) -> Reply {
    let (event, action) = names(invocation);
    tracing::debug!(event, action, "no handler takes this event, and none needs to");
    Reply::none()
}

/// No actions after an event for which the call may wait.
fn unanswered(invocation: &Invocation) -> Reply {
    warn(invocation, None, "no handler takes this event; the reply has no actions");
    Reply::none()
}

/// A failed action ends the list that it is part of, and a refused reply never ran: nothing plays.
/// A caller alone is not left in silence; two people go on talking.
fn after_failure(invocation: &Invocation, apology: Option<&'static str>) -> Reply {
    let failed = invocation.action_type();
    let reason = error_type(invocation);
    // Of a leg that has left, it can take along the Hangup of the other, which was behind it.
    let ends = failed == Some(&ActionType::Hangup);
    let (reply, message) = match Connected::after(failed, invocation) {
        Connected::None => return routine(invocation),
        Connected::Several => {
            (Reply::keep(), "no handler takes this failure; both legs stay connected")
        }
        Connected::One(_)
            if ends && invocation.call().leg().is_none_or(Participant::is_connected) =>
        {
            (Reply::none(), "the leg can't be hung up")
        }
        Connected::One(leg) => {
            let apology = apology.filter(|_| !ends && !is_speech(failed, &reason));
            let speak = apology.map(|text| Speak::text(text).on(leg.clone()));
            let reply = Reply::none().then_some(speak).then(Hangup::normal().on(leg));
            (reply, "no handler takes this failure; the leg is hung up")
        }
    };
    warn(invocation, Some(&reason), message);
    reply
}

/// Logs the default that is applied to an event.
fn warn(invocation: &Invocation, reason: Option<&ErrorType>, message: &str) {
    let (event, action) = names(invocation);
    tracing::warn!(event, action, error_type = reason.and_then(word), "{message}");
}

/// The legs that stay after a failure.
enum Connected {
    None,
    /// One leg, or the event's where the event shows none.
    One(Target),
    Several,
}

impl Connected {
    fn after(failed: Option<&ActionType>, invocation: &Invocation) -> Self {
        let call = invocation.call();
        // An example of the service has LEG-B Connected although the bridge failed.
        let alone =
            matches!(failed, Some(ActionType::CallAndBridge | ActionType::JoinChimeMeeting));
        let leg_a = call.leg_a().map(Participant::call_id);
        let counts = |leg: &&Participant| !alone || leg_a == Some(leg.call_id());
        let mut legs = call.connected().filter(counts);
        match legs.next() {
            None if call.participants().is_empty() => Self::One(Target::Event),
            None => Self::None,
            // Some events list the same leg twice.
            Some(first) if legs.all(|leg| leg.call_id() == first.call_id()) => {
                Self::One(first.into())
            }
            Some(_) => Self::Several,
        }
    }
}

/// Returns `true` if speech itself failed. A prompt whose attempts ran out was heard.
fn is_speech(failed: Option<&ActionType>, reason: &ErrorType) -> bool {
    matches!(failed, Some(ActionType::Speak | ActionType::SpeakAndGetDigits))
        && *reason != ErrorType::InvalidDigitsReceived
}

/// How a throttled Hangup is repeated.
///
/// The Pause can be throttled too, and nothing but its echo then tells that this default sent it and
/// which Hangup follows. A second and a few milliseconds is a duration that an app is unlikely to
/// use, whose own Pause must not end the call.
struct Retry {
    /// Length of the Pause before it, in milliseconds.
    pause: u16,
    /// `SipResponseCode` of the Hangup.
    code: u16,
}

const RETRIES: [Retry; 3] = [
    Retry { pause: 1_001, code: 0 },
    Retry { pause: 1_002, code: 480 },
    Retry { pause: 1_003, code: 486 },
];

/// The reply to a Hangup that was throttled, and to the Pause before its repetition: throttling
/// passes, and a call that can't be hung up is billed.
pub(super) fn throttled_hangup(invocation: &Invocation) -> Option<Reply> {
    let action = invocation.action_type()?;
    if *invocation.event_type() != EventType::ActionFailed
        || !matches!(action, ActionType::Hangup | ActionType::Pause)
        || !invocation.call().is_up()
        || event::error_type(invocation) != ErrorType::ActionExecutionThrottled
    {
        return None;
    }
    // Typed actions would link their readers into every app, and not fit when another parameter is odd.
    let HangupData { parameters: echo } = invocation.action_data();
    if *action == ActionType::Pause {
        return behind_pause(&echo);
    }
    let leg = target(&echo);
    let is_same = |retry: &&Retry| echo.sip_response_code == Some(retry.code);
    let retry = RETRIES.iter().find(is_same).unwrap_or(&RETRIES[0]);
    Some(
        (Pause::millis(retry.pause.into()).on(leg.clone()), Hangup::with_code(retry.code).on(leg))
            .into(),
    )
}

/// The reply to the Pause before the repetition of a Hangup, for a flow, which did not ask for it: the
/// Hangup alone if it failed.
#[cfg(feature = "flow")]
pub(super) fn own_pause(invocation: &Invocation) -> Option<Reply> {
    if invocation.action_type() != Some(&ActionType::Pause) {
        return None;
    }
    let HangupData { parameters: echo } = invocation.action_data();
    let again = behind_pause(&echo)?;
    let has_failed = *invocation.event_type() == EventType::ActionFailed;
    Some(if has_failed && invocation.call().is_up() { again } else { Reply::keep() })
}

/// The Hangup behind this Pause, if it is that of a repetition.
fn behind_pause(echo: &HangupParameters) -> Option<Reply> {
    let retry = RETRIES.iter().find(|retry| echo.duration == Some(retry.pause))?;
    Some(Hangup::with_code(retry.code).on(target(echo)).into())
}

/// The leg that an echo names.
#[inline(never)]
fn target(echo: &HangupParameters) -> Target {
    Target::named(echo.call_id.clone().map(Cow::Owned), echo.participant_tag.as_deref())
}

/// Returns the reason why an action failed or a reply was refused.
fn error_type(invocation: &Invocation) -> ErrorType {
    match invocation.event_type() {
        EventType::InvalidLambdaResponse => InvalidLambdaResponse::read(invocation).error_type,
        _ => event::error_type(invocation),
    }
}

/// The text of an error type for a log, if it is one word: others come from anywhere.
fn word(error_type: &ErrorType) -> Option<&str> {
    const LONGEST: usize = 64;
    let text = error_type.as_str();
    let is_word = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    Some(text).filter(|text| is_word && !text.is_empty())
}

/// The event and the action, for a log.
fn names(invocation: &Invocation) -> (&str, Option<&str>) {
    let action = invocation.action_type().map(|action| clip(action.as_str()));
    (clip(invocation.event_type().as_str()), action)
}

/// Returns `true` if an action ended because the callers left: no leg is connected, and it has no
/// results that a handler could want. It must not start an error flow.
fn ended_with_call(invocation: &Invocation) -> bool {
    let about_action = match invocation.event_type() {
        EventType::ActionFailed => true,
        EventType::ActionSuccessful => !has_results(invocation),
        _ => false,
    };
    about_action && !invocation.call().is_up()
}

/// Returns `true` if an action has, or may have, results.
fn has_results(invocation: &Invocation) -> bool {
    let Some(action) = invocation.action_type() else { return true };
    match action {
        ActionType::SpeakAndGetDigits
        | ActionType::PlayAudioAndGetDigits
        | ActionType::Hangup
        | ActionType::RecordAudio
        | ActionType::StartCallRecording
        | ActionType::StartBotConversation
        | ActionType::Other(_) => true,
        ActionType::Speak
        | ActionType::PlayAudio
        | ActionType::ReceiveDigits
        | ActionType::SendDigits
        | ActionType::Pause
        | ActionType::StopCallRecording
        | ActionType::PauseCallRecording
        | ActionType::ResumeCallRecording
        | ActionType::CallAndBridge
        | ActionType::JoinChimeMeeting
        | ActionType::ModifyChimeMeetingAttendees
        | ActionType::VoiceFocus => false,
    }
}
