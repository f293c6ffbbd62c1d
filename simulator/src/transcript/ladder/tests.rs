use serde_json::json;

use super::*;
use crate::Happening;
use crate::transcript::sample;

/// Asserts the ladder. The expected text starts with a line break so that its columns align.
#[track_caller]
fn assert_shown(ladder: &impl fmt::Display, expected: &str) {
    let ladder = ladder.to_string();
    assert_eq!(ladder, expected.trim_start_matches('\n'), "{ladder}");
    assert!(ladder.lines().all(|row| width(row) <= WIDTH && row == row.trim_end()), "{ladder}");
}

#[test]
fn bridged_call_is_drawn() {
    assert_shown(
        &sample::bridged(),
        r#"
  seconds  Caller (LEG-A)        Audio service                       Lambda          Far end (LEG-B)
           +14255550199          +12065550100                                           +12065550123
───────────────────────────────────────┬────────────────────────────────┬───────────────────────────
    0.000  ╭── dials +12065550100 ────►│                                │
           ┊                           ├── 1 NEW_INBOUND_CALL ─────────►│
    0.012  ┊                           │◄─ SpeakAndGetDigits "Thanks ───┤
           ┊                           │   for calling. Press 1 for     │
           ┊                           │   sales.", 1 digit, 3          │
           ┊                           │   attempts                     │
           │◄─ answers ────────────────┤                                │
           │◄─ "Thanks for calling. ───┤                                │
           │   Press 1 for sales."     │                                │
           │                           │                                │
    2.512  ├── presses 1 ─────────────►│                                │
           │ × cut short               │                                │
           │                           ├── 2 ACTION_SUCCESSFUL ────────►│
           │                           │   SpeakAndGetDigits LEG-A,     │
           │                           │   digits 1                     │
    2.519  │                           │◄─ · StartCallRecording track ──┤
           │                           │     BOTH, to s3://calls        │
           │                           │   · CallAndBridge              │
           │                           │     +12065550123, rings 20 s   │
           │                           ├────────────────────────────────┼── rings +12065550123 ───►╷
           │                           │                                │                          ┊
    6.519  │                           │◄───────────────────────────────┼── answers ───────────────┤
           │◄══════════════════════════╪══ connected ═══════════════════╪═════════════════════════►│
           │                           ├── 3 ACTION_SUCCESSFUL ────────►│                          │
           │                           │   CallAndBridge LEG-A          │                          │
    6.523  │                           │◄─ (no actions) ────────────────┤                          │
           │                           │                                │                          │
   20.000  │                           │◄───────────────────────────────┼── says "What is the ─────┤
           │                           │                                │   weather like?"         │
           │                           │                                │                          │
   64.100  │                           │◄───────────────────────────────┼── hangs up ──────────────╯
           │                           ├── 4 HANGUP LEG-B, normal (0) ─►│
   64.104  │                           │◄─ · Speak "Goodbye." ──────────┤
           │                           │   · Hangup normal (0)          │
           │◄─ "Goodbye." ─────────────┤                                │
   65.000  ╵◄─ hangs up ───────────────┤                                │
                                       │ • 62.481 s of LEG-A recorded as
                                       │   s3://calls/Amazon-Chime-SMA-Call-Recordings/2026/01/02/
                                       │   t.wav                        │
                                       ├── 5 HANGUP LEG-A, normal (0) ─►│
   65.002                              │◄─ (no actions) ────────────────┤
───────────────────────────────────────┴────────────────────────────────┴───────────────────────────"#,
    );
}

