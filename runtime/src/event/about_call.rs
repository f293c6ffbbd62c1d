//! The events about the call, its legs and what the caller does.
//!
//! Reading and writing them is inlined: only the apps that do so compile it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::data::Data;
use super::error_fields::{ErrorFields, Reason};
use super::{Echo, ErrorType, Event, EventType, Invocation, sealed};
use crate::action::ReceiveDigits;
use crate::call::{Digits, Leg};
use crate::wire::{Hidden, clip, lenient_object};

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

            fn read(_: &Invocation) -> Self {
                Self
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

#[derive(Default)]
struct CallRequest {
    parameters: RequestParameters,
}

lenient_object!(CallRequest {
    "Parameters" => parameters,
});

/// The `Arguments` of an API call, as the event has them.
#[derive(Default)]
struct RequestParameters {
    arguments: BTreeMap<String, Value>,
}

lenient_object!(RequestParameters {
    "Arguments" => arguments,
});

/// The arguments of the API call that an event tells of; none are empty.
#[inline]
pub(crate) fn arguments(invocation: &Invocation) -> BTreeMap<String, Value> {
    invocation.action_data::<CallRequest>().parameters.arguments
}

/// Arguments that are text, as the service documents them; others as their JSON.
#[inline]
fn text_arguments(invocation: &Invocation) -> BTreeMap<String, String> {
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    arguments(invocation).into_iter().map(|(key, value)| (key, text(value))).collect()
}

/// Events that carry the arguments of an API call.
macro_rules! request_events {
    ($($(#[$doc:meta])* $event:ident, $request:literal, optional: $is_optional:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// `Debug` counts the arguments.
        #[derive(Clone, PartialEq, Eq, Default)]
        #[non_exhaustive]
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
                f.debug_struct(stringify!($event))
                    .field("arguments", &Hidden(self.arguments.len()))
                    .finish()
            }
        }

        impl sealed::Sealed for $event {}

        impl Event for $event {
            fn event_type(&self) -> EventType {
                EventType::$event
            }

            #[inline]
            fn action_data(&self) -> Option<Box<RawValue>> {
                #[derive(Serialize)]
                #[serde(rename_all = "PascalCase")]
                struct Parameters<'a> {
                    arguments: &'a BTreeMap<String, String>,
                }
                let is_absent = $is_optional && self.arguments.is_empty();
                let parameters = Parameters { arguments: &self.arguments };
                (!is_absent).then(|| Data::new($request, parameters).write())
            }

            #[inline]
            fn read(invocation: &Invocation) -> Self {
                Self { arguments: text_arguments(invocation) }
            }
        }
    )*};
}

request_events! {
    /// CreateSipMediaApplicationCall was called: `NEW_OUTBOUND_CALL`.
    ///
    /// The service ignores actions returned for it, and keeps the transaction attributes. The
    /// arguments are the ArgumentsMap of the API call.
    NewOutboundCall, "CallCreateRequest", optional: true;
    /// UpdateSipMediaApplicationCall was called: `CALL_UPDATE_REQUESTED`.
    ///
    /// The actions of the reply take the place of those still waiting; an interruptible running
    /// action is stopped first. Without a handler, what runs goes on. The event names no leg:
    /// actions go to LEG-A unless they say otherwise.
    CallUpdateRequested, "CallUpdateRequest", optional: false;
}

/// A leg hung up, or a Hangup action ran on it: HANGUP.
///
/// While another leg is up, the reply's actions are run; the service does not hang that leg up, and
/// bills it until somebody does. A reply without actions therefore hangs it up, unless it is
/// `Reply::keep()` or the app says `lone_leg = "keep"`.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Hangup {
    /// The leg's `CallId`.
    pub call_id: Option<String>,
    /// The leg: `ParticipantTag`.
    pub leg: Option<Leg>,
    /// The SIP response: `SipResponseCode`; absent if it is out of range. 0 is normal, 480
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

    /// Sets the leg's `CallId`.
    pub fn with_call_id(mut self, call_id: impl Into<String>) -> Self {
        self.call_id = Some(call_id.into());
        self
    }

    /// Sets the leg: `ParticipantTag`.
    pub fn with_leg(mut self, leg: Leg) -> Self {
        self.leg = Some(leg);
        self
    }

    /// Sets the `SipResponseCode`.
    pub fn with_sip_response_code(mut self, code: u16) -> Self {
        self.sip_response_code = Some(code);
        self
    }

    /// Returns `true` if the line was busy: `SipResponseCode` 486.
    pub fn is_busy(&self) -> bool {
        self.sip_response_code == Some(486)
    }

    /// Returns `true` if the call was not answered: `SipResponseCode` 480.
    pub fn is_unanswered(&self) -> bool {
        self.sip_response_code == Some(480)
    }

    /// Returns `true` if the caller hung up before the answer: `SipResponseCode` 487.
    pub fn is_cancelled(&self) -> bool {
        self.sip_response_code == Some(487)
    }
}

