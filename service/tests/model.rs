//! What a driver may rely on: reports about other commands change nothing, and the record describes events.

use std::time::Duration;

use offhook::{Leg, SipHeaders};
use offhook_service::{
    Call, Command, Happening, Input, Invoked, LegId, MediaEvent, MediaId, Output, Refusal,
    Settings, Time,
};
use serde_json::{Value, json};

/// A call of one leg, driven by hand.
struct Driven {
    call: Call,
    now: Time,
    /// The sequence of the last event.
    sequence: u64,
    /// The last command with an id.
    command: Option<(MediaId, LegId)>,
    events: Vec<Invoked>,
}

impl Driven {
    fn new() -> Self {
        let settings = Settings::new("transaction", "+14255550199", "+12065550100");
        let call = Call::new(settings, || "leg".to_owned());
        let (now, sequence, command, events) = (Time::ZERO, 0, None, Vec::new());
        let mut driven = Self { call, now, sequence, command, events };
        driven.handle(Input::Offered { headers: SipHeaders::new() });
        driven
    }

    fn handle(&mut self, input: Input) {
        self.call.handle(self.now, input);
        while let Some(output) = self.call.poll() {
            match output {
                Output::Invoke { sequence, .. } => self.sequence = sequence,
                Output::Happened(entry) => {
                    if let Happening::Event(invoked) = entry.what {
                        self.events.push(invoked);
                    }
                }
                Output::Media(
                    Command::Load { id, leg, .. }
                    | Command::Play { id, leg, .. }
                    | Command::CallRecording { id, leg, .. },
                ) => self.command = Some((id, leg)),
                _ => {}
            }
        }
    }

    /// Answers the last event with these actions.
    fn reply(&mut self, actions: impl IntoIterator<Item = Value>) {
        let actions: Vec<Value> = actions.into_iter().collect();
        let reply = json!({ "SchemaVersion": "1.0", "Actions": actions }).to_string();
        self.handle(Input::Replied { sequence: self.sequence, attempt: 1, result: Ok(reply) });
    }

    fn media(&mut self, event: MediaEvent) {
        self.handle(Input::Media(event));
    }

    /// Returns the last command with an id, and its leg.
    fn command(&self) -> (MediaId, LegId) {
        self.command.expect("a command with an id")
    }