#[test]
fn other_happenings_are_drawn() {
    assert_shown(
        &sample::odd(),
        "
  seconds  Called (LEG-A)        Audio service                       Lambda          Meeting (LEG-B)
           +12065550100          +14255550199                                                   0f1c
───────────────────────────────────────┬────────────────────────────────┬───────────────────────────
    0.000                              │ • CreateSipMediaApplicationCall from +14255550199 to
                                       │   +12065550100                 │
                                       ├── 1 NEW_OUTBOUND_CALL ────────►│
                                       │   arguments a=1                │
                                       │                                │
    5.000                              │ ! fault: slow_lambda           │
                                       ├── 1 NEW_OUTBOUND_CALL ────────►│
                                       │   (attempt 2)                  │
                                       │   arguments a=1                │
    5.004                              │◄─ (no actions) ────────────────┤
           ╷◄─ rings +12065550100 ─────┤                                │
           ┊                           ├── 2 RINGING ──────────────────►│
    5.005  ┊                           │◄─ fails: Runtime.ExitError: ───┤
           ┊                           │   exit status 1                │
           ┊                           │                                │
    9.000  ├── answers ───────────────►│                                │
           │                           ├── 3 CALL_ANSWERED ────────────►│
    9.009  │                           │◄─ JoinChimeMeeting meeting ────┤
           │                           │   0f1c                         │
           │◄══════════════════════════╪══ in the meeting 0f1c ═════════╪═════════════════════════►╷
    9.500  │                           │ • UpdateSipMediaApplicationCall action=mute               │
    9.600  │                           ├────────────────────────────────┼── keys 12# ─────────────►│
           │                           ├────────────────────────────────┼── ♪ prompts/beep.wav ───►│
    9.700  │                           │                                │              × cut short │
           │                           │ • the reply came after the call was over: it is ignored   │
    9.701  │                           │◄─ to 2: Hangup ────────────────┤                          │
    9.800  │                           │◄───────────────────────────────┼── the meeting ends ──────╯
    9.900  ╰── busy (486) ────────────►│                                │
───────────────────────────────────────┴────────────────────────────────┴───────────────────────────",
    );
}

#[test]
fn failures_of_the_lambda_are_drawn() {
    let problem = "no actions".to_owned();
    let ladder = sample::transcript(vec![
        (0, sample::event(1, "NEW_INBOUND_CALL", "", "")),
        (20_000, Happening::NoReply { sequence: 1 }),
        (20_000, Happening::Refused { sequence: 1, problem }),
        (20_000, Happening::UsedUp),
    ]);
    let ladder = ladder.to_string();
    for text in [
        "◄─ fails: no reply within 20 s ─",
        "• invalid reply: no actions ",
        "• the call has reached the limit of 1,000 ",
    ] {
        assert!(ladder.contains(text), "{text:?} is missing in\n{ladder}");
    }
}

/// Returns `true` if the caller is connected at the event with this number.
fn caller_is_up(ladder: &impl fmt::Display, sequence: u64) -> bool {
    let (ladder, event) = (ladder.to_string(), format!("{sequence} RINGING"));
    let row = ladder.lines().find(|row| row.contains(&event)).unwrap_or_else(|| panic!("{ladder}"));
    row.chars().find(|sign| ['│', '├'].contains(sign)) == Some('│')
}

#[test]
fn leg_that_is_used_or_was_answered_is_up() {
    let event = |sequence| sample::event(sequence, "RINGING", "", "");
    let presses = Happening::Presses { leg: Leg::A, keys: "1".to_owned() };
    for used in [presses, Happening::Bridged] {
        let rings = Happening::Rings { leg: Leg::B, to: "+12065550123".to_owned() };
        let transcript = sample::transcript(vec![(0, rings), (0, used), (0, event(1))]);
        assert!(caller_is_up(&transcript, 1), "{transcript}");
    }
    let answered = Happening::Answered { leg: Leg::A };
    let entries = vec![(0, event(1)), (0, event(2)), (0, answered), (0, event(3))];
    let transcript = sample::transcript(entries);
    assert!(!caller_is_up(&transcript, 1), "{transcript}");
    // The answer is in the turn that is left out.
    assert!(caller_is_up(&transcript.ladder().turns(1), 3), "{transcript}");
}

/// LEG-B is a person at times, and a meeting at others.
#[test]
fn meeting_is_told_from_a_far_end() {
    let (a, b) = (Leg::A, Leg::B);
    let rings = |leg| Happening::Rings { leg, to: "+12065550123".to_owned() };
    let person = [rings(b), Happening::Answered { leg: b }, Happening::HangsUp { leg: b }];
    let mut calls = vec![rings(a), Happening::Answered { leg: a }];
    calls.extend(person.clone());
    calls.extend([Happening::JoinedMeeting { meeting: None }, Happening::HangsUp { leg: b }]);
    calls.extend(person);
    let ladder = sample::transcript(calls.into_iter().map(|what| (0, what)).collect()).to_string();
    assert!(ladder.contains("Far end (LEG-B)"), "{ladder}");
    let ends: Vec<_> = ladder
        .lines()
        .filter_map(|row| ["hangs up", "the meeting ends"].into_iter().find(|it| row.contains(it)))
        .collect();
    assert_eq!(ends, ["hangs up", "the meeting ends", "hangs up"], "{ladder}");
}

