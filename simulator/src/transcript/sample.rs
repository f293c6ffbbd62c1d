//! Sample transcripts for tests.
//!
//! Depends only on the [`Transcript`].

use std::time::Duration;

use offhook::Leg;
use serde_json::value::RawValue;

use super::{Entry, Happening, Invoked, Prompt, Transcript};

pub(super) fn transcript(entries: Vec<(u64, Happening)>) -> Transcript {
    let entry = |(milliseconds, what)| Entry { at: Duration::from_millis(milliseconds), what };
    Transcript {
        transaction_id: "t".to_owned(),
        from: "+14255550199".to_owned(),
        to: "+12065550100".to_owned(),
        entries: entries.into_iter().map(entry).collect(),
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
        json: RawValue::NULL.to_owned(),
    })
}

pub(super) fn replied(sequence: u64, actions: &[&str]) -> Happening {
    let actions = actions.iter().map(|action| (*action).to_owned()).collect();
    Happening::Replied { sequence, actions, json: RawValue::NULL.to_owned() }
}

pub(super) fn hears(leg: Leg, words: &str) -> Happening {
    Happening::Hears { leg, prompt: Prompt::Speech(words.to_owned()) }
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
                &[
                    r#"SpeakAndGetDigits "Thanks for calling. Press 1 for sales.", 1 digit, 3 attempts"#,
                ],
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
                    "StartCallRecording track BOTH, to s3://calls",
                    "CallAndBridge +12065550123, rings 20 s",
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
        (64_104, replied(4, &[r#"Speak "Goodbye.""#, "Hangup normal (0)"])),
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
        (5_000, Happening::Fault { name: "slow_reply".to_owned() }),
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
        (9_009, replied(3, &["JoinChimeMeeting meeting 0f1c"])),
        (9_009, Happening::JoinedMeeting { meeting: Some("0f1c".to_owned()) }),
        (9_500, Happening::Updated { arguments }),
        (9_600, Happening::HearsKeys { leg: Leg::B, keys: "12#".to_owned() }),
        (
            9_600,
            Happening::Hears { leg: Leg::B, prompt: Prompt::Audio("prompts/beep.wav".to_owned()) },
        ),
        (9_700, Happening::CutShort { leg: Leg::B }),
        (
            9_700,
            Happening::Note {
                text: "the reply came after the call was over: it is ignored".to_owned(),
            },
        ),
        (9_701, replied(2, &["Hangup"])),
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
