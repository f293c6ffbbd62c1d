//! One invocation of the Lambda: an event, with the parts decoded that every event needs.
//!
//! Depends on `wire` for reading JSON, and on `call` and `action` for the types of the parts.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Event, EventType};
use crate::action::ActionType;
use crate::call::{Call, Digits};
use crate::wire::json::{self, Cursor, SharedJson, Span, Text, once};
use crate::wire::{EventError, FromEvent, Under};

/// One invocation of the Lambda: the event and Lambda's data about the invocation.
///
/// A handler takes it as `&Invocation` to read the raw JSON, the sequence number, Lambda's request
/// id or the deadline. Custom parameter types are loaded from it.
///
/// ```
/// use offhook::{Call, Invocation, event};
///
/// let call = Call::inbound("+14255550199", "+12065550100");
/// let invocation = Invocation::new(&event::NewInboundCall {}, call);
/// assert_eq!(invocation.event_type().as_str(), "NEW_INBOUND_CALL");
/// ```
pub struct Invocation(Box<Parts>);

/// The parts of an event that dispatch, replies and logs need, read in one pass.
///
/// Boxed because futures move it several times before a handler runs, and filled in place: moving
/// the fields would cost as much as reading them.
struct Parts {
    json: SharedJson,
    schema_version: Option<Text>,
    sequence: Option<u64>,
    event_type: EventType,
    action_data: ActionData,
    call: Call,
    lambda: LambdaContext,
}

#[derive(Default)]
struct ActionData {
    /// The place in the event's JSON.
    span: Span,
    action_type: Option<ActionType>,
    digits: Option<Text>,
    /// The leg in `Parameters`: its id and its tag.
    call_id: Option<Text>,
    participant_tag: Option<Text>,
    /// The place of `CallDetails` inside `ActionData`, as in one documented example of
    /// StartBotConversation.
    call_details: Option<Span>,
}

/// Lambda's data about an invocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct LambdaContext {
    pub(crate) request_id: String,
    /// In milliseconds since 1970; 0 if unknown.
    pub(crate) deadline: u64,
    pub(crate) function_arn: String,
}

/// Maximum size of an event: Lambda delivers no more than 6 MB.
const MAX_BYTES: usize = 6 * 1024 * 1024;

impl Invocation {
    /// Creates an invocation for tests and simulations, with `Sequence` 1 and without Lambda's
    /// data.
    pub fn new<E: Event>(event: &E, call: Call) -> Self {
        Self::numbered(1, event, call)
    }

    /// Creates an invocation with this `Sequence`, which counts the call's invocations from 1.
    pub fn numbered<E: Event>(sequence: u64, event: &E, call: Call) -> Self {
        Self::simulated(sequence, event.event_type(), Self::write(sequence, event, &call), call)
    }

    fn simulated(sequence: u64, event_type: EventType, json: Box<RawValue>, call: Call) -> Self {
        let json = SharedJson::from(json);
        let mut parts = Parts::unread(json, event_type);
        // This fails only if the attributes are nested too deeply to be sent.
        let _ = parts.read();
        (parts.schema_version, parts.sequence) = (None, Some(sequence));
        parts.call = call;
        parts.name_leg();
        Self(parts)
    }

    /// Writes the JSON of an event, for simulations that don't read it themselves.
    pub fn write<E: Event>(sequence: u64, event: &E, call: &Call) -> Box<RawValue> {
        let (error_type, error_message) = event.top_level_error().unzip();
        json::write(&WireEvent {
            schema_version: "1.0",
            sequence,
            invocation_event_type: event.event_type().as_str(),
            action_data: event.action_data(),
            call_details: call,
            error_type,
            error_message,
        })
    }

    /// Decodes an event's JSON.
    ///
    /// Bytes after the end of the JSON value are ignored, as in `lambda_runtime`.
    ///
    /// # Errors
    /// Returns an error that names the field that is missing or has the wrong form. [`EventError`]
    /// lists what is refused.
    pub fn from_json(event: &[u8]) -> Result<Self, EventError> {
        let mut deserializer = serde_json::Deserializer::from_slice(event);
        match <Box<RawValue> as serde::Deserialize>::deserialize(&mut deserializer) {
            Ok(raw) => Self::from_raw(raw),
            Err(error) => Err(EventError::not_json(error)),
        }
    }