#[test]
fn long_texts_and_wide_characters_are_wrapped() {
    assert_shown(
        &sample::texts(),
        r#"
  seconds  Caller (LEG-A)                    Audio service                                    Lambda
           +14255550199                      +12065550100
───────────────────────────────────────────────────┬───────────────────────────────────────────────┬
    0.000  │◄─ "Please hold the line. Please ──────┤                                               │
           │   hold the line. Please hold the      │                                               │
           │   line. Please hold the line.         │                                               │
           │   Please hold the line. Please…"      │                                               │
    0.001  │◄─ "お電話ありがとうございます。営業 ──┤                                               │
           │   部は一番を押してください。"         │                                               │
    0.002  ├── says "a; b #1 <b>"c"</b> {d}: %%e ─►│                                               │
           │   f [31m $$g$$ &amp;"                 │                                               │
    0.003  ├── presses ───────────────────────────►│                                               │
           │   123456789012345678901234567890123   │                                               │
           │   456789012345678901234567890123456   │                                               │
           │   78901234567890123456789012345678…   │                                               │
───────────┴───────────────────────────────────────┴───────────────────────────────────────────────┴"#,
    );
}

#[test]
fn empty_transcript_is_drawn() {
    assert_shown(
        &sample::transcript(vec![]),
        "
  seconds  Caller (LEG-A)                    Audio service                                    Lambda
           +14255550199                      +12065550100
───────────────────────────────────────────────────┬───────────────────────────────────────────────┬
             nothing happened                      │                                               │
───────────────────────────────────────────────────┴───────────────────────────────────────────────┴",
    );
}

#[test]
fn ladder_can_be_limited_to_its_last_entries() {
    assert_shown(
        &sample::bridged().ladder().last(4),
        "
  seconds  Caller (LEG-A)        Audio service                       Lambda          Far end (LEG-B)
           +14255550199          +12065550100                                           +12065550123
───────────┬───────────────────────────┬────────────────────────────────┬───────────────────────────
           │ ⋮ 19 earlier              │                                │
   65.000  ╵◄─ hangs up ───────────────┤                                │
                                       │ • 62.481 s of LEG-A recorded as
                                       │   s3://calls/Amazon-Chime-SMA-Call-Recordings/2026/01/02/
                                       │   t.wav                        │
                                       ├── 5 HANGUP LEG-A, normal (0) ─►│
   65.002                              │◄─ (no actions) ────────────────┤
───────────────────────────────────────┴────────────────────────────────┴───────────────────────────",
    );
}

#[test]
fn width_is_kept() {
    for width in [60, 80, 99, 100, 160, 300] {
        for transcript in [sample::bridged(), sample::odd(), sample::texts()] {
            let ladder = transcript.ladder().width(width).to_string();
            assert!(ladder.lines().all(|row| super::width(row) <= width), "{ladder}");
            assert_eq!(ladder.lines().nth(2).map(super::width), Some(width));
        }
    }
    assert_eq!(
        sample::odd().ladder().width(1).to_string().lines().nth(2).map(super::width),
        Some(60)
    );
}

#[test]
fn narrow_ladder_has_more_rows_and_a_wide_one_more_text() {
    assert_shown(
        &sample::bridged().ladder().width(80).last(6),
        r#"
seconds Caller (LEG-A)  Audio service                 Lambda     Far end (LEG-B)
        +14255550199    +12065550100                                +12065550123
────────┬─────────────────────┬──────────────────────────┬──────────────────────
        │ ⋮ 17 earlier        │                          │
 64.104 │                     │◄─ · Speak "Goodbye." ────┤
        │                     │   · Hangup normal (0)    │
        │◄─ "Goodbye." ───────┤                          │
 65.000 ╵◄─ hangs up ─────────┤                          │
                              │ • 62.481 s of LEG-A recorded as
                              │   s3://calls/Amazon-Chime-SMA-Call-Recordings/
                              │   2026/01/02/t.wav       │
                              ├── 5 HANGUP ─────────────►│
                              │   LEG-A, normal (0)      │
 65.002                       │◄─ (no actions) ──────────┤
──────────────────────────────┴──────────────────────────┴──────────────────────"#,
    );
    let words = "word ".repeat(100);
    let transcript = sample::transcript(vec![(0, sample::hears(Leg::A, &words))]);
    let prompt = |ladder: Ladder<'_>| {
        let ladder = ladder.to_string();
        (ladder.lines().count() - 4, ladder.matches("word").count())
    };
    let ladder = transcript.ladder();
    let [narrow, usual, wide] = [80, 100, 160].map(|columns| prompt(ladder.width(columns)));
    assert_eq!([narrow.0, usual.0, wide.0], [6, 4, 4]);
    assert!(narrow.1 > 20 && usual.1 > 20 && wide.1 > 40, "{narrow:?} {usual:?} {wide:?}");
    assert_eq!(prompt(ladder.full(true)).1, 100);
}

