//! Rules that hold for every sequence of inputs, under every profile.

use std::time::Duration;

use fastrand::Rng;
use offhook::action::bot::IntentResult;
use offhook::{Leg, SipHeaders};
use offhook_service::{
    Call, Command, Happening, Input, LegId, MediaEvent, MediaId, Output, Profile, Prompt, Refusal,
    Spoken, Time,
};
use serde_json::{Value, json};

/// Number of sequences, over all profiles.
const SEQUENCES: u64 = 1_500;
/// Number of inputs of a sequence, before the people hang up.
const INPUTS: usize = 60;
/// Maximum number of outputs of one input. The most is a call that ends in the middle of a list.
const MAX_OUTPUTS: usize = 100;

/// A call, and what its driver knows of it.
struct Driven {
    call: Call,
    now: Time,
    random: Rng,
    /// The invocations that have not been answered.
    invoked: Vec<(u64, u32)>,
    media: Vec<MediaId>,
    legs: Vec<LegId>,
    call_ids: Vec<String>,
    entries: u64,
    /// Its seed and profile, for a failure.
    name: String,
}

impl Driven {
    fn new(seed: u64, profile: Profile) -> Self {
        Self {
            call: crate::driven::call(profile),
            now: Time::ZERO,
            random: Rng::with_seed(seed),
            invoked: Vec::new(),
            media: Vec::new(),
            legs: Vec::new(),
            call_ids: vec!["leg-1".to_owned(), "leg-2".to_owned(), "unknown".to_owned()],
            entries: 0,
            name: format!("seed {seed}, {profile}"),
        }
    }

    /// Hands over an input, and takes all outputs.
    fn handle(&mut self, input: Input) {
        self.call.handle(self.now, input);
        let mut outputs = 0;
        while let Some(output) = self.call.poll() {
            outputs += 1;
            assert!(outputs < MAX_OUTPUTS, "{}: too many outputs", self.name);
            match output {
                Output::Happened(entry) => {
                    self.entries += 1;
                    assert_eq!(entry.number, self.entries);
                    // The record counts whole milliseconds, so that it can be read back.
                    assert_eq!(entry.at.as_millis(), self.now.as_millis());
                    let read =
                        serde_json::to_string(&entry).and_then(|text| serde_json::from_str(&text));
                    assert_eq!(read.ok(), Some(entry));
                }
                Output::Invoke { sequence, attempt, .. } => self.invoked.push((sequence, attempt)),
                Output::Media(command) => self.remember(&command),
                _ => {}
            }
        }
    }

    fn remember(&mut self, command: &Command) {
        match command {
            Command::Load { id, leg, .. }
            | Command::Play { id, leg, .. }
            | Command::SendDigits { id, leg, .. }
            | Command::Record { id, leg, .. }
            | Command::CallRecording { id, leg, .. }
            | Command::Extension { id, leg, .. } => {
                self.media.push(*id);
                self.legs.push(*leg);
            }
            Command::Dial { leg, .. } | Command::Answer { leg } | Command::Hangup { leg, .. } => {
                self.legs.push(*leg);
            }
            _ => {}
        }
    }

    /// Lets time pass, with a tick at each deadline.
    fn pass(&mut self, to: Time) {
        while let Some(deadline) = self.call.deadline().filter(|deadline| *deadline <= to) {
            self.now = self.now.max(deadline);
            self.handle(Input::Tick);
            let next = self.call.deadline();
            let has_passed = next.is_none_or(|next| next > deadline);
            assert!(has_passed, "{}: a loop of ticks at {deadline:?}", self.name);
        }
        self.now = to;
    }

    fn input(&mut self, strangers: &Strangers) -> Input {
        if self.random.u8(0..10) < 4 && !self.invoked.is_empty() {
            let at = self.random.usize(0..self.invoked.len());
            let (sequence, attempt) = self.invoked.swap_remove(at);
            return Input::Replied { sequence, attempt, result: self.result() };
        }
        match self.random.u8(0..20) {
            0 => Input::Updated { arguments: [("key".to_owned(), "value".to_owned())].into() },
            1 => Input::FailNext(Refusal::throttled()),
            2 => Input::Duplicate { sequence: self.random.u64(0..6) },
            3 => Input::Foreign { event_type: "CALL_TRANSCRIBED".to_owned() },
            4 => Input::Note(Happening::Presses { leg: Leg::A, keys: "1".to_owned() }),
            5 => Input::Tick,
            6 => Input::Offered { headers: SipHeaders::new() },
            7 => Input::Replied {
                sequence: self.random.u64(0..9),
                attempt: 1,
                result: Ok(String::new()),
            },
            _ => Input::Media(self.media_event(strangers)),
        }
    }

