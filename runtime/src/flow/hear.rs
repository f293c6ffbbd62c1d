//! What an event means to a running flow.

use std::cell::OnceCell;

use super::journal::{Answers, Journal, Kind, text_hash};
use super::state::{Asked, State};
use crate::action::{Action, ActionType, Target};
use crate::call::{Leg, Participant};
use crate::event::{
    ActionFailed, ActionSuccessful, DigitsReceived, ErrorType, Event, EventType, Hangup,
    InvalidLambdaResponse, Invocation, arguments, error_type,
};

/// What an event means.
pub(super) enum Meaning {
    /// It moves the flow: the entry to deliver.
    Moves(Kind),
    /// It moves the flow back to the await of an action that had resolved at once.
    GoesBack(Box<Journal>),
    /// Nothing: a report from the middle of a list, or of a leg that has left.
    Nothing,
    /// It is not the flow's; `unexpected`: an action was reported that the flow did not ask for.
    Foreign { unexpected: bool },
}

/// The entry that an event proves beside its own, because another reply took the place of the one to
/// the event that reported it: LEG-B is connected, or has left.
pub(super) fn overtaken(state: &State, invocation: &Invocation) -> Option<Kind> {
    let far_end = invocation.call().leg_b()?;
    if state.has_far_end() {
        let is_proof = *invocation.event_type() != EventType::Hangup && !far_end.is_connected();
        return is_proof.then_some(Kind::FarEndLeft);
    }
    let bridging = state.bridging()?;
    let about_it = invocation.action_type() == Some(&bridging.action_type)
        && matches!(invocation.event_type(), EventType::ActionSuccessful | EventType::ActionFailed);
    let is_normal_hangup = || hangup_leg(invocation) == Leg::B && sip_code(invocation) == 0;
    let is_proof = match invocation.event_type() {
        // Before the far end has answered, it can hang up only with another code. The hang-up of an
        // earlier far end can come late.
        EventType::Hangup => is_normal_hangup() && !state.knows_far_end(&far_end_hash(invocation)?),
        EventType::Ringing => false,
        _ => far_end.is_connected() && far_end.status().is_some(),
    };
    let far_end = || far_end_hash(invocation).unwrap_or_default();
    (!about_it && is_proof).then(|| Kind::Succeeded(answers(bridging), far_end()))
}

pub(super) fn meaning(state: &State, invocation: &Invocation) -> Meaning {
    match invocation.event_type() {
        EventType::CallAnswered if state.is_ringing() => Meaning::Moves(Kind::Answered),
        EventType::CallAnswered
        | EventType::Ringing
        | EventType::NewOutboundCall
        | EventType::ActionInterrupted => Meaning::Nothing,
        EventType::Hangup => match hangup_leg(invocation) {
            Leg::A => Meaning::Moves(Kind::CallEnded(sip_code(invocation))),
            // Where it changes nothing yet, the next event proves it: the reply to this one could
            // overtake that to an earlier event, whose journal it does not have.
            Leg::B
                if state.has_far_end()
                    && (state.heeds_far_end() || caller_has_left(invocation))
                    && !is_of_earlier_leg(state, invocation) =>
            {
                Meaning::Moves(Kind::FarEndLeft)
            }
            Leg::B => Meaning::Nothing,
        },
        EventType::CallUpdateRequested if state.listeners > 0 => {
            Meaning::Moves(Kind::Update(json(&arguments(invocation))))
        }
        EventType::DigitsReceived => digits(state, invocation),
        EventType::ActionSuccessful => succeeded(state, invocation),
        EventType::ActionFailed => failed(state, invocation),
        EventType::InvalidLambdaResponse => {
            let refused = InvalidLambdaResponse::read(invocation);
            tracing::warn!("{refused}");
            Meaning::Moves(Kind::Refused(refused.error_type))
        }
        EventType::NewInboundCall | EventType::CallUpdateRequested | EventType::Other(_) => {
            Meaning::Foreign { unexpected: false }
        }
    }
}

/// The arguments of an API call as JSON.
pub(super) fn json<T: serde::Serialize>(arguments: &T) -> String {
    // A map of JSON values: nothing can fail.
    serde_json::to_string(arguments).unwrap_or_default()
}

fn answers(asked: &Asked) -> Answers {
    Answers { action: asked.number, check: asked.check }
}

/// The leg that hung up; LEG-A if the event names none.
fn hangup_leg(invocation: &Invocation) -> Leg {
    let named = invocation.call().named_leg().and_then(Participant::leg);
    named.or_else(|| Hangup::read(invocation).leg).unwrap_or(Leg::A)
}

/// Returns `true` if a HANGUP is that of an earlier LEG-B.
fn is_of_earlier_leg(state: &State, invocation: &Invocation) -> bool {
    far_end_hash(invocation).is_some_and(|hash| !state.is_far_end(&hash))
}