#[test]
fn errors_are_never_cut() {
    let problem = "expected an object ".repeat(30);
    let entries = vec![(0, crate::Happening::Failed { sequence: 1, problem: problem.clone() })];
    let ladder = sample::transcript(entries).to_string();
    assert_eq!(ladder.matches("expected").count(), 30, "{ladder}");
}

#[test]
fn long_call_is_limited_to_its_first_and_last_turns() {
    let turn = |number| sample::event(number, "RINGING", "", "");
    let transcript = sample::transcript((1..=1_000).map(|n| (n, turn(n))).collect());
    let ladder = transcript.ladder().turns(2).to_string();
    let rows: Vec<_> = ladder.lines().skip(3).map(str::trim_start).collect();
    for (row, text) in
        rows.iter().zip(["0.001 ", "0.002 ", "⋮ 996 more turns ", "0.999 ", "1.000 "])
    {
        assert!(row.starts_with(text), "{text:?} is missing in\n{ladder}");
    }
    assert_eq!(rows.len(), 6, "{ladder}");
    for all in [0, 500, 600, 2_000] {
        assert_eq!(transcript.ladder().turns(all).to_string(), transcript.to_string());
    }
}

#[test]
fn call_ids_are_shown_as_legs() {
    let event = json!({"CallDetails": {"Participants": [
        {"CallId": "id-a", "ParticipantTag": "LEG-A"}, {"CallId": "id-b", "ParticipantTag": "LEG-B"}]}});
    let mut invoked = sample::event(1, "HANGUP", "", "");
    if let crate::Happening::Event(invoked) = &mut invoked {
        invoked.json = serde_json::from_value(event).unwrap();
    }
    let hangup = sample::replied(1, &[("Hangup", json!({"CallId": "id-b"}))]);
    let hears = sample::hears(Leg::B, "Hello.");
    let ladder = sample::transcript(vec![(0, invoked), (0, hangup), (0, hears)]).to_string();
    assert!(ladder.contains("◄─ Hangup LEG-B ─"), "{ladder}");
}

#[test]
fn colours_do_not_change_the_text() {
    let plain = sample::odd().to_string();
    let coloured = sample::odd().ladder().coloured(true).to_string();
    assert!(coloured.contains("\x1b[32m"), "{coloured}");
    let mut stripped = String::new();
    for (number, part) in coloured.split('\x1b').enumerate() {
        let text = part.split_once('m').filter(|_| number > 0).map_or(part, |(_, text)| text);
        stripped.push_str(text);
    }
    assert_eq!(stripped, plain);
}

#[test]
fn limit_above_the_number_of_entries_shows_all() {
    let transcript = sample::bridged();
    assert_eq!(transcript.ladder().last(1_000).to_string(), transcript.to_string());
}

#[test]
fn unusual_texts_stay_within_the_width() {
    for text in ["", "\u{301}", "\u{200d}\u{fe0f}", "· ", "!", "\n\r\t", &"電\u{301}".repeat(300)]
    {
        let mut transcript = sample::transcript(vec![
            (u64::MAX, sample::event(1, text, text, text)),
            (0, sample::replied(2, &[(text, json!({})), (text, json!({}))])),
            (5, sample::hears(Leg::B, text)),
            (5, crate::Happening::Note { text: text.to_owned().into() }),
            (5, crate::Happening::Rings { leg: Leg::B, to: text.to_owned() }),
        ]);
        (transcript.from, transcript.to) = (text.to_owned(), text.to_owned());
        let ladder = transcript.to_string();
        assert!(ladder.lines().all(|row| width(row) <= WIDTH), "{ladder}");
        assert!(transcript.to_mermaid().lines().count() > 9, "{text:?}");
    }
}
