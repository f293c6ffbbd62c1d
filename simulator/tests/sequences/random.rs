//! Random calls, in which the service must keep its rules.

use std::time::Duration;

use offhook::Leg;
use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{FarEnd, Json, Lambda, Profile, Simulator, Step};
use serde_json::{Value, json};

use crate::support::*;

/// Number of calls under each profile.
const SEEDS: u64 = 10;

/// A Lambda with random replies. The event is the seed, so that the same event gets the same reply.
struct RandomReplies;

impl Lambda for RandomReplies {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let mut random = fastrand::Rng::with_seed(
                event
                    .as_str()
                    .bytes()
                    .fold(7, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte))),
            );
            let event: Value = serde_json::from_str(event.as_str()).expect("an event is JSON");
            let some = [
                speak("Hello."),
                play("menu.wav"),
                pause(700),
                record(),
                ask("Press 1."),
                bot(),
                listen("^[12]$"),
                bridge(SALES),
                bridge(SALES),
                join(),
                mute(&["attendee"]),
                hang_up("$A"),
                hang_up("$B"),
                tape("StartCallRecording"),
                tape("StopCallRecording"),
                json!({ "Type": "Pause", "Parameters": {} }),
            ];
            let count = random.usize(0..4);
            let actions: Vec<Value> =
                random.choose_multiple(&some, count).into_iter().cloned().collect();
            let reply = match random.u32(0..20) {
                0 => json!({}),
                1 => json!({ "SchemaVersion": "1.0", "Actions": null }),
                2 => {
                    json!({ "SchemaVersion": "1.0", "Actions": actions, "TransactionAttributes": { "a": "b" } })
                }
                _ => json!({ "SchemaVersion": "1.0", "Actions": actions }),
            };
            let id = |tag| call_id(&event, tag).unwrap_or_default();
            Ok(reply.to_string().replace("$A", &id("LEG-A")).replace("$B", &id("LEG-B")).into())
        })
    }
}

fn step(random: &mut fastrand::Rng) -> Step {
    let far_end = match random.u32(0..6) {
        0 => FarEnd::IsBusy,
        1 => FarEnd::HangsUp,
        2 => FarEnd::Presses("1".to_owned()),
        _ => FarEnd::Answers,
    };
    match random.u32(0..9) {
        0 => Step::Presses("1".to_owned()),
        1 => Step::Says("Hello?".to_owned()),
        2 => Step::MeetingEnds,
        3 => Step::Updates([("a".to_owned(), "b".to_owned())].into()),
        4 => Step::UnknownEvent("CALL_TRANSCRIBED".to_owned()),
        5 => Step::BridgedTo(SALES.to_owned(), far_end),
        6 => Step::Called(far_end),
        _ => Step::Waits(Duration::from_secs(random.u64(1..9))),
    }
}

async fn call(seed: u64, profile: Profile) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let simulator =
        Simulator::new(RandomReplies).seed(seed).profile(profile).random_faults(100).unchecked();
    let simulator = simulator.patience(Duration::from_secs(40));
    let mut phone = if random.bool() {
        simulator.dial(CALLER, NUMBER).await
    } else {
        simulator.place(CALLER, NUMBER).await
    };
    for _ in 0..random.u32(0..12) {
        // A random step can be impossible at this time.
        let _ = phone.take(&step(&mut random)).await;
    }
    let _ = phone.take(&Step::HangsUp).await;
    phone.waits(Duration::from_secs(120)).await;
    let events = invoked(&phone);
    let (mut last, mut is_over) = (0, false);
    for one in &events {
        assert!(one.sequence == last + 1 || one.attempt > 1, "{}", phone.transcript());
        last = last.max(one.sequence);
        let json: Value = serde_json::from_str(one.json.as_str()).expect("an event is JSON");
        let legs = json["CallDetails"]["Participants"].as_array().expect("a call has participants");
        assert!(legs.len() == 1 || legs.len() == 2, "{}", phone.transcript());
        assert!(!is_over || one.attempt > 1, "an event after the last\n{}", phone.transcript());
        let all_gone = legs.iter().all(|leg| leg["Status"] == "Disconnected");
        is_over |= one.event == "HANGUP" && all_gone;
        assert_eq!(json["Sequence"], one.sequence);
    }
    assert!(phone.invocations() <= 1_000);
    let up = phone.legs_connected();
    assert!(!up.contains(&Leg::A), "{}", phone.transcript());
    let is_found = finding_names(&phone).contains(&"leg_left_connected");
    assert_eq!(is_found, !up.is_empty(), "{}", phone.transcript());
    phone.transcript().to_json()
}

#[tokio::test]
async fn rules_hold_in_random_calls() {
    for (number, profile) in Profile::each().enumerate() {
        for seed in 0..SEEDS {
            let seed = seed + 1_000 * number as u64;
            assert_eq!(call(seed, profile).await, call(seed, profile).await, "{profile}");
        }
    }
}
