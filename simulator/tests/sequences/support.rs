//! A scripted Lambda, and assertions on the events that it gets.
#![expect(clippy::needless_pass_by_value, reason = "tests pass JSON literals")]

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{
    Happening, Invoked, Json, Lambda, Phone, Profile, Prompt, Simulator, Transcript,
};
use serde_json::{Map, Value, json};

/// The caller's number.
pub(crate) const CALLER: &str = "+14255550199";
/// The application's number.
pub(crate) const NUMBER: &str = "+12065550100";
/// The number of a far end.
pub(crate) const SALES: &str = "+12065550123";

/// A Lambda that follows a script. The answers for an event are used in order; other events get a
/// reply without actions.
///
/// An event is named by its type, optionally with the type of its action: `ACTION_SUCCESSFUL Speak`.
/// `$A` and `$B` in a reply are replaced by the legs' `CallId`s.
#[derive(Default)]
pub(crate) struct Script {
    answers: Mutex<BTreeMap<String, VecDeque<Answer>>>,
}

enum Answer {
    Text(String),
    Error,
    /// A reply after this real time.
    Late(Duration, String),
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Answers with these actions.
    pub(crate) fn on(self, event: &str, actions: impl IntoIterator<Item = Value>) -> Self {
        let actions: Vec<Value> = actions.into_iter().collect();
        self.replies(event, json!({ "SchemaVersion": "1.0", "Actions": actions }))
    }

    /// Answers with these actions and attributes.
    pub(crate) fn with_attributes(
        self,
        event: &str,
        actions: impl IntoIterator<Item = Value>,
        attributes: Value,
    ) -> Self {
        let actions: Vec<Value> = actions.into_iter().collect();
        self.replies(
            event,
            json!({ "SchemaVersion": "1.0", "Actions": actions, "TransactionAttributes": attributes }),
        )
    }

    /// Answers with this JSON, which need not be a valid reply.
    pub(crate) fn replies(self, event: &str, reply: Value) -> Self {
        self.answer(event, Answer::Text(reply.to_string()))
    }

    /// Answers with this text.
    pub(crate) fn raw(self, event: &str, text: &str) -> Self {
        self.answer(event, Answer::Text(text.to_owned()))
    }

    /// Answers with an error.
    pub(crate) fn fails(self, event: &str) -> Self {
        self.answer(event, Answer::Error)
    }

    /// Answers without actions after this real time.
    pub(crate) fn late(self, event: &str, after: Duration) -> Self {
        self.answer(event, Answer::Late(after, EMPTY.to_owned()))
    }

    fn answer(mut self, event: &str, answer: Answer) -> Self {
        let answers = self.answers.get_mut().expect("the lock is not poisoned");
        answers.entry(event.to_owned()).or_default().push_back(answer);
        self
    }

    fn next(&self, event: &Value) -> Answer {
        let kind = event["InvocationEventType"].as_str().unwrap_or_default();
        let action = event["ActionData"]["Type"].as_str().unwrap_or_default();
        let mut answers = self.answers.lock().expect("the lock is not poisoned");
        let mut first = |key: &str| answers.get_mut(key)?.pop_front();
        first(&format!("{kind} {action}"))
            .or_else(|| first(kind))
            .unwrap_or_else(|| Answer::Text(EMPTY.to_owned()))
    }

    /// Creates a simulator for the script. A script need not bring a call to its end.
    pub(crate) fn simulator(self) -> Simulator {
        Simulator::new(self).unchecked()
    }

    /// Starts an inbound call.
    pub(crate) async fn dial(self) -> Phone {
        self.simulator().dial(CALLER, NUMBER).await
    }

    /// Starts an inbound call under this profile.
    pub(crate) async fn dial_under(self, profile: Profile) -> Phone {
        self.simulator().profile(profile).dial(CALLER, NUMBER).await
    }

    /// Starts an outbound call.
    pub(crate) async fn place(self) -> Phone {
        self.simulator().place(NUMBER, CALLER).await
    }
}

const EMPTY: &str = r#"{"SchemaVersion":"1.0","Actions":[]}"#;

impl Lambda for Script {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let event: Value = serde_json::from_str(event.as_str()).expect("an event is JSON");
            let text = match self.next(&event) {
                Answer::Text(text) => text,
                Answer::Error => return Err("Unhandled: scripted error".to_owned()),
                Answer::Late(after, text) => {
                    tokio::time::sleep(after).await;
                    text
                }
            };
            let id = |tag| call_id(&event, tag).unwrap_or_default();
            Ok(text.replace("$A", &id("LEG-A")).replace("$B", &id("LEG-B")).into())
        })
    }
}