    /// Decodes an event's JSON that has been validated.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn from_raw(raw: Box<RawValue>) -> Result<Self, EventError> {
        let size = raw.get().len();
        if size > MAX_BYTES {
            let problem = format!("has {size} bytes, more than the 6 MB that Lambda delivers");
            return Err(EventError::new("", problem));
        }
        let json = SharedJson::from(raw);
        let mut parts = Parts::unread(json, EventType::from(""));
        parts.event_type = parts.read()?;
        parts.name_leg();
        Ok(Self(parts))
    }

    /// Returns the event's JSON, unchanged.
    pub fn raw(&self) -> &str {
        self.0.json.as_json().as_str()
    }

    /// Returns the type of the event: `InvocationEventType`.
    pub fn event_type(&self) -> &EventType {
        &self.0.event_type
    }

    /// Returns the action that the event is about: `ActionData.Type`.
    ///
    /// A HANGUP event can name an action other than Hangup.
    pub fn action_type(&self) -> Option<&ActionType> {
        self.0.action_data.action_type.as_ref()
    }

    /// Returns the number of the call's invocation, counted from 1: `Sequence`. 0 if the event has no
    /// such number.
    ///
    /// A retry repeats the number. To recognise retries, compare transaction id, sequence and event
    /// type.
    pub fn sequence(&self) -> u64 {
        self.0.sequence.unwrap_or_default()
    }

    /// Returns the call that the event belongs to.
    pub fn call(&self) -> &Call {
        &self.0.call
    }

    /// Returns Lambda's id of this invocation. Empty outside Lambda.
    pub fn request_id(&self) -> &str {
        &self.0.lambda.request_id
    }

    /// Returns the time at which Lambda ends this invocation. `None` outside Lambda.
    ///
    /// The service gives up earlier: it invokes again after 5 s without a reply and hangs up after
    /// 20 s.
    pub fn deadline(&self) -> Option<SystemTime> {
        let after_1970 = Duration::from_millis(self.0.lambda.deadline);
        (self.0.lambda.deadline > 0).then(|| SystemTime::UNIX_EPOCH.checked_add(after_1970))?
    }

    /// Returns the ARN with which the Lambda was invoked. Empty outside Lambda.
    pub fn function_arn(&self) -> &str {
        &self.0.lambda.function_arn
    }

    /// Returns the `SchemaVersion` of the event, which the reply must repeat.
    pub fn schema_version(&self) -> &str {
        self.0.schema_version.as_ref().map_or("1.0", |version| self.0.json.text(version))
    }

    #[cfg(feature = "lambda")]
    pub(crate) fn set_lambda_context(&mut self, context: LambdaContext) {
        self.0.lambda = context;
    }

    /// Returns the digits of the event: `ActionData.ReceivedDigits`.
    pub(crate) fn digits(&self) -> Digits {
        let digits = self.0.action_data.digits.as_ref().map(|digits| self.0.json.text(digits));
        digits.map(Digits::from).unwrap_or_default()
    }

    /// Reads the fields of `ActionData` that `T` has, and ignores the others. Absent data counts as
    /// empty.
    pub(crate) fn action_data<T: FromEvent>(&self) -> T {
        T::from_event(self.0.json.part(self.0.action_data.span))
    }

    /// Reads the top-level fields of the event that `T` has, and ignores the others.
    pub(super) fn envelope<T: FromEvent>(&self) -> T {
        T::from_event(self.0.json.as_json())
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("event_type", &self.0.event_type)
            .field("sequence", &self.sequence())
            .field("call", &self.0.call)
            .finish_non_exhaustive()
    }
}

/// The serialized form of an event.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WireEvent<'a> {
    schema_version: &'a str,
    sequence: u64,
    invocation_event_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_data: Option<Box<RawValue>>,
    call_details: &'a Call,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
}

impl Parts {
    fn unread(json: SharedJson, event_type: EventType) -> Box<Self> {
        Box::new(Self {
            call: Call::in_event(json.clone()),
            json,
            schema_version: None,
            sequence: None,
            event_type,
            action_data: ActionData::default(),
            lambda: LambdaContext::default(),
        })
    }

