//! Turns a log of events and replies into a transcript.
//!
//! Depends on [`text`](super::text) for formatting. Events are read as plain JSON: those of logs can
//! have any shape, and fields that are missing or malformed are left out.

#[cfg(test)]
mod tests;

use std::time::Duration;

use offhook::Leg;
use offhook_service::{Json, milliseconds};
use serde_json::Value;
use serde_json::value::RawValue;

use super::text::{any, list, pairs, scalar, sip_code};
use super::{Entry, Happening, Invoked, Transcript};

/// A log of events and replies, which becomes a transcript.
///
/// Of people it says what the events say: who is connected, who has hung up, which digits came. Where
/// the log begins in the middle of a call, so does the transcript.
///
/// ```
/// use std::time::Duration;
///
/// use offhook_simulator::EventLog;
///
/// let mut log = EventLog::new();
/// log.event(Duration::ZERO, r#"{
///     "InvocationEventType": "NEW_INBOUND_CALL", "Sequence": 1,
///     "CallDetails": { "Participants": [{
///         "ParticipantTag": "LEG-A", "CallId": "a", "Direction": "Inbound",
///         "From": "+14255550199", "To": "+12065550100"
///     }] }
/// }"#);
/// log.reply(Duration::from_millis(40), r#"{ "SchemaVersion": "1.0", "Actions": [] }"#);
/// assert!(log.transcript().to_string().contains("dials +12065550100"));
/// ```
#[derive(Debug)]
pub struct EventLog {
    transcript: Transcript,
    /// The transaction attributes of the last event.
    attributes: Value,
    /// LEG-A and LEG-B, once an event has them.
    legs: [Option<Status>; 2],
    sequence: u64,
    /// Whether the application has asked for a hang-up since the last one.
    hangs_up: bool,
}

/// How far a leg is, as an event says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Status {
    Rings,
    Up,
    Gone,
}

impl Default for EventLog {
    fn default() -> Self {
        Self::new()
    }
}

impl EventLog {
    /// Creates an empty log.
    pub fn new() -> Self {
        let transcript = Transcript {
            transaction_id: String::new(),
            from: String::new(),
            to: String::new(),
            entries: Vec::new(),
        };
        let legs = [None; 2];
        Self { transcript, attributes: Value::Null, legs, sequence: 0, hangs_up: false }
    }

    /// Returns what has been added so far.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Adds an event that the Lambda gets at this time. Text that is not JSON counts as `null`.
    pub fn event(&mut self, at: Duration, text: &str) {
        let event: Value = serde_json::from_str(text).unwrap_or_default();
        let call = call_details(&event);
        self.begin(scalar(&call["TransactionId"]).unwrap_or_default());
        let participants: Vec<_> = participants(call).collect();
        let kind = kind(&event);
        for (leg, participant) in &participants {
            self.follow(at, *leg, participant, &event, &kind);
        }
        let data = &event["ActionData"];
        let named = named_leg(&data["Parameters"], &participants);
        let leg = named.or_else(|| participants.first().map(|(leg, _)| *leg));
        if let (Some(leg), Some(keys)) = (leg, scalar(&data["ReceivedDigits"])) {
            self.add(at, Happening::Presses { leg, keys });
        }
        if kind == "CALL_UPDATE_REQUESTED" {
            let arguments = data["Parameters"]["Arguments"].as_object().into_iter().flatten();
            let arguments = arguments.map(|(name, value)| (name.clone(), any(value)));
            self.add(at, Happening::Updated { arguments: arguments.collect() });
        }
        self.sequence = event["Sequence"].as_u64().unwrap_or(self.sequence + 1);
        let details = self.details(&kind, &event);
        self.add(
            at,
            Happening::Event(Invoked {
                sequence: self.sequence,
                attempt: 1,
                event: kind,
                action: scalar(&data["Type"]),
                leg: named,
                detail: (!details.is_empty()).then(|| details.join(", ")),
                json: json(text),
            }),
        );
    }

    /// Adds the Lambda's reply to the last event. Text that is not JSON counts as `null`.
    pub fn reply(&mut self, at: Duration, text: &str) {
        let reply: Value = serde_json::from_str(text).unwrap_or_default();
        let actions = reply["Actions"].as_array().into_iter().flatten();
        self.hangs_up |= actions.into_iter().any(|action| action["Type"] == "Hangup");
        if !reply["TransactionAttributes"].is_null() {
            self.attributes = reply["TransactionAttributes"].clone();
        }
        self.add(at, Happening::Replied { sequence: self.sequence, json: json(text) });
    }

