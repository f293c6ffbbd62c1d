//! Figures of the simulator with this desk, one thread each:
//!
//! ```console
//! $ cargo test --release -p reception speed -- --ignored --nocapture
//! ```

use std::time::Instant;

use offhook::Leg;
use offhook_simulator::{Act, Happening, Scenario, Simulator, Switchboard};

use crate::App;
use crate::tests::desk;

/// The environment variable for the number of calls to measure, 100,000 by default.
const CALLS: &str = "CALLS";
/// Number of keys to measure.
const KEYS: usize = 10_000;

#[tokio::test]
#[ignore = "prints a figure"]
async fn speed_of_virtual_calls() {
    let prepare = |scenario: Scenario| {
        let demo = include_str!("../demo.env").lines().filter_map(|line| line.split_once('='));
        let own = scenario.variables().iter().map(|(name, value)| (&**name, &**value));
        let app = desk(&demo.chain(own).collect::<Vec<_>>()).unwrap();
        (scenario, Simulator::new(app))
    };
    let scenarios: Vec<_> = Scenario::read("scenarios").unwrap().into_iter().map(prepare).collect();
    let calls = std::env::var(CALLS).map_or(100_000, |calls| calls.parse().unwrap());
    let began = Instant::now();
    for (seed, (scenario, simulator)) in (0..).zip(scenarios.iter().cycle().take(calls)) {
        let report = scenario.clone().with_seed(seed).run(simulator.clone()).await;
        assert!(report.passed());
    }
    let per_second = calls as u128 * 1_000_000 / began.elapsed().as_micros();
    println!("{per_second} calls per second, {calls} calls of the scenarios");
}

#[tokio::test]
#[ignore = "prints a figure"]
async fn speed_of_a_key_of_a_live_call() {
    let call =
        Switchboard::new(Simulator::new(App::for_test())).dial("+14255550199", "+12065550100");
    let call = call.await;
    let mut entries = call.subscribe();
    let mut times = Vec::with_capacity(KEYS);
    while let Some(entry) = entries.next().await {
        if matches!(entry.what, Happening::Bridged) {
            break;
        }
        let act = match entry.what {
            Happening::Hears { .. } => Act::Press(Leg::A, '1'),
            Happening::Rings { .. } => Act::Answer(Leg::B),
            _ => continue,
        };
        call.send(act).await.unwrap();
    }
    for _ in 0..KEYS {
        let pressed = Instant::now();
        call.send(Act::Press(Leg::A, '5')).await.unwrap();
        while let Some(entry) = entries.next().await {
            if matches!(entry.what, Happening::Presses { .. }) {
                break;
            }
        }
        times.push(pressed.elapsed());
    }
    times.sort();
    let [median, p99, max] = [KEYS / 2, KEYS * 99 / 100, KEYS - 1].map(|index| times[index]);
    println!("from a key to its entry: median {median:?}, 99 % {p99:?}, longest {max:?}");
}
