//! Sample transcripts for tests.
//!
//! Depends only on the [`Transcript`].

use std::time::Duration;

use offhook::Leg;
use offhook_service::Spoken;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::{Entry, Happening, Invoked, Prompt, Transcript};

pub(super) fn transcript(entries: Vec<(u64, Happening)>) -> Transcript {
    let entry = |(number, (milliseconds, what))| Entry {
        number,
        at: Duration::from_millis(milliseconds),
        what,
    };
    Transcript {
        transaction_id: "t".to_owned(),
        from: "+14255550199".to_owned(),
        to: "+12065550100".to_owned(),
        entries: (1..).zip(entries).map(entry).collect(),
    }
}

/// Returns an event. `about` is an action and a leg, separated by a space.
pub(super) fn event(sequence: u64, event: &str, about: &str, detail: &str) -> Happening {
    let (action, leg) = about.split_once(' ').unwrap_or((about, ""));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Happening::Event(Invoked {
        sequence,
        attempt: 1,
        event: event.to_owned(),
        action: some(action),
        leg: Leg::from_tag(leg),
        detail: some(detail),
        json: RawValue::NULL.to_owned().into(),
    })
}

/// Returns a reply with these actions, each with its type and parameters.
pub(super) fn replied(sequence: u64, actions: &[(&str, Value)]) -> Happening {
    let action =
        |(name, parameters): &(&str, Value)| json!({ "Type": name, "Parameters": parameters });
    let actions: Vec<_> = actions.iter().map(action).collect();
    let json = to_raw_value(&json!({ "SchemaVersion": "1.0", "Actions": actions })).unwrap();
    Happening::Replied { sequence, json: json.into() }
}

pub(super) fn hears(leg: Leg, words: &str) -> Happening {
    let spoken = Spoken { text: words.to_owned(), ..Spoken::default() };
    let prompt = Prompt::Speech(spoken);
    Happening::Hears { leg, prompt, length: Duration::from_secs(2), repeat: Some(1) }
}

/// Returns a bridged call.
pub(super) fn bridged() -> Transcript {
    let far_end = "+12065550123".to_owned();
    transcript(vec![
        (0, Happening::Dialled { outbound: false }),
        (0, event(1, "NEW_INBOUND_CALL", "", "")),
        (
            12,
            replied(
                1,
                &[(
                    "SpeakAndGetDigits",
                    json!({
                        "SpeechParameters": { "Text": "Thanks for calling. Press 1 for sales." },
                        "MinNumberOfDigits": 1, "MaxNumberOfDigits": 1, "Repeat": 3,
                    }),
                )],
            ),
        ),
        (12, Happening::Answered { leg: Leg::A }),
        (12, hears(Leg::A, "Thanks for calling. Press 1 for sales.")),
        (2_512, Happening::Presses { leg: Leg::A, keys: "1".to_owned() }),
        (2_512, Happening::CutShort { leg: Leg::A }),
        (2_512, event(2, "ACTION_SUCCESSFUL", "SpeakAndGetDigits LEG-A", "digits 1")),
        (
            2_519,
            replied(
                2,
                &[
                    (
                        "StartCallRecording",
                        json!({ "Track": "BOTH", "Destination": { "Location": "calls" } }),
                    ),
                    (
                        "CallAndBridge",
                        json!({ "Endpoints": [{ "Uri": far_end }], "CallTimeoutSeconds": 20 }),
                    ),
                ],
            ),
        ),
        (2_519, Happening::Rings { leg: Leg::B, to: far_end }),
        (6_519, Happening::Answered { leg: Leg::B }),
        (6_519, Happening::Bridged),
        (6_519, event(3, "ACTION_SUCCESSFUL", "CallAndBridge LEG-A", "")),
        (6_523, replied(3, &[])),
        (20_000, Happening::Says { leg: Leg::B, words: "What is the weather like?".to_owned() }),
        (64_100, Happening::HangsUp { leg: Leg::B }),
        (64_100, event(4, "HANGUP", "Hangup LEG-B", "normal (0)")),
        (
            64_104,
            replied(
                4,
                &[
                    ("Speak", json!({ "Text": "Goodbye." })),
                    ("Hangup", json!({ "SipResponseCode": 0 })),
                ],
            ),
        ),
        (64_104, hears(Leg::A, "Goodbye.")),
        (65_000, Happening::Disconnected { leg: Leg::A, code: 0, given_up: false }),
        (
            65_000,
            Happening::Recorded {
                leg: Leg::A,
                bucket: "calls".to_owned(),
                key: "Amazon-Chime-SMA-Call-Recordings/2026/01/02/t.wav".to_owned(),
                length: Duration::from_millis(62_481),
            },
        ),
        (65_000, event(5, "HANGUP", "Hangup LEG-A", "normal (0)")),
        (65_002, replied(5, &[])),
    ])
}