    fn media_event(&mut self, strangers: &Strangers) -> MediaEvent {
        let is_strange = self.random.u8(0..10) == 0;
        let (legs, media) = if is_strange {
            (&strangers.legs, &strangers.media)
        } else {
            (&self.legs, &self.media)
        };
        // The newest one is the likeliest to be open.
        let pick = |random: &mut Rng, count: usize| {
            if random.bool() { count - 1 } else { random.usize(0..count) }
        };
        let leg = self.call.leg(if self.random.bool() { Leg::A } else { Leg::B });
        let leg = match leg {
            Some(leg) if !is_strange => leg,
            _ if legs.is_empty() => strangers.legs[0],
            _ => legs[pick(&mut self.random, legs.len())],
        };
        let id = match media.len() {
            0 => strangers.media[0],
            count => media[pick(&mut self.random, count)],
        };
        let length = Duration::from_micros(self.random.u64(0..5_000_000));
        match self.random.u8(0..16) {
            0 => MediaEvent::Ringing { leg },
            1 | 2 => MediaEvent::Answered { leg },
            3 if self.random.bool() => {
                MediaEvent::Ended { leg, code: [0, 480, 486][self.random.usize(0..3)] }
            }
            4..=6 => {
                let key = self.random.choice(*b"0123456789*#x").map_or('#', char::from);
                MediaEvent::Key { leg, key }
            }
            7 => MediaEvent::Said { leg, words: "words".to_owned() },
            8 => MediaEvent::Started { id, prompt: Prompt::Speech(Spoken::default()), length },
            9 => {
                let (bucket, key) = ("bucket".to_owned(), "key".to_owned());
                MediaEvent::Recorded { id, bucket, key, length }
            }
            10 => MediaEvent::ExtensionResult { id, result: None },
            11 => {
                let result = Some(Box::new(IntentResult::default()));
                MediaEvent::ExtensionResult { id, result }
            }
            12 => MediaEvent::Failed { id, refusal: Refusal::audio() },
            _ => MediaEvent::Done { id },
        }
    }

    fn result(&mut self) -> Result<String, String> {
        match self.random.u8(0..20) {
            0 => Err("an error".to_owned()),
            1 => Ok("nonsense".to_owned()),
            2 => Ok("{}".to_owned()),
            3 => Ok(json!({ "SchemaVersion": "1.0", "Actions": [{ "Type": "None" }] }).to_string()),
            4 => Ok(json!({ "SchemaVersion": "1.0", "Actions": null }).to_string()),
            _ => {
                let count = self.random.usize(0..4);
                let actions: Vec<Value> = (0..count).map(|_| self.action()).collect();
                let attributes = self.random.bool().then(|| json!({ "key": "value" }));
                Ok(json!({
                    "SchemaVersion": "1.0", "Actions": actions, "TransactionAttributes": attributes,
                })
                .to_string())
            }
        }
    }

    fn action(&mut self) -> Value {
        let audio = json!({ "Type": "S3", "BucketName": "bucket", "Key": "key.wav" });
        let digits = json!({
            "SpeechParameters": { "Text": "Press 1." }, "AudioSource": audio,
            "FailureSpeechParameters": { "Text": "Sorry." }, "FailureAudioSource": audio,
            "InputDigitsRegex": "^[12]$", "MinNumberOfDigits": 1,
            "MaxNumberOfDigits": self.random.u8(0..3), "Repeat": self.random.u8(0..4),
            "RepeatDurationInMilliseconds": self.random.u16(0..4_000),
        });
        let (name, mut parameters) = match self.random.u8(0..20) {
            0 => ("Speak", json!({ "Text": "Hello." })),
            1 => ("PlayAudio", json!({ "AudioSource": audio, "PlaybackTerminators": ["#"] })),
            2 => ("SpeakAndGetDigits", digits),
            3 => ("PlayAudioAndGetDigits", digits),
            4 => ("Pause", json!({ "DurationInMilliseconds": self.random.u16(0..4_000) })),
            5 => (
                "ReceiveDigits",
                json!({
                    "InputDigitsRegex": "1", "InBetweenDigitsDurationInMilliseconds": 1_000,
                    "FlushDigitsDurationInMilliseconds": 3_000,
                }),
            ),
            6 => ("SendDigits", json!({ "Digits": "1,2" })),
            7 => (
                "RecordAudio",
                json!({
                    "DurationInSeconds": 5, "RecordingTerminators": ["#"],
                    "RecordingDestination": { "Type": "S3", "BucketName": "bucket" },
                }),
            ),
            8..=10 => {
                let tone = self.random.bool().then_some(audio);
                (
                    "CallAndBridge",
                    json!({
                        "CallerIdNumber": "+14255550199", "CallTimeoutSeconds": 5, "RingbackTone": tone,
                        "Endpoints": [{ "BridgeEndpointType": "PSTN", "Uri": "+12065550123" }],
                    }),
                )
            }
            11 => ("JoinChimeMeeting", json!({ "JoinToken": "token", "MeetingId": "meeting" })),
            12 => (
                "ModifyChimeMeetingAttendees",
                json!({
                    "Operation": "Mute", "MeetingId": "meeting", "AttendeeList": ["attendee"],
                }),
            ),
            13 => (
                "StartCallRecording",
                json!({
                    "Track": "BOTH", "Destination": { "Type": "S3", "Location": "bucket" },
                }),
            ),
            14 => (
                ["StopCallRecording", "PauseCallRecording", "ResumeCallRecording"]
                    [self.random.usize(0..3)],
                json!({}),
            ),
            15 => (
                "StartBotConversation",
                json!({
                    "BotAliasArn": "arn:aws:lex:us-east-1:123456789012:bot-alias/A/B",
                    "LocaleId": "en_US",
                    "Configuration": { "SessionState": { "DialogAction": { "Type": "ElicitIntent" } } },
                }),
            ),
            16 => ("VoiceFocus", json!({ "Enable": true })),
            17 => ("Speak", json!({})),
            _ => ("Hangup", json!({ "SipResponseCode": "0" })),
        };
        match self.random.u8(0..4) {
            0 => parameters["CallId"] = self.random.choice(&self.call_ids).cloned().into(),
            1 => parameters["ParticipantTag"] = self.random.choice(["LEG-A", "LEG-B"]).into(),
            _ => {}
        }
        json!({ "Type": name, "Parameters": parameters })
    }

