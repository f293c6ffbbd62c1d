//! Writes events, with the runtime's one writer.
//!
//! Depends on `action`, `ground` and the protocol types.

use std::borrow::Cow;

use offhook::action::ActionType;
use offhook::event::{
    ActionFailed, ActionInterrupted, ActionSuccessful, AnyResults, DigitsReceived, Echo, Event,
    Hangup, InvalidLambdaResponse, OfAction, Ringing,
};
use offhook::{Digits, Invocation, Leg};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

use crate::action::{Finished, Queued};
use crate::ground::Ground;
use crate::reply::Unusable;
use crate::{FarHangupType, InvalidReplyError, Json, LegId, ParticipantOrder, Refusal};

/// An event, and what the record says of it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) event_type: String,
    pub(crate) json: Json,
    pub(crate) leg: Option<LegId>,
    pub(crate) action: Option<ActionType>,
    pub(crate) detail: Option<String>,
}

impl Written {
    pub(crate) fn about(self, leg: LegId) -> Self {
        Self { leg: Some(leg), ..self }
    }
}

/// The place of an event in the call: its `Sequence`, and `CallDetails`.
pub(crate) struct Place<'c> {
    pub(crate) sequence: u64,
    pub(crate) call: &'c offhook::Call,
}

/// An event as the types write it.
pub(crate) fn write<E: Event>(event: &E, place: &Place<'_>) -> Written {
    let json = Invocation::write(place.sequence, event, place.call);
    Written {
        event_type: event.event_type().as_str().to_owned(),
        json: json.into(),
        leg: None,
        action: None,
        detail: None,
    }
}

/// An event as the types write it, with changes for which they have no words.
fn write_changed<E: Event>(
    event: &E,
    place: &Place<'_>,
    change: impl FnOnce(&mut Value),
) -> Written {
    let written = write(event, place);
    let mut json: Value = serde_json::from_str(written.json.as_str()).unwrap_or_default();
    change(&mut json);
    let event_type = json["InvocationEventType"].as_str().unwrap_or_default().to_owned();
    Written { event_type, json: to_raw_value(&json).unwrap_or_default().into(), ..written }
}

pub(crate) fn succeeded(finished: &Finished, place: &Place<'_>, ground: &Ground) -> Written {
    let Finished { queued, leg, results } = finished;
    let parameters: Echo = echo(queued, Some(*leg), ground);
    let fields = results.iter().map(|(field, value)| (field.clone(), value.clone()));
    let results: AnyResults = fields.collect();
    let digits = finished.results.get("ReceivedDigits").and_then(Value::as_str);
    let digits = digits.filter(|digits| !digits.is_empty());
    Written {
        leg: Some(*leg),
        action: Some(queued.action_type.clone()),
        detail: digits.map(|digits| format!("digits {digits}")),
        ..write(&ActionSuccessful::from_echo(parameters, results), place)
    }
}

pub(crate) fn failed(
    queued: &Queued,
    leg: Option<LegId>,
    refusal: &Refusal,
    place: &Place<'_>,
    ground: &Ground,
) -> Written {
    let Refusal { error_type, message } = refusal;
    let parameters: Echo = echo(queued, leg, ground);
    let event = ActionFailed::from_echo(parameters, error_type.clone(), message.as_str());
    let text = format!("{error_type}: {message}");
    let written = if refusal.is_one_text() {
        write_changed(&event, place, |event| {
            if let Some(data) = event["ActionData"].as_object_mut() {
                data.remove("ErrorType");
                data.remove("ErrorMessage");
                data.insert("Error".to_owned(), text.as_str().into());
            }
        })
    } else {
        write(&event, place)
    };
    Written { leg, action: Some(queued.action_type.clone()), detail: Some(text), ..written }
}

pub(crate) fn interrupted(
    queued: &Queued,
    leg: LegId,
    place: &Place<'_>,
    ground: &Ground,
) -> Written {
    let parameters: Echo = echo(queued, Some(leg), ground);
    Written {
        leg: Some(leg),
        action: Some(queued.action_type.clone()),
        ..write(&ActionInterrupted::from_echo(parameters), place)
    }
}

pub(crate) fn digits(
    queued: &Queued,
    leg: LegId,
    digits: &Digits,
    place: &Place<'_>,
    ground: &Ground,
) -> Written {
    let event = DigitsReceived::from_echo(echo(queued, Some(leg), ground), digits.clone());
    Written { detail: Some(format!("digits {digits}")), ..write(&event, place).about(leg) }
}