/// Returns a call with every happening that a bridged call lacks.
pub(super) fn odd() -> Transcript {
    let mut again = event(1, "NEW_OUTBOUND_CALL", "CallCreateRequest", "arguments a=1");
    if let Happening::Event(event) = &mut again {
        event.attempt = 2;
    }
    let arguments = [("action".to_owned(), "mute".to_owned())].into();
    transcript(vec![
        (0, Happening::Dialled { outbound: true }),
        (0, event(1, "NEW_OUTBOUND_CALL", "CallCreateRequest", "arguments a=1")),
        (5_000, Happening::Fault { name: "slow_lambda".to_owned(), sequence: 4 }),
        (5_000, again),
        (5_004, replied(1, &[])),
        (5_004, Happening::Rings { leg: Leg::A, to: "+12065550100".to_owned() }),
        (5_004, event(2, "RINGING", "", "")),
        (
            5_005,
            Happening::Failed {
                sequence: 2,
                problem: "Runtime.ExitError: exit status 1".to_owned(),
            },
        ),
        (9_000, Happening::Answered { leg: Leg::A }),
        (9_000, event(3, "CALL_ANSWERED", "", "")),
        (9_009, replied(3, &[("JoinChimeMeeting", json!({ "MeetingId": "0f1c" }))])),
        (9_009, Happening::JoinedMeeting { meeting: Some("0f1c".to_owned()) }),
        (9_500, Happening::Updated { arguments }),
        (9_600, Happening::HearsKeys { leg: Leg::B, keys: "12#".to_owned() }),
        (
            9_600,
            Happening::Hears {
                leg: Leg::B,
                prompt: Prompt::Audio { bucket: "prompts".to_owned(), key: "beep.wav".to_owned() },
                length: Duration::from_secs(1),
                repeat: Some(1),
            },
        ),
        (9_700, Happening::CutShort { leg: Leg::B }),
        (
            9_700,
            Happening::Note {
                text: "the reply came after the call was over: it is ignored".into(),
            },
        ),
        (9_701, replied(2, &[("Hangup", json!({}))])),
        (9_800, Happening::HangsUp { leg: Leg::B }),
        (9_900, Happening::NotAnswered { leg: Leg::A, code: 486 }),
    ])
}

/// Returns long texts, wide characters, and characters with a meaning for terminals and Mermaid.
pub(super) fn texts() -> Transcript {
    transcript(vec![
        (0, hears(Leg::A, &"Please hold the line. ".repeat(20))),
        (1, hears(Leg::A, "お電話ありがとうございます。営業部は一番を押してください。")),
        (
            2,
            Happening::Says {
                leg: Leg::A,
                words: "a; b #1 <b>\"c\"</b> {d}: %%e\nf \x1b[31m $$g$$ &amp;".to_owned(),
            },
        ),
        (3, Happening::Presses { leg: Leg::A, keys: "1234567890".repeat(20) }),
    ])
}