    /// The people hang up, and time passes until nothing is left.
    fn end(&mut self) {
        for tag in [Leg::B, Leg::A] {
            if let Some(leg) = self.call.leg(tag) {
                self.handle(Input::Media(MediaEvent::Ended { leg, code: 0 }));
            }
        }
        let mut rounds = 0;
        while let Some(deadline) = self.call.deadline() {
            self.pass(deadline);
            rounds += 1;
            assert!(rounds < 100, "{}: the call does not end", self.name);
        }
        let is_over = self.call.is_over() && self.call.is_idle() && !self.call.is_connected();
        assert!(is_over, "{}: the call is not over", self.name);
        assert!(!self.call.is_listening() && self.call.running().is_none());
    }
}

/// Legs and commands of other calls, most of which a call has not.
struct Strangers {
    legs: Vec<LegId>,
    media: Vec<MediaId>,
}

impl Strangers {
    /// Takes them from a call with many bridges.
    fn new() -> Self {
        let mut other = Driven::new(0, Profile::default());
        other.handle(Input::Offered { headers: SipHeaders::new() });
        for _ in 0..40 {
            let bridge = json!({ "SchemaVersion": "1.0", "Actions": [
                { "Type": "Speak", "Parameters": { "Text": "Hello." } },
                { "Type": "CallAndBridge", "Parameters": {
                    "CallerIdNumber": "+14255550199",
                    "Endpoints": [{ "BridgeEndpointType": "PSTN", "Uri": "+12065550123" }],
                } },
            ] });
            for (sequence, attempt) in std::mem::take(&mut other.invoked) {
                let result = Ok(bridge.to_string());
                other.handle(Input::Replied { sequence, attempt, result });
            }
            if let Some(id) = other.media.last().copied() {
                other.handle(Input::Media(MediaEvent::Done { id }));
            }
            if let Some(leg) = other.call.leg(Leg::B) {
                other.handle(Input::Media(MediaEvent::Ended { leg, code: 486 }));
            }
        }
        assert!(other.legs.len() > 40 && other.media.len() > 30);
        other.legs.drain(..20);
        other.media.drain(..20);
        Self { legs: other.legs, media: other.media }
    }
}

#[test]
fn rules_hold_for_random_inputs_under_each_profile() {
    let strangers = Strangers::new();
    let profiles: Vec<Profile> = Profile::each().collect();
    let (mut bridged, mut invoked) = (0, 0);
    for (seed, profile) in (0..SEQUENCES).zip(profiles.iter().cycle()) {
        let mut driven = Driven::new(seed, *profile);
        let is_placed = driven.random.u8(0..4) == 0;
        driven.handle(if is_placed {
            Input::Placed { arguments: [].into() }
        } else {
            Input::Offered { headers: SipHeaders::new() }
        });
        for _ in 0..INPUTS {
            let passes = Duration::from_micros(driven.random.u64(0..2_000_000));
            driven.pass(driven.now + passes);
            let input = driven.input(&strangers);
            driven.handle(input);
            bridged += u64::from(driven.call.is_connected());
        }
        driven.end();
        invoked += driven.call.invocations();
    }
    // The sequences reach something.
    assert!(bridged > SEQUENCES && invoked > 5 * SEQUENCES, "{bridged} and {invoked}");
}