    /// Adds a failure of the Lambda at the last event.
    pub fn failure(&mut self, at: Duration, problem: impl Into<String>) {
        self.add(at, Happening::Failed { sequence: self.sequence, problem: problem.into() });
    }

    /// Adds that the service refuses the reply to the last event.
    pub fn refusal(&mut self, at: Duration, problem: impl Into<String>) {
        self.add(at, Happening::Refused { sequence: self.sequence, problem: problem.into() });
    }

    /// Adds a remark.
    pub fn note(&mut self, at: Duration, text: impl Into<String>) {
        self.add(at, Happening::Note { text: text.into().into() });
    }

    fn add(&mut self, at: Duration, what: Happening) {
        let number = self.transcript.entries.len() as u64 + 1;
        self.transcript.entries.push(Entry { number, at: milliseconds::whole(at), what });
    }

    /// Begins another call if the event is one of another transaction.
    fn begin(&mut self, transaction_id: String) {
        if self.transcript.transaction_id != transaction_id {
            self.transcript.transaction_id = transaction_id;
            self.legs = [None; 2];
            self.attributes = Value::Null;
            self.hangs_up = false;
        }
    }

    /// Adds what has happened to a leg since the last event.
    fn follow(&mut self, at: Duration, leg: Leg, participant: &Value, event: &Value, kind: &str) {
        let (from, to) = (text_of(participant, "From"), text_of(participant, "To"));
        let action = &event["ActionData"];
        let status = match participant["Status"].as_str() {
            Some("Connected") => Status::Up,
            Some("Disconnected") => Status::Gone,
            _ => Status::Rings,
        };
        let before = self.legs[usize::from(leg == Leg::B)].replace(status);
        if before.is_none() && leg == Leg::A {
            if self.transcript.from.is_empty() && self.transcript.to.is_empty() {
                (self.transcript.from, self.transcript.to) = (from, to.clone());
            }
            if matches!(kind, "NEW_INBOUND_CALL" | "NEW_OUTBOUND_CALL") {
                self.add(at, Happening::Dialled { outbound: kind == "NEW_OUTBOUND_CALL" });
            }
        }
        let is_meeting = action["Type"] == "JoinChimeMeeting";
        match (before, status) {
            (_, Status::Rings) if kind == "RINGING" => self.add(at, Happening::Rings { leg, to }),
            (None | Some(Status::Rings), Status::Up) if leg == Leg::B && is_meeting => {
                let meeting = scalar(&action["Parameters"]["MeetingId"]);
                self.add(at, Happening::JoinedMeeting { meeting });
            }
            (None | Some(Status::Rings), Status::Up) => {
                if leg == Leg::B {
                    self.add(at, Happening::Rings { leg, to });
                }
                self.add(at, Happening::Answered { leg });
                if leg == Leg::B {
                    self.add(at, Happening::Bridged);
                }
            }
            (None | Some(Status::Rings | Status::Up), Status::Gone) => {
                let code = scalar(&action["Parameters"]["SipResponseCode"]);
                let code = code.and_then(|code| code.parse().ok()).unwrap_or(0);
                let by_application = std::mem::take(&mut self.hangs_up);
                let disconnected = Happening::Disconnected { leg, code, given_up: false };
                let hangs_up = Happening::HangsUp { leg };
                self.add(at, if by_application { disconnected } else { hangs_up });
            }
            _ => {}
        }
    }

    /// Describes the results of an event, its error, and the transaction attributes, if they are not
    /// those that the last reply set.
    fn details(&mut self, kind: &str, event: &Value) -> Vec<String> {
        let data = &event["ActionData"];
        let code = scalar(&data["Parameters"]["SipResponseCode"]).filter(|_| kind == "HANGUP");
        let mut details: Vec<String> = code.map(|code| sip_code(&code)).into_iter().collect();
        details.extend(results(data));
        if kind != "CALL_UPDATE_REQUESTED" {
            let arguments = pairs(&data["Parameters"]["Arguments"]);
            details.extend(arguments.map(|arguments| format!("arguments {arguments}")));
        }
        details.extend(error(data).or_else(|| error(event)));
        let call = call_details(event);
        let headers = participants(call).filter_map(|(_, leg)| pairs(&leg["SipHeaders"]));
        details.extend(headers.map(|headers| format!("SIP headers {headers}")));
        let attributes = &call["TransactionAttributes"];
        if pairs(attributes) != pairs(&self.attributes) {
            let attributes = pairs(attributes).unwrap_or_else(|| "none".to_owned());
            details.push(format!("attributes {attributes}"));
        }
        self.attributes = attributes.clone();
        details
    }
}