/// Returns the CallId of a leg in an event.
pub(crate) fn call_id(event: &Value, tag: &str) -> Option<String> {
    let participants = event["CallDetails"]["Participants"].as_array()?;
    let leg = participants.iter().find(|leg| leg["ParticipantTag"] == tag)?;
    leg["CallId"].as_str().map(str::to_owned)
}

/// Returns every invocation, in order.
pub(crate) fn invoked(phone: &Phone) -> Vec<&Invoked> {
    let entries = phone.transcript().entries.iter();
    entries
        .filter_map(|entry| match &entry.what {
            Happening::Event(invoked) => Some(invoked),
            _ => None,
        })
        .collect()
}

/// Returns the JSON of the event with this sequence.
#[track_caller]
pub(crate) fn event(phone: &Phone, sequence: u64) -> Value {
    let all = invoked(phone);
    let found = all.into_iter().find(|invoked| invoked.sequence == sequence);
    let found = found.unwrap_or_else(|| panic!("no event {sequence}\n{}", phone.transcript()));
    serde_json::from_str(found.json.as_str()).expect("an event is JSON")
}

/// Summarizes each event: its type with the type of an action, the digits, or the leg and SIP response
/// code of a hangup, and `(2)` for a second attempt.
pub(crate) fn events(phone: &Phone) -> Vec<String> {
    let summary = |invoked: &&Invoked| {
        let json: Value = serde_json::from_str(invoked.json.as_str()).expect("an event is JSON");
        let data = &json["ActionData"];
        let detail = match &*invoked.event {
            "ACTION_SUCCESSFUL" | "ACTION_FAILED" | "ACTION_INTERRUPTED" => {
                format!(" {}", data["Type"].as_str().unwrap_or_default())
            }
            "DIGITS_RECEIVED" => format!(" {}", data["ReceivedDigits"].as_str().unwrap_or("")),
            "HANGUP" => {
                let leg = data["Parameters"]["ParticipantTag"].as_str().unwrap_or_default();
                format!(" {leg} {}", data["Parameters"]["SipResponseCode"])
            }
            _ => String::new(),
        };
        let attempt = if invoked.attempt > 1 { " (2)" } else { "" };
        format!("{}{detail}{attempt}", invoked.event)
    };
    invoked(phone).iter().map(summary).collect()
}

/// Asserts the events, in order, and that their sequence counts from 1.
#[track_caller]
pub(crate) fn assert_events(phone: &Phone, expected: &[&str]) {
    assert_eq!(events(phone), expected, "\n{}", phone.transcript());
    let first: Vec<u64> =
        invoked(phone).iter().filter(|one| one.attempt == 1).map(|one| one.sequence).collect();
    assert!(first.iter().copied().eq(1..=first.len() as u64), "{first:?}");
}

/// Returns `ErrorType` and `ErrorMessage` of a failed action.
pub(crate) fn error(event: &Value) -> (&str, &str) {
    let text = |key: &str| event["ActionData"][key].as_str().unwrap_or_default();
    (text("ErrorType"), text("ErrorMessage"))
}

/// Returns the prompts that were heard, in order: `LEG-A Hello`, `LEG-A prompts/menu.wav`.
pub(crate) fn heard(transcript: &Transcript) -> Vec<String> {
    let heard = |what: &Happening| match what {
        Happening::Hears { leg, prompt: Prompt::Speech(spoken), .. } => {
            Some(format!("{leg} {}", spoken.text))
        }
        Happening::Hears { leg, prompt: Prompt::Audio { bucket, key }, .. } => {
            Some(format!("{leg} {bucket}/{key}"))
        }
        _ => None,
    };
    transcript.entries.iter().filter_map(|entry| heard(&entry.what)).collect()
}

pub(crate) fn finding_names(phone: &Phone) -> Vec<&'static str> {
    phone.findings().iter().map(|finding| finding.kind().name()).collect()
}

/// Asserts that an event has the same keys as an example event, with values of the same types.
///
/// `name` is a file of `tests/fixtures/events`. `apart_from` are the paths of known differences.
#[track_caller]
pub(crate) fn assert_shaped_like(name: &str, event: &Value, apart_from: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/events").join(name);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let example: Value = serde_json::from_str(&text).expect("an example is JSON");
    let (mut theirs, mut ours) = (Map::new(), Map::new());
    shape("", &example, &mut theirs);
    shape("", event, &mut ours);
    for path in apart_from {
        theirs.retain(|at, _| !at.starts_with(path));
        ours.retain(|at, _| !at.starts_with(path));
    }
    assert_eq!(Value::from(ours), Value::from(theirs), "{name}\n{event:#}");
}

