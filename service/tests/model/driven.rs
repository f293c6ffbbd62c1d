//! A call that is driven by hand, and the actions of the tests.

use std::time::Duration;

use offhook::{Leg, SipHeaders};
use offhook_service::{
    Call, Command, Happening, Input, Invoked, LegId, MediaEvent, MediaId, Output, Profile,
    Settings, Time,
};
use serde_json::{Value, json};

/// A call that has not begun; its legs are `leg-1`, `leg-2` and so on.
pub(crate) fn call(profile: Profile) -> Call {
    let mut settings = Settings::new("transaction", "+14255550199", "+12065550100");
    settings.profile = profile;
    let mut ids = 0;
    Call::new(settings, move || {
        ids += 1;
        format!("leg-{ids}")
    })
}

pub(crate) struct Driven {
    pub(crate) call: Call,
    pub(crate) now: Time,
    /// The sequence of the last event.
    pub(crate) sequence: u64,
    /// The last command with an id.
    command: Option<(MediaId, LegId)>,
    pub(crate) commands: Vec<Command>,
    pub(crate) events: Vec<Invoked>,
    /// The record without its events.
    pub(crate) notes: Vec<Happening>,
}

impl Driven {
    /// An inbound call whose first event has not been answered.
    pub(crate) fn new() -> Self {
        Self::with_profile(Profile::default())
    }

    pub(crate) fn with_profile(profile: Profile) -> Self {
        let mut driven = Self {
            call: call(profile),
            now: Time::ZERO,
            sequence: 0,
            command: None,
            commands: Vec::new(),
            events: Vec::new(),
            notes: Vec::new(),
        };
        driven.handle(Input::Offered { headers: SipHeaders::new() });
        driven
    }

    /// A call whose bridge has been reported, and its LEG-B.
    pub(crate) fn bridged() -> (Self, LegId) {
        let mut driven = Self::new();
        driven.reply([bridge()]);
        let leg = driven.call.leg(Leg::B).expect("LEG-B");
        driven.media(MediaEvent::Answered { leg });
        assert!(driven.call.is_connected());
        (driven, leg)
    }

    pub(crate) fn handle(&mut self, input: Input) {
        self.call.handle(self.now, input);
        while let Some(output) = self.call.poll() {
            match output {
                Output::Invoke { sequence, event, .. } => {
                    self.sequence = sequence;
                    let event: Value = serde_json::from_str(event.as_str()).expect("JSON");
                    assert_eq!(event["Sequence"], sequence);
                }
                Output::Happened(entry) => match entry.what {
                    Happening::Event(invoked) => self.events.push(invoked),
                    what => self.notes.push(what),
                },
                Output::Media(command) => {
                    if let Command::Load { id, leg, .. }
                    | Command::Play { id, leg, .. }
                    | Command::SendDigits { id, leg, .. }
                    | Command::Record { id, leg, .. }
                    | Command::Extension { id, leg, .. }
                    | Command::CallRecording { id, leg, .. } = &command
                    {
                        self.command = Some((*id, *leg));
                    }
                    self.commands.push(command);
                }
                _ => {}
            }
        }
    }

    /// Answers the last event with these actions.
    pub(crate) fn reply(&mut self, actions: impl IntoIterator<Item = Value>) {
        let actions: Vec<Value> = actions.into_iter().collect();
        self.reply_with(self.sequence, &actions, &Value::Null);
    }

    pub(crate) fn reply_with(&mut self, sequence: u64, actions: &[Value], attributes: &Value) {
        let reply = json!({
            "SchemaVersion": "1.0", "Actions": actions, "TransactionAttributes": attributes,
        });
        self.handle(Input::Replied { sequence, attempt: 1, result: Ok(reply.to_string()) });
    }

    pub(crate) fn media(&mut self, event: MediaEvent) {
        self.handle(Input::Media(event));
    }

    /// Hands over the deadlines up to this time.
    pub(crate) fn pass(&mut self, to: Time) {
        while let Some(deadline) = self.call.deadline().filter(|deadline| *deadline <= to) {
            self.now = deadline;
            self.handle(Input::Tick);
        }
        self.now = to;
    }

    /// Returns the last command with an id, and its leg.
    pub(crate) fn command(&self) -> (MediaId, LegId) {
        self.command.expect("a command with an id")
    }

    pub(crate) fn running(&self) -> Option<&str> {
        self.call.running().map(offhook::action::ActionType::as_str)
    }

