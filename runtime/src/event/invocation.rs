//! One invocation of the Lambda: an event, decoded as far as every handler needs it.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _, MapAccess};
use serde_json::value::{RawValue, to_raw_value};

use super::call::CallDetails;
use super::{Event, EventError, EventType};
use crate::action::ActionType;
use crate::error::Error;
use crate::wire::number::lenient;
use crate::wire::read::{Nullable, Object, Read, once, skip};
use crate::wire::text::{Optional, Word};
use crate::{Call, Digits};

/// One invocation of the Lambda: the event as it came, and what Lambda says of the invocation.
///
/// Handlers take it as `&Invocation` when they want the raw JSON, the sequence number, Lambda's
/// request id or the deadline; users' own parameters are loaded from it.
///
/// ```
/// use offhook::{Call, Invocation, event};
///
/// let call = Call::inbound("+14255550199", "+12065550100");
/// let invocation = Invocation::new(&event::NewInboundCall {}, call);
/// assert_eq!(invocation.event_type().as_str(), "NEW_INBOUND_CALL");
/// ```
pub struct Invocation {
    raw: Box<RawValue>,
    schema_version: Option<String>,
    sequence: u64,
    event_type: EventType,
    action_type: Option<ActionType>,
    digits: Option<String>,
    call: Call,
    pub(crate) lambda: LambdaContext,
    /// What `#[on_error]` is called for.
    pub(crate) failure: Option<Error>,
}

/// What Lambda says of an invocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct LambdaContext {
    pub(crate) request_id: String,
    pub(crate) deadline: u64,
    pub(crate) function_arn: String,
}

/// The largest event that Lambda delivers: 6 MB. More can't come from the service.
const MAX_BYTES: usize = 6 * 1024 * 1024;

/// The deepest nesting that serde_json reads, and far more than any event has.
const MAX_DEPTH: usize = 127;

impl Invocation {
    /// An invocation with this event, for tests and simulations: sequence 1, no Lambda context.
    pub fn new<E: Event>(event: &E, call: Call) -> Self {
        Self::numbered(1, event, call)
    }

    /// An invocation with this event and this `Sequence`, which counts the call's invocations from 1.
    pub fn numbered<E: Event>(sequence: u64, event: &E, mut call: Call) -> Self {
        let action_data = event.action_data();
        let named = action_data.as_ref().map(|data| &data["Parameters"]);
        let text = |key| named.and_then(|parameters| parameters[key].as_str());
        call.name_leg(text("CallId"), text("ParticipantTag"));
        let (error_type, error_message) = event.top_level_error().unzip();
        let raw = to_raw_value(&Wire {
            schema_version: "1.0",
            sequence,
            invocation_event_type: event.event_type().as_str(),
            action_data: action_data.as_ref(),
            call_details: &call,
            error_type,
            error_message,
        });
        // Writing maps with text keys and no fallible parts; `null` would only mean an empty event.
        let raw = raw.unwrap_or_else(|_| RawValue::NULL.to_owned());
        Self {
            raw,
            schema_version: None,
            sequence,
            event_type: event.event_type(),
            action_type: action_data.as_ref().and_then(|data| Some(data["Type"].as_str()?.into())),
            digits: action_data
                .as_ref()
                .and_then(|data| Some(data["ReceivedDigits"].as_str()?.to_owned())),
            call,
            lambda: LambdaContext::default(),
            failure: None,
        }
    }

    /// Decodes an event's JSON. Bytes after the end of the JSON value are ignored, as Lambda's
    /// runtime does.
    ///
    /// # Errors
    /// Says which field is missing or has the wrong form; see [`EventError`].
    pub fn from_json(event: &[u8]) -> Result<Self, EventError> {
        let mut deserializer = serde_json::Deserializer::from_slice(event);
        match <Box<RawValue> as serde::Deserialize>::deserialize(&mut deserializer) {
            Ok(raw) => Self::from_raw(raw),
            Err(error) => Err(EventError::not_json(error)),
        }
    }

    pub(crate) fn from_raw(raw: Box<RawValue>) -> Result<Self, EventError> {
        check_size(raw.get())?;
        let envelope = serde_json::from_str::<Read<Envelope>>(raw.get());
        let Read(envelope) = match envelope {
            Ok(envelope) => envelope,
            Err(_) => read_at("", raw.get())?,
        };
        envelope.into_invocation(raw)
    }