    /// Reads the event and returns its type.
    fn read(&mut self) -> Result<EventType, EventError> {
        let (mut event_type, mut other_spelling) = (None, None);
        let (mut action_data, mut call) = (None, None);
        let mut hint = None;
        let event = self.json.as_json();
        Cursor::new(event).object(|json, key| {
            let read = match key {
                "SchemaVersion" => once(&mut self.schema_version, json.text_place()),
                "Sequence" => once(&mut self.sequence, json.lenient_number()),
                "InvocationEventType" => once(&mut event_type, read_event_type(json)),
                // The spelling in the documentation of JoinChimeMeeting.
                "InvocationEvent" => once(&mut other_spelling, read_event_type(json)),
                "ActionData" => once(&mut action_data, self.action_data.read(json)),
                "CallDetails" => once(&mut call, self.call.read(json).map(Some)),
                other => {
                    hint = hint.or_else(|| hint_for_key(other));
                    return json.skip();
                }
            };
            read.under(key)
        })?;
        let Some(event_type) = event_type.or(other_spelling) else {
            return Err(EventError::new("InvocationEventType", "is missing").with_hint(hint));
        };
        if call.is_none() {
            let Some(other_place) = self.action_data.call_details else {
                return Err(EventError::new("CallDetails", "is missing"));
            };
            let read = self.call.read(&mut Cursor::at(event, other_place));
            read.under("CallDetails").under("ActionData")?;
        }
        Ok(event_type)
    }

    /// Notes the leg that the event is about.
    fn name_leg(&mut self) {
        let Self { json, action_data: ActionData { call_id, participant_tag, .. }, call, .. } =
            self;
        let call_id = call_id.as_ref().map(|text| json.text(text));
        let participant_tag = participant_tag.as_ref().map(|text| json.text(text));
        call.name_leg(call_id, participant_tag);
    }
}

impl ActionData {
    fn read(&mut self, json: &mut Cursor<'_>) -> Result<Option<()>, EventError> {
        if json.null()? {
            return Ok(None);
        }
        let mut parameters = None;
        self.span = json.span(|json| {
            json.object(|json, key| {
                let read = match key {
                    "Type" => {
                        let action_type = json.string().map(|word| Some(ActionType::from(&*word)));
                        once(&mut self.action_type, action_type)
                    }
                    "Parameters" => once(&mut parameters, self.read_leg(json)),
                    "ReceivedDigits" => once(&mut self.digits, json.text_place()),
                    "CallDetails" => {
                        once(&mut self.call_details, json.span(Cursor::skip).map(Some))
                    }
                    _ => return json.skip(),
                };
                read.under(key)
            })
        })?;
        Ok(Some(()))
    }

    /// Reads the leg in `Parameters`.
    fn read_leg(&mut self, json: &mut Cursor<'_>) -> Result<Option<()>, EventError> {
        if !json.is_object() {
            return json.skip().map(|()| None);
        }
        json.object(|json, key| {
            let read = match key {
                "CallId" => once(&mut self.call_id, json.text_place()),
                "ParticipantTag" => once(&mut self.participant_tag, json.text_place()),
                _ => return json.skip(),
            };
            read.under(key)
        })?;
        Ok(Some(()))
    }
}

/// Reads a string that is not empty.
fn read_event_type(json: &mut Cursor<'_>) -> Result<Option<EventType>, EventError> {
    match &*json.string()? {
        "" => Err(EventError::new("", "must not be empty")),
        event_type => Ok(Some(EventType::from(event_type))),
    }
}

/// Returns a hint for an event without a type, from a key that another service's events have.
fn hint_for_key(key: &str) -> Option<&'static str> {
    Some(match key {
        "Records" => {
            "this looks like an event of SQS, SNS, S3 or DynamoDB: is this Lambda the endpoint of a SIP media application?"
        }
        "requestContext" | "httpMethod" => {
            "this looks like an event of API Gateway or a function URL: is this Lambda the endpoint of a SIP media application?"
        }
        "detail-type" => {
            "this looks like an event of EventBridge: is this Lambda the endpoint of a SIP media application?"
        }
        "sessionState" | "bot" => {
            "this looks like an event of Lex: is this Lambda the endpoint of a SIP media application?"
        }
        key if key.eq_ignore_ascii_case("InvocationEventType") => "keys are case-sensitive",
        _ => return None,
    })
}