pub(crate) fn hangup(leg: LegId, code: u16, place: &Place<'_>, ground: &Ground) -> Written {
    let state = ground.legs.leg(leg);
    let event = Hangup::new(state.tag, &*state.call_id, code);
    let profile = &ground.settings.profile;
    let is_misnamed = profile.far_hangup_type == FarHangupType::ReceiveDigits;
    let is_reversed = profile.participants == ParticipantOrder::LegBFirst;
    let written = if state.tag == Leg::B && (is_misnamed || is_reversed) {
        write_changed(&event, place, |event| {
            if is_misnamed {
                event["ActionData"]["Type"] = ActionType::ReceiveDigits.as_str().into();
                // The example has no response code either.
                if let Some(parameters) = event["ActionData"]["Parameters"].as_object_mut() {
                    parameters.remove("SipResponseCode");
                }
            }
            if is_reversed && let Some(legs) = event["CallDetails"]["Participants"].as_array_mut() {
                legs.reverse();
            }
        })
    } else {
        write(&event, place)
    };
    Written { detail: Some(sip_response(code)), ..written.about(leg) }
}

pub(crate) fn invalid_reply(unusable: &Unusable, place: &Place<'_>, ground: &Ground) -> Written {
    let Unusable { error_type, message, .. } = unusable;
    let event = InvalidLambdaResponse::new(error_type.clone(), message.as_str());
    let written = match ground.settings.profile.invalid_reply_error {
        InvalidReplyError::TopLevel => write(&event, place),
        InvalidReplyError::ActionData => write_changed(&event, place, |event| {
            let Some(event) = event.as_object_mut() else { return };
            let fields = ["ErrorType", "ErrorMessage"];
            let moved = fields.map(|key| Some((key.to_owned(), event.remove(key)?)));
            let data: Map<_, _> = moved.into_iter().flatten().collect();
            event.insert("ActionData".to_owned(), data.into());
        }),
    };
    Written { detail: Some(format!("{error_type}: {message}")), ..written }
}

/// An event of a type that is not documented, with nothing but the call.
pub(crate) fn foreign(event_type: &str, place: &Place<'_>) -> Written {
    write_changed(&Ringing, place, |event| event["InvocationEventType"] = event_type.into())
}

/// A SIP response in words, such as `busy (486)`.
pub fn sip_response(code: u16) -> String {
    let words = match code {
        0 => "normal",
        480 => "unavailable",
        486 => "busy",
        487 => "cancelled",
        503 => "unreachable",
        603 => "refused",
        other => return format!("SIP {other}"),
    };
    format!("{words} ({code})")
}

/// The action as the service sends it back: with the leg's CallId when none was given, and with the
/// defaults that logs show.
fn echo<A: OfAction>(queued: &Queued, leg: Option<LegId>, ground: &Ground) -> Echo<A> {
    let between = "InBetweenDigitsDurationInMilliseconds";
    let [call_id, repeat, attempt, between_digits] =
        queued.echo.parameters(["CallId", "Repeat", "RepeatDurationInMilliseconds", between]);
    // The example of the guide names no leg.
    let leg = leg.filter(|_| queued.action_type != ActionType::JoinChimeMeeting);
    // The guide has an application find the leg of DIGITS_RECEIVED by its CallId.
    let is_tag_enough =
        queued.participant_tag.is_some() && queued.action_type != ActionType::ReceiveDigits;
    let (mut sent, mut added) = (Cow::Borrowed(queued.echo.raw()), Vec::new());
    if let Some(leg) = leg.filter(|_| queued.call_id.is_none() && !is_tag_enough) {
        if call_id.is_some() {
            sent = without("CallId", &sent).into();
        }
        let call_id = &*ground.legs.leg(leg).call_id;
        added.push(("CallId", Value::from(call_id).to_string()));
    }
    let gets_digits = matches!(
        queued.action_type,
        ActionType::PlayAudioAndGetDigits | ActionType::SpeakAndGetDigits
    );
    if (gets_digits || queued.action_type == ActionType::PlayAudio) && repeat.is_none() {
        added.push(("Repeat", "1".to_owned()));
    }
    if let Some(attempt) = attempt.filter(|_| gets_digits && between_digits.is_none()) {
        added.push((between, attempt.to_owned()));
    }
    Echo::from_raw(queued.action_type.clone(), extended(&sent, &added))
}

/// An object's JSON without this field.
fn without(key: &str, object: &str) -> String {
    let mut fields: Map<String, Value> = serde_json::from_str(object).unwrap_or_default();
    fields.remove(key);
    Value::Object(fields).to_string()
}

/// An object's JSON with these fields, each a key and JSON, at its end.
fn extended(object: &str, fields: &[(&str, String)]) -> Box<RawValue> {
    let mut json = object.strip_suffix('}').unwrap_or(object).trim_end().to_owned();
    for (key, value) in fields {
        let comma = if json.ends_with('{') { "" } else { "," };
        json.extend([comma, "\"", key, "\":", value]);
    }
    json.push('}');
    RawValue::from_string(json).unwrap_or_default()
}