    /// The event's JSON, as it came.
    pub fn raw(&self) -> &str {
        self.raw.get()
    }

    /// The kind of event: `InvocationEventType`.
    pub fn event_type(&self) -> &EventType {
        &self.event_type
    }

    /// The action that the event is about: `ActionData.Type`. A HANGUP can name another action than
    /// Hangup here.
    pub fn action_type(&self) -> Option<&ActionType> {
        self.action_type.as_ref()
    }

    /// Counts the call's invocations from 1: `Sequence`; 0 when the event has none. A retried
    /// invocation repeats it: key retries on transaction id, sequence and event type.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The call that the event belongs to.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Lambda's id of this invocation; empty outside Lambda.
    pub fn request_id(&self) -> &str {
        &self.lambda.request_id
    }

    /// When Lambda ends this invocation; `None` outside Lambda. The service gives up earlier: it
    /// invokes again after 5 s without a reply and hangs up after 20 s.
    pub fn deadline(&self) -> Option<SystemTime> {
        let after_1970 = Duration::from_millis(self.lambda.deadline);
        (self.lambda.deadline > 0).then(|| SystemTime::UNIX_EPOCH.checked_add(after_1970))?
    }

    /// The ARN by which the Lambda was invoked; empty outside Lambda.
    pub fn function_arn(&self) -> &str {
        &self.lambda.function_arn
    }

    /// The `SchemaVersion` of the event, which the reply must carry too.
    pub fn schema_version(&self) -> &str {
        self.schema_version.as_deref().unwrap_or("1.0")
    }

    /// Digits of the event: `ActionData.ReceivedDigits`.
    pub(crate) fn digits(&self) -> Digits {
        self.digits.as_deref().map(Digits::from).unwrap_or_default()
    }

    /// Decodes parts of `ActionData`; `T` reads an object's fields and ignores the others.
    pub(crate) fn action_data<T: DeserializeOwned>(&self) -> Result<T, EventError> {
        let Read(event): Read<RawActionData<'_>> = read_at("", self.raw.get())?;
        read_at("ActionData", event.action_data.map_or("{}", RawValue::get))
            .map(|ObjectOf(data)| data)
    }

    /// Decodes parts of the event's top level.
    pub(crate) fn envelope<T: DeserializeOwned>(&self) -> Result<T, EventError> {
        read_at("", self.raw.get()).map(|ObjectOf(data)| data)
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("event_type", &self.event_type)
            .field("sequence", &self.sequence)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// A derived struct, from a JSON object only.
struct ObjectOf<T>(T);

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for ObjectOf<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::object::only(deserializer).map(Self)
    }
}

/// Decodes with the field paths tracked; `under` is the path of `json` itself.
fn read_at<'de, T: serde::Deserialize<'de>>(under: &str, json: &'de str) -> Result<T, EventError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| EventError::from_json(under, &error))
}

/// Refuses what could only be an attack or an accident, before anything is built from it.
fn check_size(json: &str) -> Result<(), EventError> {
    if json.len() > MAX_BYTES {
        return Err(EventError::new(
            "",
            format!("has {} bytes, more than the 6 MB that Lambda delivers", json.len()),
        ));
    }
    // Counting brackets is far cheaper than following strings, and settles it for any sane event.
    let brackets = json.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if brackets > MAX_DEPTH && depth(json) > MAX_DEPTH {
        return Err(EventError::new("", format!("is nested more than {MAX_DEPTH} levels deep")));
    }
    Ok(())
}

fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    let mut in_string = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_string => drop(bytes.next()),
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The event as it is written.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Wire<'a> {
    schema_version: &'a str,
    sequence: u64,
    invocation_event_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_data: Option<&'a serde_json::Value>,
    call_details: &'a Call,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
}

/// The event as it is read, in one pass: what dispatch, replies and logs need of every event.
#[derive(Default)]
struct Envelope {
    schema_version: Option<String>,
    sequence: Option<u64>,
    event_type: Option<EventType>,
    /// The key's other spelling, in the documentation of JoinChimeMeeting.
    event: Option<EventType>,
    action_data: Option<ActionData>,
    call_details: Option<CallDetails>,
    hint: Option<&'static str>,
}

#[derive(Default)]
struct ActionData {
    action_type: Option<ActionType>,
    parameters: Option<Parameters>,
    digits: Option<String>,
    /// Seen here in one example of StartBotConversation.
    call_details: Option<CallDetails>,
}

