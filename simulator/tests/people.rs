//! Tests of people who act by themselves in live calls, with tokio's paused clock.

use offhook::Leg;
use offhook::action::{ActionType, CallAndBridge, Hangup, PlayAudio, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use offhook_simulator::{Happening, LiveCall, People, Simulator, Switchboard};

const US: &str = "+12065550100";
const THEM: &str = "+14255550199";

/// Calls a person, asks, and bridges to another.
#[offhook::app]
pub struct App;

#[on(CallAnswered)]
async fn answered() -> SpeakAndGetDigits {
    SpeakAndGetDigits::new("Press 1 for sales.").digits(1).regex("1").attempts(2)
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen() -> CallAndBridge {
    CallAndBridge::pstn(e164!("+12065550123"))
}

#[on(ActionSuccessful(CallAndBridge))]
async fn bridged() {}

#[on(ActionFailed)]
async fn failed() -> (Speak, Hangup) {
    (Speak::text("Goodbye."), Hangup::normal())
}

/// Places a call to these people, waits for its end, and returns the acts of people with their time in milliseconds.
async fn acts(people: &str) -> Vec<(u128, String)> {
    let people = People::parse(people, "people.yaml").unwrap();
    let board = Switchboard::new(Simulator::new(App)).people(people);
    let call = board.place(US, THEM).await;
    call.ended().await;
    acts_of(&call)
}

fn acts_of(call: &LiveCall) -> Vec<(u128, String)> {
    let entries = call.transcript().entries;
    let acts = entries.into_iter().filter_map(|entry| {
        let act = match entry.what {
            Happening::Answered { leg } => format!("{leg} answers"),
            Happening::NotAnswered { leg, code } => format!("{leg} {code}"),
            Happening::Presses { leg, keys } => format!("{leg} presses {keys}"),
            Happening::Says { leg, words } => format!("{leg} says {words}"),
            Happening::HangsUp { leg } => format!("{leg} hangs up"),
            _ => return None,
        };
        Some((entry.at.as_millis(), act))
    });
    acts.collect()
}

fn is(acts: &[(u128, String)], expected: &[(u128, &str)]) {
    let acts: Vec<_> = acts.iter().map(|(at, act)| (*at, act.as_str())).collect();
    assert_eq!(acts, expected);
}

#[tokio::test(start_paused = true)]
async fn people_take_their_steps() {
    let acts = acts(
        r#"
"+14255550199": [waits: 5s, answers, hears: press 1, presses: "9,1", waits: 1m, hangs_up]
"+12065550123": [answers, says: Hello?, hangs_up]
"#,
    )
    .await;
    // The prompt takes 1,340 ms, and saying "Hello?" 400 ms.
    is(
        &acts,
        &[
            (6_000, "LEG-A answers"),
            (7_840, "LEG-A presses 9"),
            (8_540, "LEG-A presses 1"),
            (12_540, "LEG-B answers"),
            (13_040, "LEG-B says Hello?"),
            (13_940, "LEG-B hangs up"),
        ],
    );
}

/// A person listens to their own leg, and to all repetitions of the prompt that they wait for.
#[tokio::test(start_paused = true)]
async fn people_wait_for_their_prompt() {
    let lambda = async |event: Invocation| -> Reply {
        let play = |key| PlayAudio::s3("prompts", key);
        match event.event_type().as_str() {
            "NEW_INBOUND_CALL" => (
                play("menu.wav"),
                CallAndBridge::pstn(e164!("+12065550123"))
                    .caller_id(e164!("+12065550100"))
                    .ringback_s3("prompts", "menu.wav"),
            )
                .into(),
            "ACTION_SUCCESSFUL" if event.action_type() == Some(&ActionType::CallAndBridge) => {
                (play("other.wav").on(Leg::B), play("menu.wav").repeat(2).on(Leg::B)).into()
            }
            _ => Reply::none(),
        }
    };
    let people = People::parse("others: [answers, hears: menu, hangs_up]", "p").unwrap();
    let board = Switchboard::new(Simulator::new(lambda)).people(people);
    let call = board.dial(THEM, US).await;
    let mut entries = call.subscribe();
    let gone = Happening::HangsUp { leg: Leg::B };
    while entries.next().await.is_some_and(|entry| entry.what != gone) {}
    // Two prompts of 3 s, of which the second plays twice, and half a second to react.
    is(
        &acts_of(&call),
        &[(0, "LEG-A answers"), (7_000, "LEG-B answers"), (16_500, "LEG-B hangs up")],
    );
}

#[tokio::test(start_paused = true)]
async fn people_do_not_take_calls() {
    for (word, at, code) in [
        ("is_busy", 4_000, "LEG-A 486"),
        ("refuses", 4_000, "LEG-A 603"),
        ("is_unreachable", 4_000, "LEG-A 503"),
        ("rings_out", 60_000, "LEG-A 480"),
    ] {
        is(&acts(&format!("{THEM}: [{word}]")).await, &[(at, code)]);
    }
}

#[tokio::test(start_paused = true)]
async fn others_have_steps() {
    is(&acts("others: [refuses]").await, &[(4_000, "LEG-A 603")]);
    is(&acts("+12065550123: [refuses]").await[..1], &[(4_000, "LEG-A answers")]);
    let people =
        People::new().person(THEM, []).and(People::parse("+14255550199: [is_busy]", "b").unwrap());
    let board = Switchboard::new(Simulator::new(App)).people(people);
    let call = board.place(US, THEM).await;
    call.ended().await;
    is(&acts_of(&call), &[(4_000, "LEG-A 486")]);
}

#[tokio::test(start_paused = true)]
async fn call_does_not_go_on_for_its_people() {
    let people = People::parse("others: [answers, waits: 1h]", "people.yaml").unwrap();
    let board = Switchboard::new(Simulator::new(App)).people(people);
    let mut entries = board.place(US, THEM).await.subscribe();
    drop(board);
    let mut last = None;
    while let Some(entry) = entries.next().await {
        last = Some(entry.at.as_secs());
    }
    assert_eq!(last, Some(0));
}

#[test]
fn invalid_files_are_reported_with_positions() {
    for (text, problem) in [
        ("+1425: [anwsers]", "p:1:9: \"anwsers\" is not a step: did you mean \"answers\"?"),
        ("+1425: answers", "p:1:8: expected +1425 to be a list, found \"answers\""),
        (
            "+1425: [answers, is_hung_up]",
            "p:1:18: expected a step of a called person: answers, is_busy",
        ),
        ("a b: [answers]", "p:1:1: expected a key of people to be a number"),
        ("[answers]", "p:1:1: expected people to be a mapping"),
        ("a: [waits: 5]\nb: [presses: x]", "p:1:12: expected waits to be a duration"),
    ] {
        let error = People::parse(text, "p").unwrap_err().to_string();
        assert!(error.starts_with(problem), "{error}");
    }
    let error = People::read("missing.yaml").unwrap_err().to_string();
    assert_eq!(error, "missing.yaml can't be read");
}