fn json(text: &str) -> Json {
    RawValue::from_string(text.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned()).into()
}

fn text_of(participant: &Value, field: &str) -> String {
    scalar(&participant[field]).unwrap_or_default()
}

/// Returns the type of an event. The service's documentation has two spellings of its key.
fn kind(event: &Value) -> String {
    let kind = scalar(&event["InvocationEventType"]).or_else(|| scalar(&event["InvocationEvent"]));
    kind.unwrap_or_else(|| "(no event type)".to_owned())
}

/// Returns the `CallDetails` of an event. Some events have them inside `ActionData`.
fn call_details(event: &Value) -> &Value {
    let details = &event["CallDetails"];
    if details.is_object() { details } else { &event["ActionData"]["CallDetails"] }
}

fn participants(call: &Value) -> impl Iterator<Item = (Leg, &Value)> {
    let participants = call["Participants"].as_array().into_iter().flatten();
    participants.filter_map(|participant| {
        let leg = participant["ParticipantTag"].as_str().and_then(Leg::from_tag)?;
        Some((leg, participant))
    })
}

/// Returns the leg in an action's parameters. `CallId` takes precedence over `ParticipantTag`, as it
/// does for the service.
fn named_leg(parameters: &Value, participants: &[(Leg, &Value)]) -> Option<Leg> {
    match scalar(&parameters["CallId"]) {
        Some(id) => participants.iter().find(|(_, leg)| leg["CallId"] == *id).map(|(leg, _)| *leg),
        None => parameters["ParticipantTag"].as_str().and_then(Leg::from_tag),
    }
}

/// Describes the results of an action.
fn results(data: &Value) -> impl Iterator<Item = String> {
    // The service also sends the second spelling.
    let recording = ["RecordingDestination", "RecordinDestination"].map(|key| &data[key]);
    let recording = recording.into_iter().find(|destination| destination.is_object());
    let recording = recording.map(|destination| {
        let part = |key| scalar(&destination[key]).unwrap_or_default();
        format!("recorded to s3://{}/{}", part("BucketName"), part("Key"))
    });
    let digits = data["ReceivedDigits"].as_str().map(|digits| {
        if digits.is_empty() { "no digits".to_owned() } else { format!("digits {digits}") }
    });
    let terminator = scalar(&data["RecordingTerminatorUsed"]).map(|key| format!("ended by {key}"));
    let call_recording = scalar(&data["CallRecordingDestination"]["Location"])
        .map(|location| format!("recording to s3://{location}"));
    [digits, recording, terminator, call_recording, intent(&data["IntentResult"])]
        .into_iter()
        .flatten()
}

/// Describes the intent and slots that a bot recognised.
fn intent(result: &Value) -> Option<String> {
    let intent = &result["SessionState"]["Intent"];
    let mut text = format!("intent {}", scalar(&intent["Name"])?);
    text.extend(scalar(&intent["State"]).map(|state| format!(" ({state})")));
    for (slot, value) in intent["Slots"].as_object().into_iter().flatten() {
        let value = scalar(&value["Value"]["InterpretedValue"]);
        text.extend(value.map(|value| format!(" {slot}={value}")));
    }
    Some(text)
}

/// Returns the error of an event, in any of the forms that the service uses.
fn error(data: &Value) -> Option<String> {
    let (kind, message) = (scalar(&data["ErrorType"]), scalar(&data["ErrorMessage"]));
    let error = match (kind, message) {
        (Some(kind), Some(message)) => Some(format!("{kind}: {message}")),
        (kind, message) => kind.or(message),
    };
    let errors = data["ErrorList"].as_array().filter(|errors| !errors.is_empty());
    error
        .or_else(|| scalar(&data["Error"]))
        .or_else(|| errors.map(|_| list(&data["ErrorList"]).unwrap_or_default()))
}