    fn running(&self) -> Option<&str> {
        self.call.running().map(offhook::action::ActionType::as_str)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is written where it is called")]
fn action(action_type: &str, parameters: Value) -> Value {
    json!({ "Type": action_type, "Parameters": parameters })
}

fn speak() -> Value {
    action("Speak", json!({ "Text": "Hello." }))
}

/// Returns every action that runs for a time.
fn running_actions() -> Vec<Value> {
    let audio = json!({ "Type": "S3", "BucketName": "prompts", "Key": "menu.wav" });
    let speech = json!({ "Text": "Press 1." });
    let endpoint = json!({ "BridgeEndpointType": "PSTN", "Uri": "+12065550123" });
    let bridge = json!({ "CallerIdNumber": "+14255550199", "Endpoints": [endpoint] });
    let mut ringback = bridge.clone();
    ringback["RingbackTone"] = audio.clone();
    vec![
        speak(),
        action("PlayAudio", json!({ "AudioSource": audio })),
        action(
            "SpeakAndGetDigits",
            json!({ "SpeechParameters": speech, "RepeatDurationInMilliseconds": 5_000 }),
        ),
        action(
            "PlayAudioAndGetDigits",
            json!({
                "AudioSource": audio, "FailureAudioSource": audio,
                "RepeatDurationInMilliseconds": 5_000,
            }),
        ),
        action("Pause", json!({ "DurationInMilliseconds": 5_000 })),
        action("SendDigits", json!({ "Digits": "1" })),
        action(
            "RecordAudio",
            json!({
                "RecordingDestination": { "Type": "S3", "BucketName": "messages" },
                "RecordingTerminators": ["#"],
            }),
        ),
        action("CallAndBridge", bridge),
        action("CallAndBridge", ringback),
        action("JoinChimeMeeting", json!({ "JoinToken": "token" })),
        action("VoiceFocus", json!({ "Enable": true })),
        action(
            "StartBotConversation",
            json!({ "BotAliasArn": "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST" }),
        ),
    ]
}

/// Starts an action while the leg is recorded, and returns the id of the call recording.
fn recorded(action: &Value) -> (Driven, MediaId) {
    let mut driven = Driven::new();
    let destination = json!({ "Type": "S3", "Location": "recordings" });
    let start = json!({
        "Type": "StartCallRecording", "Parameters": { "Track": "BOTH", "Destination": destination },
    });
    driven.reply([start, action.clone()]);
    let (recording, _) = driven.command();
    driven.media(MediaEvent::Done { id: recording });
    driven.reply([]);
    assert_eq!(driven.running(), action["Type"].as_str());
    (driven, recording)
}

#[test]
fn reports_about_another_command_do_not_end_an_action() {
    for action in running_actions() {
        for report in 0..4 {
            let (mut driven, id) = recorded(&action);
            let sent = driven.sequence;
            driven.media(match report {
                0 => MediaEvent::Done { id },
                1 => MediaEvent::Failed { id, refusal: Refusal::upload() },
                2 => MediaEvent::ExtensionResult { id, result: None },
                _ => MediaEvent::Recorded {
                    id,
                    bucket: "recordings".to_owned(),
                    key: "leg.wav".to_owned(),
                    length: Duration::from_secs(1),
                },
            });
            assert_eq!(driven.running(), action["Type"].as_str(), "report {report}");
            assert_eq!(driven.sequence, sent, "{action}: report {report}");
        }
    }
}

#[test]
fn queries_tell_what_goes_on() {
    for action in running_actions() {
        let (driven, _) = recorded(&action);
        let (_, leg) = driven.command();
        let call = &driven.call;
        assert_eq!(call.is_bot_talking(), action["Type"] == "StartBotConversation");
        assert_eq!((call.is_idle(), call.is_over(), call.is_listening()), (false, false, false));
        assert_eq!((call.tag(leg), call.is_recording(leg)), (Some(Leg::A), true));
    }
    let mut driven = Driven::new();
    assert!(!driven.call.is_idle(), "a reply is outstanding");
    driven.reply([action(
        "ReceiveDigits",
        json!({
            "InputDigitsRegex": "1", "InBetweenDigitsDurationInMilliseconds": 1_000,
            "FlushDigitsDurationInMilliseconds": 3_000,
        }),
    )]);
    driven.reply([]);
    assert!(driven.call.is_idle() && driven.call.is_listening());
}

#[test]
fn second_beginning_and_update_of_an_ended_call_are_ignored() {
    let mut driven = Driven::new();
    driven.handle(Input::Offered { headers: SipHeaders::new() });
    driven.handle(Input::Placed { arguments: [].into() });
    assert_eq!(driven.events.len(), 1);
    driven.reply([action("Hangup", json!({}))]);
    assert_eq!(driven.events.len(), 2);
    driven.handle(Input::Updated { arguments: [].into() });
    driven.handle(Input::Foreign { event_type: "NEW_THING".to_owned() });
    assert_eq!(driven.events.len(), 2);
}

#[test]
fn record_of_an_event_has_its_leg_action_and_detail() {
    let mut driven = Driven::new();
    driven.reply([speak()]);
    let (id, leg) = driven.command();
    driven.media(MediaEvent::Done { id });
    let listen = json!({
        "InputDigitsRegex": "1", "InBetweenDigitsDurationInMilliseconds": 1_000,
        "FlushDigitsDurationInMilliseconds": 3_000,
    });
    driven.reply([action("Pause", json!({ "DurationInMilliseconds": 1 }))]);
    driven.handle(Input::Replied { sequence: 3, attempt: 1, result: Ok("{}".to_owned()) });
    driven.reply([
        action("ReceiveDigits", listen),
        action("Pause", json!({ "DurationInMilliseconds": 9_000 })),
    ]);
    driven.media(MediaEvent::Key { leg, key: '1' });
    driven.now = Duration::from_secs(1);
    driven.handle(Input::Tick);
    driven.handle(Input::Updated { arguments: [].into() });
    driven.reply([speak()]);
    driven.media(MediaEvent::Ended { leg, code: 0 });
    let record: Vec<_> = driven
        .events
        .iter()
        .map(|one| (&*one.event, one.leg, one.action.as_deref(), one.detail.as_deref()))
        .collect();
    let a = Some(Leg::A);
    let (invalid, mismatch) = (
        "InvalidActionParameter: The Duration parameter is invalid.",
        "SchemaVersionMismatch: Schema version of the reply differs from the request's",
    );
    assert_eq!(
        record,
        [
            ("NEW_INBOUND_CALL", a, None, None),
            ("ACTION_SUCCESSFUL", a, Some("Speak"), None),
            ("ACTION_FAILED", a, Some("Pause"), Some(invalid)),
            ("INVALID_LAMBDA_RESPONSE", None, None, Some(mismatch)),
            ("DIGITS_RECEIVED", a, None, Some("digits 1")),
            ("CALL_UPDATE_REQUESTED", None, None, None),
            ("ACTION_INTERRUPTED", a, Some("Pause"), None),
            ("HANGUP", a, None, Some("normal (0)")),
        ]
    );
}