    /// The `InvocationEventType` and the detail of the last event.
    pub(crate) fn last(&self) -> (&str, Option<&str>) {
        self.events.last().map(|one| (&*one.event, one.detail.as_deref())).expect("an event")
    }

    /// The event that was sent last.
    pub(crate) fn event(&self) -> Value {
        let invoked = self.events.last().expect("an event");
        serde_json::from_str(invoked.json.as_str()).expect("an event is JSON")
    }

    /// Number of commands that end another.
    pub(crate) fn stops(&self) -> usize {
        self.commands.iter().filter(|command| matches!(command, Command::Stop { .. })).count()
    }

    pub(crate) fn remarks(&self) -> Vec<&str> {
        let notes = self.notes.iter();
        notes
            .filter_map(|note| match note {
                Happening::Note { text } => Some(text.as_ref()),
                _ => None,
            })
            .collect()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is written where it is called")]
pub(crate) fn action(action_type: &str, parameters: Value) -> Value {
    json!({ "Type": action_type, "Parameters": parameters })
}

pub(crate) fn speak() -> Value {
    action("Speak", json!({ "Text": "Hello." }))
}

pub(crate) fn pause(milliseconds: u32) -> Value {
    action("Pause", json!({ "DurationInMilliseconds": milliseconds }))
}

pub(crate) fn ask(max: u32) -> Value {
    action(
        "SpeakAndGetDigits",
        json!({
            "SpeechParameters": { "Text": "Press 1." }, "MaxNumberOfDigits": max,
            "RepeatDurationInMilliseconds": 5_000,
        }),
    )
}

pub(crate) fn record() -> Value {
    action(
        "RecordAudio",
        json!({
            "RecordingDestination": { "Type": "S3", "BucketName": "messages" },
            "RecordingTerminators": ["#", "*"],
        }),
    )
}

pub(crate) fn bridge() -> Value {
    let endpoint = json!({ "BridgeEndpointType": "PSTN", "Uri": "+12065550123" });
    action("CallAndBridge", json!({ "CallerIdNumber": "+14255550199", "Endpoints": [endpoint] }))
}

pub(crate) fn bridge_with_ringback() -> Value {
    let mut bridge = bridge();
    bridge["Parameters"]["RingbackTone"] = audio();
    bridge
}

pub(crate) fn join() -> Value {
    action("JoinChimeMeeting", json!({ "JoinToken": "token" }))
}

pub(crate) fn receive_digits() -> Value {
    action(
        "ReceiveDigits",
        json!({
            "InputDigitsRegex": "1", "InBetweenDigitsDurationInMilliseconds": 1_000,
            "FlushDigitsDurationInMilliseconds": 3_000,
        }),
    )
}

pub(crate) fn start_call_recording() -> Value {
    let destination = json!({ "Type": "S3", "Location": "recordings" });
    action("StartCallRecording", json!({ "Track": "BOTH", "Destination": destination }))
}

pub(crate) fn audio() -> Value {
    json!({ "Type": "S3", "BucketName": "prompts", "Key": "menu.wav" })
}

/// Returns every action that runs for a time.
pub(crate) fn running_actions() -> Vec<Value> {
    vec![
        speak(),
        action("PlayAudio", json!({ "AudioSource": audio() })),
        ask(2),
        action(
            "PlayAudioAndGetDigits",
            json!({
                "AudioSource": audio(), "FailureAudioSource": audio(),
                "RepeatDurationInMilliseconds": 5_000,
            }),
        ),
        pause(5_000),
        action("SendDigits", json!({ "Digits": "1" })),
        record(),
        bridge(),
        bridge_with_ringback(),
        join(),
        action("VoiceFocus", json!({ "Enable": true })),
        action(
            "StartBotConversation",
            json!({ "BotAliasArn": "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST" }),
        ),
    ]
}

/// Starts an action while the leg is recorded, and returns the id of the call recording.
pub(crate) fn recorded(action: &Value) -> (Driven, MediaId) {
    let mut driven = Driven::new();
    driven.reply([start_call_recording(), action.clone()]);
    let (recording, _) = driven.command();
    driven.media(MediaEvent::Done { id: recording });
    driven.reply([]);
    assert_eq!(driven.running(), action["Type"].as_str());
    (driven, recording)
}

/// Returns the report of a recording.
pub(crate) fn stored(id: MediaId) -> MediaEvent {
    let (bucket, key) = ("messages".to_owned(), "message.wav".to_owned());
    MediaEvent::Recorded { id, bucket, key, length: Duration::from_secs(1) }
}