/// Collects the type of each value by its path. Skips maps whose keys the application chooses.
fn shape(path: &str, value: &Value, shapes: &mut Map<String, Value>) {
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        Value::Null => "null",
    };
    shapes.insert(path.to_owned(), kind.into());
    let own_keys =
        ["/TransactionAttributes", "/SessionAttributes", "/Arguments", "/SipHeaders", "/Slots"];
    if own_keys.iter().any(|own| path.ends_with(own)) {
        return;
    }
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            // Older examples have the old name.
            let key = if key == "SipApplicationId" { "SipMediaApplicationId" } else { key };
            shape(&format!("{path}/{key}"), value, shapes);
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| shape(&format!("{path}/{at}"), item, shapes)),
        _ => {}
    }
}

pub(crate) fn speak(text: &str) -> Value {
    json!({ "Type": "Speak", "Parameters": { "Text": text, "CallId": "$A" } })
}

pub(crate) fn play(key: &str) -> Value {
    json!({ "Type": "PlayAudio", "Parameters": { "CallId": "$A", "AudioSource": audio(key) } })
}

pub(crate) fn audio(key: &str) -> Value {
    json!({ "Type": "S3", "BucketName": "prompts", "Key": key })
}

pub(crate) fn pause(ms: u64) -> Value {
    json!({ "Type": "Pause", "Parameters": { "DurationInMilliseconds": ms, "CallId": "$A" } })
}

/// Hangs up a leg: `$A` or `$B`.
pub(crate) fn hang_up(leg: &str) -> Value {
    json!({ "Type": "Hangup", "Parameters": { "CallId": leg, "SipResponseCode": "0" } })
}

pub(crate) fn bridge(number: &str) -> Value {
    json!({ "Type": "CallAndBridge", "Parameters": {
        "CallTimeoutSeconds": 30,
        "CallerIdNumber": CALLER,
        "Endpoints": [{ "BridgeEndpointType": "PSTN", "Uri": number }],
    } })
}

pub(crate) fn join() -> Value {
    json!({ "Type": "JoinChimeMeeting", "Parameters": { "JoinToken": "token" } })
}

pub(crate) fn mute(attendees: &[&str]) -> Value {
    json!({ "Type": "ModifyChimeMeetingAttendees", "Parameters": {
        "Operation": "Mute", "MeetingId": "meeting", "CallId": "$B", "ParticipantTag": "LEG-B",
        "AttendeeList": attendees,
    } })
}

pub(crate) fn record() -> Value {
    json!({ "Type": "RecordAudio", "Parameters": {
        "CallId": "$A",
        "DurationInSeconds": "10",
        "SilenceDurationInSeconds": 3,
        "SilenceThreshold": 100,
        "RecordingTerminators": ["#"],
        "RecordingDestination": { "Type": "S3", "BucketName": "messages", "Prefix": "in/" },
    } })
}

/// Asks for one digit, 1 or 2, in two attempts.
pub(crate) fn ask(prompt: &str) -> Value {
    json!({ "Type": "SpeakAndGetDigits", "Parameters": {
        "CallId": "$A",
        "InputDigitsRegex": "^[12]$",
        "SpeechParameters": { "Text": prompt },
        "FailureSpeechParameters": { "Text": "Sorry." },
        "MinNumberOfDigits": 1,
        "MaxNumberOfDigits": 1,
        "Repeat": 2,
        "RepeatDurationInMilliseconds": 3_000,
    } })
}

/// Listens for keys that match the expression.
pub(crate) fn listen(regex: &str) -> Value {
    json!({ "Type": "ReceiveDigits", "Parameters": {
        "CallId": "$A",
        "InputDigitsRegex": regex,
        "InBetweenDigitsDurationInMilliseconds": 1_000,
        "FlushDigitsDurationInMilliseconds": 3_000,
    } })
}

pub(crate) fn tape(action: &str) -> Value {
    let mut parameters = json!({ "CallId": "$A" });
    if action == "StartCallRecording" {
        parameters["Track"] = "BOTH".into();
        parameters["Destination"] = json!({ "Type": "S3", "Location": "recordings" });
    }
    json!({ "Type": action, "Parameters": parameters })
}

pub(crate) fn bot() -> Value {
    json!({ "Type": "StartBotConversation", "Parameters": {
        "BotAliasArn": BOT,
        "LocaleId": "en_US",
        "Configuration": {
            "SessionState": { "DialogAction": { "Type": "ElicitIntent" } },
            "WelcomeMessages": [{ "Content": "Welcome.", "ContentType": "PlainText" }],
        },
    } })
}

pub(crate) const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";

/// Returns the time at which the service ended the call after a failure.
#[track_caller]
pub(crate) fn service_ended_at(phone: &Phone) -> Duration {
    let ended = |what: &Happening| matches!(what, Happening::Disconnected { given_up: true, .. });
    let entry = phone.transcript().entries.iter().find(|entry| ended(&entry.what));
    entry.expect("the service ended the call").at
}