/// The leg that an action's parameters name.
#[derive(Default)]
struct Parameters {
    call_id: Option<String>,
    participant_tag: Option<String>,
}

/// Where `ActionData` stands.
#[derive(Default)]
struct RawActionData<'a> {
    action_data: Option<&'a RawValue>,
}

/// A word that must be a string and not empty.
struct NotEmpty<T>(T);

impl<'de, T: for<'a> From<&'a str>> serde::Deserialize<'de> for NotEmpty<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Checked<T>(Option<T>);
        impl<T: for<'a> From<&'a str>> From<&str> for Checked<T> {
            fn from(text: &str) -> Self {
                Self((!text.is_empty()).then(|| text.into()))
            }
        }
        let Checked(word) = deserializer.deserialize_str(Word(std::marker::PhantomData))?;
        word.map(Self).ok_or_else(|| D::Error::custom(IS_EMPTY))
    }
}

pub(super) const IS_EMPTY: &str = "must not be empty";

struct Sequence(u64);

impl<'de> serde::Deserialize<'de> for Sequence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(lenient::<D, Option<u64>>(deserializer)?.unwrap_or_default()))
    }
}

impl<'de> Object<'de> for Envelope {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "SchemaVersion" => once(&mut self.schema_version, map, |Optional(text)| text),
            "Sequence" => once(&mut self.sequence, map, |Sequence(number)| Some(number)),
            "InvocationEventType" => once(&mut self.event_type, map, |NotEmpty(word)| Some(word)),
            "InvocationEvent" => once(&mut self.event, map, |NotEmpty(word)| Some(word)),
            "ActionData" => once(&mut self.action_data, map, |Nullable(data)| data),
            "CallDetails" => once(&mut self.call_details, map, |Read(details)| Some(details)),
            other => {
                self.hint = self.hint.or_else(|| whose_event(other));
                skip(map)
            }
        }
    }
}

impl<'de> Object<'de> for ActionData {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "Type" => once(&mut self.action_type, map, Some),
            "Parameters" => {
                once(&mut self.parameters, map, |crate::wire::text::ObjectOrNothing(p)| {
                    p.map(|Read(parameters)| parameters)
                })
            }
            "ReceivedDigits" => once(&mut self.digits, map, |Optional(text)| text),
            "CallDetails" => once(&mut self.call_details, map, |Nullable(details)| details),
            _ => skip(map),
        }
    }
}

impl<'de> Object<'de> for Parameters {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "CallId" => once(&mut self.call_id, map, |Optional(text)| text),
            "ParticipantTag" => once(&mut self.participant_tag, map, |Optional(text)| text),
            _ => skip(map),
        }
    }
}

impl<'de> Object<'de> for RawActionData<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "ActionData" => {
                self.action_data = map.next_value::<Option<&RawValue>>()?;
                Ok(())
            }
            _ => skip(map),
        }
    }
}

/// What a key says about an event that is not the service's.
fn whose_event(key: &str) -> Option<&'static str> {
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

impl Envelope {
    fn into_invocation(self, raw: Box<RawValue>) -> Result<Invocation, EventError> {
        let missing = |path: &str| EventError::new(path, "is missing");
        let event_type = self
            .event_type
            .or(self.event)
            .ok_or_else(|| missing("InvocationEventType").with_hint(self.hint))?;
        let mut action_data = self.action_data.unwrap_or_default();
        let details = self
            .call_details
            .or_else(|| action_data.call_details.take())
            .ok_or_else(|| missing("CallDetails"))?;
        let mut call = Call {
            transaction_id: details
                .transaction_id
                .ok_or_else(|| missing("CallDetails.TransactionId"))?,
            account_id: details.account_id,
            region: details.region,
            sip_rule_id: details.sip_rule_id,
            sip_media_application_id: details
                .sip_media_application_id
                .or(details.sip_application_id),
            attributes: details.attributes,
            participants: details.participants.unwrap_or_default(),
            event_leg: None,
        };
        if let Some(parameters) = &action_data.parameters {
            call.name_leg(parameters.call_id.as_deref(), parameters.participant_tag.as_deref());
        }
        Ok(Invocation {
            raw,
            schema_version: self.schema_version.filter(|version| version != "1.0"),
            sequence: self.sequence.unwrap_or_default(),
            event_type,
            action_type: action_data.action_type,
            digits: action_data.digits,
            call,
            lambda: LambdaContext::default(),
            failure: None,
        })
    }
}
