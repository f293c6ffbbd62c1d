//! Defaults: the replies to events that no handler takes, and to those that a default keeps from
//! handlers.
//!
//! Decides by the event alone. Two more defaults belong to every reply, a handler's too, and are
//! part of sealing it: no actions on a call that is over, and the hang-up of a leg left alone.

use std::time::Duration;

use super::error::InvocationErrorKind;
use crate::action::{ActionKind, ActionType, Hangup, Pause, Speak, Target};
use crate::call::Participant;
use crate::event::{
    self, ActionFailed, Echo, ErrorType, Event, EventType, InvalidLambdaResponse, Invocation,
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
        _ if ended_with_call(invocation) => routine(invocation),
        EventType::ActionFailed | EventType::InvalidLambdaResponse => {
            match throttled_hangup(invocation) {
                Some(again) => {
                    let (event, action) = names(invocation);
                    tracing::warn!(event, action, "a Hangup was throttled; it is repeated");
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

/// Returns `true` if the default answers an event although a handler takes it. `own`: the handler is for this
/// event and action, not for any; `disconnected`: it wants actions that ended with the call.
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

/// Returns `true` if a success has results that a handler was meant to take. That of a Hangup is routine: it
/// follows the hang-up of a leg left alone.
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
    let (event, action) = names(invocation);
    tracing::warn!(event, action, "no handler takes this event; the reply has no actions");
    Reply::none()
}

/// A failed action ends the list that it is part of, and a refused reply never ran: nothing plays.
/// A caller alone is not left in silence; two people go on talking.
fn after_failure(invocation: &Invocation, apology: Option<&'static str>) -> Reply {
    let (event, action) = names(invocation);
    let failed = invocation.action_type();
    let reason = error_type(invocation);
    let error_type = word(&reason);
    match Connected::after(failed, invocation) {
        Connected::None => routine(invocation),
        Connected::Several => {
            tracing::warn!(
                event,
                action,
                error_type,
                "no handler takes this failure; both legs stay connected"
            );
            Reply::keep()
        }
        Connected::One(_) if failed == Some(&ActionType::Hangup) => {
            tracing::warn!(event, action, error_type, "the leg can't be hung up");
            Reply::none()
        }
        Connected::One(leg) => {
            tracing::warn!(
                event,
                action,
                error_type,
                "no handler takes this failure; the leg is hung up"
            );
            let apology = apology.filter(|_| !is_speech(failed, &reason));
            let speak = apology.map(|text| Speak::text(text).on(leg.clone()));
            Reply::none().then_some(speak).then(Hangup::normal().on(leg))
        }
    }
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
        let counts = |leg: &&Participant| !alone || call.leg_a() == Some(*leg);
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

/// The Pause before a throttled Hangup is repeated, in milliseconds, and that Hangup.
///
/// The Pause can be throttled too, and nothing but its echo then tells that this default sent it and
/// which Hangup follows. A second and a few milliseconds is a duration that an app is unlikely to
/// use, whose own Pause must not end the call.
const RETRIES: [(u64, fn() -> Hangup); 3] =
    [(1_001, Hangup::normal), (1_002, Hangup::unavailable), (1_003, Hangup::busy)];

/// The reply to a Hangup that was throttled, and to the Pause before its repetition: throttling
/// passes, and a call that can't be hung up is billed.
fn throttled_hangup(invocation: &Invocation) -> Option<Reply> {
    if *invocation.event_type() != EventType::ActionFailed || !invocation.call().is_up() {
        return None;
    }
    match invocation.action_type()? {
        ActionType::Hangup => {
            let echo = throttled::<Hangup>(invocation)?;
            let hangup = echo.typed().cloned().unwrap_or_else(Hangup::normal);
            let code = hangup.sip_response_code;
            let (pause, repeat) = RETRIES
                .into_iter()
                .find(|(_, hangup)| hangup().sip_response_code == code)
                .unwrap_or(RETRIES[0]);
            let leg = target(&hangup);
            Some((Pause::millis(pause).on(leg.clone()), repeat().on(leg)).into())
        }
        ActionType::Pause => {
            let echo = throttled::<Pause>(invocation)?;
            let pause = echo.typed()?;
            let (_, repeat) = RETRIES
                .into_iter()
                .find(|(millis, _)| pause.duration == Duration::from_millis(*millis))?;
            Some(repeat().on(target(pause)).into())
        }
        _ => None,
    }
}

/// The echo of an action, if it was throttled.
fn throttled<A: ActionKind>(invocation: &Invocation) -> Option<Echo<A>> {
    let failed = ActionFailed::<A>::read(invocation);
    (failed.error_type == ErrorType::ActionExecutionThrottled).then_some(failed.parameters)
}

fn target(action: &impl ActionKind) -> Target {
    action.target().cloned().unwrap_or_default()
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

/// Returns `true` if an action ended because the callers left: no leg is connected, and it has no results
/// that a handler could want. It must not start an error flow.
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