impl fmt::Debug for Hangup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hangup")
            .field("call_id", &self.call_id.as_deref().map(clip))
            .field("leg", &self.leg)
            .field("sip_response_code", &self.sip_response_code)
            .finish()
    }
}

/// `ActionData` of Hangup, in its event and in the echo of the action.
#[derive(Default)]
pub(crate) struct HangupData {
    pub(crate) parameters: HangupParameters,
}

lenient_object!(HangupData {
    "Parameters" => parameters,
});

#[derive(Default)]
pub(crate) struct HangupParameters {
    pub(crate) call_id: Option<String>,
    pub(crate) participant_tag: Option<String>,
    pub(crate) sip_response_code: Option<u16>,
    /// Of the Pause that precedes the repetition of a throttled Hangup.
    pub(crate) duration: Option<u16>,
}

lenient_object!(HangupParameters {
    "CallId" => call_id,
    "ParticipantTag" => participant_tag,
    "SipResponseCode" => sip_response_code,
    "DurationInMilliseconds" => duration,
});

impl sealed::Sealed for Hangup {}

impl Event for Hangup {
    fn event_type(&self) -> EventType {
        EventType::Hangup
    }

    #[inline]
    fn action_data(&self) -> Option<Box<RawValue>> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Parameters<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            sip_response_code: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            call_id: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            participant_tag: Option<&'a str>,
        }
        let parameters = Parameters {
            sip_response_code: self.sip_response_code,
            call_id: self.call_id.as_deref(),
            participant_tag: self.leg.map(Leg::as_str),
        };
        Some(Data::new("Hangup", parameters).write())
    }

    #[inline]
    fn read(invocation: &Invocation) -> Self {
        let HangupData { parameters } = invocation.action_data();
        Self {
            call_id: parameters.call_id,
            leg: parameters.participant_tag.as_deref().and_then(Leg::from_tag),
            sip_response_code: parameters.sip_response_code,
        }
    }
}

/// The caller pressed keys that a ReceiveDigits action listens for: `DIGITS_RECEIVED`.
///
/// The leg is the event's: `call.leg()`. The digits include the terminator.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct DigitsReceived {
    /// `ReceivedDigits`; empty when absent.
    pub digits: Digits,
    /// The ReceiveDigits action that was listening, as the service sends it back.
    pub parameters: Echo<ReceiveDigits>,
}

impl DigitsReceived {
    /// These keys were pressed while this action listened, for tests and simulations.
    pub fn new(action: ReceiveDigits, digits: impl Into<Digits>) -> Self {
        Self::from_echo(Echo::new(action), digits)
    }

    /// Creates the event with any echo.
    pub fn from_echo(parameters: Echo<ReceiveDigits>, digits: impl Into<Digits>) -> Self {
        Self { digits: digits.into(), parameters }
    }
}

impl sealed::Sealed for DigitsReceived {}

impl Event for DigitsReceived {
    fn event_type(&self) -> EventType {
        EventType::DigitsReceived
    }

    #[inline]
    fn action_data(&self) -> Option<Box<RawValue>> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Fields<'a> {
            received_digits: &'a Digits,
        }
        let fields = Fields { received_digits: &self.digits };
        Some(self.parameters.data(fields).write())
    }

    #[inline]
    fn read(invocation: &Invocation) -> Self {
        Self { digits: invocation.digits(), parameters: Echo::read(invocation) }
    }
}

/// The last reply could not be used: `INVALID_LAMBDA_RESPONSE`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidLambdaResponse {
    /// The reason: `ErrorType`, at the top level of the event or in `ActionData`; `Other("")` if absent.
    pub error_type: ErrorType,
    /// The service's explanation: `ErrorMessage`; can be empty.
    pub message: String,
}

impl InvalidLambdaResponse {
    /// The reply was refused for this reason, for tests and simulations.
    pub fn new(error_type: ErrorType, message: impl Into<String>) -> Self {
        Self { error_type, message: message.into() }
    }
}

impl fmt::Debug for InvalidLambdaResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvalidLambdaResponse")
            .field("error_type", &self.error_type)
            .field("message", &clip(&self.message))
            .finish()
    }
}

/// Describes the refusal for a log, with at most 200 characters of each text of the service: `the reply was refused:
/// SchemaVersionMismatch: message`.
impl fmt::Display for InvalidLambdaResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply was refused{}", Reason(&self.error_type, &self.message))
    }
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
    fn read(invocation: &Invocation) -> Self {
        let error = invocation.envelope::<ErrorFields>().or(invocation.action_data());
        Self { error_type: error.error_type(), message: error.message() }
    }
}

/// Every event that no other handler takes: `#[on(_)]`, the types that the service may add among
/// them; and, as the event of `#[on_error]`, every event whatever. It has no data of its own: take
/// `&Invocation`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Any {}
