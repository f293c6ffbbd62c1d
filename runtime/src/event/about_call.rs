//! The events about the call, its legs and what the caller does.
//!
//! Reading and writing them is inlined: only the apps that do so compile it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::about_action::{Reason, error_of};
use super::{Echo, ErrorType, Event, EventType, Invocation, sealed};
use crate::action::ReceiveDigits;
use crate::call::{Digits, Leg};
use crate::wire::number::lenient;
use crate::wire::{EventError, object, text};

/// Events that carry nothing but the call.
macro_rules! bare_events {
    ($($(#[$doc:meta])* $event:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $event;

        impl sealed::Sealed for $event {}

        impl Event for $event {
            fn event_type(&self) -> EventType {
                EventType::$event
            }

            fn read(_: &Invocation) -> Result<Self, EventError> {
                Ok(Self)
            }
        }
    )*};
}

bare_events! {
    /// A call reached a number or a Voice Connector with a SIP rule: `NEW_INBOUND_CALL`.
    ///
    /// The reply must hold an action: the service logs an empty list as an error. The first action
    /// that plays, speaks or records answers the call; Pause does not; Hangup first refuses it,
    /// unbilled. Without a handler the Lambda fails, so that the SIP rule tries its next
    /// application.
    NewInboundCall,
    /// The far end rings: RINGING. The service ignores actions returned for it.
    Ringing,
    /// The far end answered an outbound call: `CALL_ANSWERED`.
    CallAnswered,
}

/// The `Arguments` of an API call, as the event has them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CallRequest {
    #[serde(default, deserialize_with = "object::optional")]
    parameters: Option<RequestParameters>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RequestParameters {
    #[serde(default)]
    arguments: Option<Map<String, Value>>,
}

/// The arguments of the API call that an event tells of; none are empty.
#[inline]
pub(crate) fn arguments(invocation: &Invocation) -> Result<Map<String, Value>, EventError> {
    let request: CallRequest = invocation.action_data()?;
    Ok(request.parameters.and_then(|parameters| parameters.arguments).unwrap_or_default())
}

/// Arguments that are text, as the service documents them; others as their JSON.
#[inline]
fn text_arguments(invocation: &Invocation) -> Result<BTreeMap<String, String>, EventError> {
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(arguments(invocation)?.into_iter().map(|(key, value)| (key, text(value))).collect())
}

/// Events that carry the arguments of an API call.
macro_rules! request_events {
    ($($(#[$doc:meta])* $event:ident, $request:literal, when none $none:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// `Debug` shows the arguments' names and hides their values.
        #[derive(Clone, PartialEq, Eq, Default)]
        pub struct $event {
            /// `ActionData.Parameters.Arguments`, 0 to 20 texts. [`Arguments<T>`](crate::Arguments)
            /// has them typed.
            pub arguments: BTreeMap<String, String>,
        }

        impl $event {
            /// The event with these arguments, for tests and simulations.
            pub fn new<K: Into<String>, V: Into<String>>(arguments: impl IntoIterator<Item = (K, V)>) -> Self {
                let arguments = arguments.into_iter().map(|(key, value)| (key.into(), value.into()));
                Self { arguments: arguments.collect() }
            }
        }

        impl fmt::Debug for $event {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($event), " "))?;
                f.debug_set().entries(self.arguments.keys()).finish()
            }
        }

        impl sealed::Sealed for $event {}

        impl Event for $event {
            fn event_type(&self) -> EventType {
                EventType::$event
            }

            #[inline]
            fn action_data(&self) -> Option<Value> {
                if self.arguments.is_empty() {
                    return $none;
                }
                Some(json!({ "Type": $request, "Parameters": { "Arguments": self.arguments } }))
            }

            #[inline]
            fn read(invocation: &Invocation) -> Result<Self, EventError> {
                Ok(Self { arguments: text_arguments(invocation)? })
            }
        }
    )*};
}

request_events! {
    /// CreateSipMediaApplicationCall was called: `NEW_OUTBOUND_CALL`.
    ///
    /// The service ignores actions returned for it, and keeps the transaction attributes. The
    /// arguments are the ArgumentsMap of the API call.
    NewOutboundCall, "CallCreateRequest", when none None;
    /// UpdateSipMediaApplicationCall was called: `CALL_UPDATE_REQUESTED`.
    ///
    /// The actions of the reply take the place of those still waiting; an interruptible running
    /// action is stopped first. Without a handler, what runs goes on. The event names no leg:
    /// actions go to LEG-A unless they say otherwise.
    CallUpdateRequested, "CallUpdateRequest",
        when none Some(json!({ "Type": "CallUpdateRequest", "Parameters": { "Arguments": {} } }));
}

/// A leg hung up, or a Hangup action ran on it: HANGUP.
///
/// While another leg is up, the reply's actions are run; the service does not hang that leg up, and
/// bills it until somebody does. A reply without actions therefore hangs it up, unless it is
/// `Reply::keep()` or the app says `lone_leg = "keep"`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hangup {
    /// The leg's `CallId`.
    pub call_id: Option<String>,
    /// The leg: `ParticipantTag`.
    pub leg: Option<Leg>,
    /// How it ended: `SipResponseCode`; can be absent. 0 is normal, 480
    /// [no answer](Self::is_unanswered), 486 [busy](Self::is_busy), 487
    /// [cancelled](Self::is_cancelled); there are others.
    pub sip_response_code: Option<u16>,
}