/// The hash of LEG-B's CallId: tells the hang-up of a far end from that of an earlier one.
pub(super) fn far_end_hash(invocation: &Invocation) -> Option<String> {
    let hung_up = || Hangup::read(invocation).call_id;
    let hung_up = (*invocation.event_type() == EventType::Hangup).then(hung_up).flatten();
    let listed = || invocation.call().leg_b().map(Participant::call_id);
    hung_up.as_deref().or_else(listed).map(text_hash)
}

fn sip_code(invocation: &Invocation) -> u16 {
    Hangup::read(invocation).sip_response_code.unwrap_or_default()
}

fn digits(state: &State, invocation: &Invocation) -> Meaning {
    let event = DigitsReceived::read(invocation);
    let regex = event.parameters.typed().map(|listening| listening.input_digits_regex.as_str());
    let leg = invocation.call().named_leg().and_then(Participant::leg);
    match state.listens(leg, regex) {
        Some(subscription) => {
            Meaning::Moves(Kind::Keys(subscription, event.digits.as_str().into()))
        }
        None => Meaning::Foreign { unexpected: false },
    }
}

/// The action of the flow that the event reports.
fn reported<'s>(state: &'s State, invocation: &Invocation) -> Option<&'s Asked> {
    let echo = OnceCell::new();
    let has_succeeded = *invocation.event_type() == EventType::ActionSuccessful;
    let leg = invocation.call().named_leg().and_then(Participant::leg);
    state.reported(invocation.action_type()?, leg, has_succeeded, |action| {
        let echo = echo.get_or_init(|| {
            let event: ActionSuccessful = Event::read(invocation);
            event.parameters.typed().cloned()
        });
        echo.as_ref().is_some_and(|echo| is_same(action, echo))
    })
}

/// Returns `true` if the echo is that of the action: the service adds what was left out.
fn is_same(action: &Action, echo: &Action) -> bool {
    let mut sent = action.clone();
    let mut echo = echo.clone();
    for action in [&mut sent, &mut echo] {
        if let Some(target) = action.target_mut() {
            *target = Target::Event;
        }
    }
    let parameters = |action: &Action| serde_json::to_value(action.parameters());
    match (parameters(&sent), parameters(&echo)) {
        (Ok(sent), Ok(echo)) => is_part(&sent, &echo),
        _ => false,
    }
}

/// Returns `true` if all that is in `part` is in `whole` too.
fn is_part(part: &serde_json::Value, whole: &serde_json::Value) -> bool {
    match (part.as_object(), whole.as_object()) {
        (Some(part), Some(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|other| is_part(value, other))),
        _ => part == whole,
    }
}

/// Returns `true` if LEG-A has hung up when the event occurs.
pub(super) fn caller_has_left(invocation: &Invocation) -> bool {
    invocation.call().leg_a().is_some_and(|leg| !leg.is_connected())
}

/// Returns `true` if the leg that an action's event names has hung up.
pub(super) fn has_left(invocation: &Invocation) -> bool {
    invocation.call().leg().is_some_and(|leg| !leg.is_connected())
}

/// An action's report that is none of the flow's current ones.
fn other(state: &State, invocation: &Invocation) -> Meaning {
    let known = invocation.action_type().is_some_and(|action| match action {
        ActionType::Other(_) => false,
        action => state.has_asked_for(action),
    });
    if known { Meaning::Nothing } else { Meaning::Foreign { unexpected: true } }
}

fn succeeded(state: &State, invocation: &Invocation) -> Meaning {
    let Some(asked) = reported(state, invocation) else { return other(state, invocation) };
    let result = asked.record.map(|record| record(invocation, asked.action.as_deref()));
    match result {
        // HANGUP follows.
        None | Some(None) if has_left(invocation) => Meaning::Nothing,
        None if !state.is_last(asked) => Meaning::Nothing,
        result => {
            Meaning::Moves(Kind::Succeeded(answers(asked), result.flatten().unwrap_or_default()))
        }
    }
}

fn failed(state: &State, invocation: &Invocation) -> Meaning {
    let Some(asked) = reported(state, invocation) else { return other(state, invocation) };
    if has_left(invocation) {
        return Meaning::Nothing;
    }
    let (answers, error) = (answers(asked), error_type(invocation));
    let event: ActionFailed = Event::read(invocation);
    if asked.record.is_none() && !state.can_go_back(asked) && !state.is_awaited_behind(asked) {
        tracing::warn!("{event}. Other events have moved the flow since: its await has returned");
    } else if matches!(error, ErrorType::InvalidDigitsReceived | ErrorType::CallNotAnswered) {
        tracing::debug!("{event}");
    } else {
        tracing::warn!("{event}");
    }
    if asked.record.is_none() && state.can_go_back(asked) {
        let kind = Kind::FailedAtOnce(answers, error);
        return Meaning::GoesBack(Box::new(state.gone_back(asked, &kind)));
    }
    Meaning::Moves(Kind::Failed(answers, error))
}
