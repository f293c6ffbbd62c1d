use std::collections::BTreeSet;

use serde_json::json;

use super::*;

fn json(text: &str) -> Json {
    RawValue::from_string(text.to_owned()).unwrap().into()
}

/// Every happening, at least once.
fn every_happening() -> Vec<Happening> {
    use Happening as H;
    let text = || "é \"1\"\n".to_owned();
    let (a, b) = (Leg::A, Leg::B);
    let spoken = Spoken {
        text: text(),
        ssml: Some("<speak>é</speak>".to_owned()),
        voice: Some("Matthew".to_owned()),
        engine: Some("neural".to_owned()),
        language: Some("en-US".to_owned()),
    };
    let audio = Prompt::Audio { bucket: "prompts".to_owned(), key: "menu/1.wav".to_owned() };
    let length = Duration::from_millis(1_234);
    let invoked = Invoked {
        sequence: 7,
        attempt: 2,
        event: "ACTION_SUCCESSFUL".to_owned(),
        action: Some("Speak".to_owned()),
        leg: Some(b),
        detail: None,
        // Neither sorted nor compact.
        json: json(r#"{"b": [1.50, null],  "a": {"z":1e2,"y":"\u00e9"}}"#),
    };
    vec![
        H::Dialled { outbound: true },
        H::Rings { leg: b, to: text() },
        H::Answered { leg: a },
        H::NotAnswered { leg: b, code: 486 },
        H::Bridged,
        H::JoinedMeeting { meeting: None },
        H::JoinedMeeting { meeting: Some(text()) },
        H::Presses { leg: a, keys: "1*#D".to_owned() },
        H::Says { leg: a, words: text() },
        H::Hears { leg: a, prompt: Prompt::Speech(spoken), length, repeat: Some(1) },
        H::Hears {
            leg: a,
            prompt: Prompt::Speech(Spoken::default()),
            length: Duration::ZERO,
            repeat: Some(3),
        },
        H::Hears { leg: b, prompt: audio, length, repeat: None },
        H::CutShort { leg: a },
        H::HearsKeys { leg: b, keys: "12#".to_owned() },
        H::HangsUp { leg: a },
        H::Disconnected { leg: a, code: 480, given_up: true },
        H::Recorded { leg: a, bucket: text(), key: text(), length },
        H::Updated { arguments: BTreeMap::from([(text(), text())]) },
        H::Event(invoked),
        H::Replied { sequence: 1, json: json("null") },
        H::Replied { sequence: 1, json: json(r#"{ "Actions": [], "A": 1 }"#) },
        H::LateReply { sequence: 2, is_same: false },
        H::Failed { sequence: 3, problem: text() },
        H::NoReply { sequence: u64::MAX },
        H::Refused { sequence: 4, problem: text() },
        H::Ignored { event: text(), sequence: 5, count: 3 },
        H::AttributeLost { sequence: 6, key: text() },
        H::Replaced { sequence: 7, actions: vec![text(), text()] },
        H::ActionStarted { action: text(), leg: b },
        H::ActionEnded { action: text(), leg: a },
        H::UsedUp,
        H::Fault { name: text(), sequence: 8 },
        H::HandlerFailed { sequence: 9, error: text() },
        H::StepsOver { leg: b },
        H::Note { text: text().into() },
    ]
}

/// Does not compile without a new happening, which also belongs into the list, and into its count below.
fn assert_is_listed(what: &Happening) {
    use Happening as H;
    match what {
        H::Dialled { .. }
        | H::Rings { .. }
        | H::Answered { .. }
        | H::NotAnswered { .. }
        | H::Bridged
        | H::JoinedMeeting { .. }
        | H::Presses { .. }
        | H::Says { .. }
        | H::Hears { .. }
        | H::CutShort { .. }
        | H::HearsKeys { .. }
        | H::HangsUp { .. }
        | H::Disconnected { .. }
        | H::Recorded { .. }
        | H::Updated { .. }
        | H::Event(_)
        | H::Replied { .. }
        | H::LateReply { .. }
        | H::Failed { .. }
        | H::NoReply { .. }
        | H::Refused { .. }
        | H::Ignored { .. }
        | H::AttributeLost { .. }
        | H::Replaced { .. }
        | H::ActionStarted { .. }
        | H::ActionEnded { .. }
        | H::UsedUp
        | H::Fault { .. }
        | H::HandlerFailed { .. }
        | H::StepsOver { .. }
        | H::Note { .. } => {}
    }
}

#[test]
fn every_entry_can_be_read_back() {
    let mut names = BTreeSet::new();
    for (number, what) in (1..).zip(every_happening()) {
        let entry = Entry { number, at: Duration::from_millis(number * 1_001), what };
        let text = serde_json::to_string(&entry).unwrap();
        let read: Entry = serde_json::from_str(&text).unwrap();
        assert_eq!(read, entry, "{text}");
        assert_is_listed(&entry.what);
        let pretty = serde_json::to_string_pretty(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&pretty).unwrap(), entry, "{pretty}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        names.insert(value["what"].as_str().unwrap().to_owned());
    }
    assert_eq!(names.len(), 31, "{names:?}");
}

#[test]
fn entry_says_what_a_phone_plays() {
    let what = every_happening().swap_remove(9);
    let entry = serde_json::to_value(Entry { number: 9, at: Duration::from_millis(250), what });
    let expected = json!({
        "number": 9, "at_ms": 250, "what": "hears", "leg": "LEG-A", "length_ms": 1234, "repeat": 1,
        "prompt": { "speech": {
            "text": "é \"1\"\n", "ssml": "<speak>é</speak>", "voice": "Matthew", "engine": "neural",
            "language": "en-US",
        } },
    });
    assert_eq!(entry.unwrap(), expected);
}