impl Hangup {
    /// This leg hung up with this code, for tests and simulations.
    pub fn new(leg: Leg, call_id: impl Into<String>, sip_response_code: u16) -> Self {
        Self {
            call_id: Some(call_id.into()),
            leg: Some(leg),
            sip_response_code: Some(sip_response_code),
        }
    }

    /// Whether the line was busy: `SipResponseCode` 486.
    pub fn is_busy(&self) -> bool {
        self.sip_response_code == Some(486)
    }

    /// Whether nobody answered: `SipResponseCode` 480.
    pub fn is_unanswered(&self) -> bool {
        self.sip_response_code == Some(480)
    }

    /// Whether whoever called hung up before anybody answered: `SipResponseCode` 487.
    pub fn is_cancelled(&self) -> bool {
        self.sip_response_code == Some(487)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HangupData {
    #[serde(default, deserialize_with = "object::optional")]
    parameters: Option<HangupParameters>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HangupParameters {
    #[serde(default, deserialize_with = "text::optional")]
    call_id: Option<String>,
    #[serde(default, deserialize_with = "text::optional")]
    participant_tag: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    sip_response_code: Option<u16>,
}

impl sealed::Sealed for Hangup {}

impl Event for Hangup {
    fn event_type(&self) -> EventType {
        EventType::Hangup
    }

    #[inline]
    fn action_data(&self) -> Option<Value> {
        let mut parameters = Map::new();
        if let Some(code) = self.sip_response_code {
            parameters.insert("SipResponseCode".to_owned(), code.into());
        }
        if let Some(call_id) = &self.call_id {
            parameters.insert("CallId".to_owned(), call_id.as_str().into());
        }
        if let Some(leg) = self.leg {
            parameters.insert("ParticipantTag".to_owned(), leg.as_str().into());
        }
        Some(json!({ "Type": "Hangup", "Parameters": parameters }))
    }

    #[inline]
    fn read(invocation: &Invocation) -> Result<Self, EventError> {
        let data: HangupData = invocation.action_data()?;
        let parameters = data.parameters.unwrap_or_default();
        Ok(Self {
            call_id: parameters.call_id,
            leg: parameters.participant_tag.as_deref().and_then(Leg::from_tag),
            sip_response_code: parameters.sip_response_code,
        })
    }
}

/// The caller pressed keys that a ReceiveDigits action listens for: `DIGITS_RECEIVED`.
///
/// The leg is the event's: `call.leg()`. The digits include the terminator.
#[derive(Clone, PartialEq, Debug)]
pub struct DigitsReceived {
    /// `ReceivedDigits`; empty when absent.
    pub digits: Digits,
    /// The ReceiveDigits action that was listening, as the service sends it back.
    pub parameters: Echo<ReceiveDigits>,
}

impl DigitsReceived {
    /// These keys were pressed while this action listened, for tests and simulations.
    pub fn new(action: ReceiveDigits, digits: impl Into<Digits>) -> Self {
        Self { digits: digits.into(), parameters: Echo::new(action) }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DigitsData {
    #[serde(default)]
    parameters: Option<Box<RawValue>>,
}

impl sealed::Sealed for DigitsReceived {}

impl Event for DigitsReceived {
    fn event_type(&self) -> EventType {
        EventType::DigitsReceived
    }

    #[inline]
    fn action_data(&self) -> Option<Value> {
        Some(json!({
            "Type": "ReceiveDigits",
            "Parameters": serde_json::from_str::<Value>(self.parameters.raw()).ok()?,
            "ReceivedDigits": self.digits,
        }))
    }

    #[inline]
    fn read(invocation: &Invocation) -> Result<Self, EventError> {
        let DigitsData { parameters } = invocation.action_data()?;
        Ok(Self { digits: invocation.digits(), parameters: Echo::read(invocation, parameters) })
    }
}

/// The last reply could not be used: `INVALID_LAMBDA_RESPONSE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvalidLambdaResponse {
    /// Why: `ErrorType`, at the event's top level or in `ActionData`; `Other("")` when absent.
    pub error_type: ErrorType,
    /// The service's explanation: `ErrorMessage`; can be empty.
    pub message: String,
}

/// Why, for a log: `the reply was refused: SchemaVersionMismatch: message`.
impl fmt::Display for InvalidLambdaResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply was refused{}", Reason(&self.error_type, &self.message))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorFields {
    #[serde(default, deserialize_with = "text::optional")]
    error_type: Option<String>,
    #[serde(default, deserialize_with = "text::optional")]
    error_message: Option<String>,
}

impl sealed::Sealed for InvalidLambdaResponse {}

impl Event for InvalidLambdaResponse {
    fn event_type(&self) -> EventType {
        EventType::InvalidLambdaResponse
    }

    fn top_level_error(&self) -> Option<(String, String)> {
        Some((self.error_type.as_str().to_owned(), self.message.clone()))
    }

    #[inline]
    fn read(invocation: &Invocation) -> Result<Self, EventError> {
        let top: ErrorFields = invocation.envelope()?;
        let inner: ErrorFields = invocation.action_data()?;
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (error_type, message) = error_of(
            given(top.error_type).or(inner.error_type),
            given(top.error_message).or(inner.error_message),
            None,
        );
        Ok(Self { error_type, message })
    }
}

/// Every event that no other handler takes: `#[on(_)]`, the types that the service may add among
/// them; and, as the event of `#[on_error]`, every event whatever. It has no data of its own: take
/// `&Invocation`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Any {}
