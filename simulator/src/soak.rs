//! Soak tests: many calls with random steps, profiles and faults.
//!
//! Depends on the public API of the simulator.

use std::future::IntoFuture;

use crate::phone::Expected;
use crate::{FindingKind, Phone, Profile, Simulator, Step};

/// A series of calls with random steps at random times, under random profiles and with random faults.
///
/// An application must end each call and leave no leg connected, whatever happens in it. The same
/// seed gives the same call: a failure names its seed, and [`Soak::seed`] starts there.
///
/// ```standalone_crate
/// use offhook::prelude::*;
/// use offhook_simulator::{Simulator, Soak, Step};
///
/// #[offhook::app]
/// pub struct App;
///
/// #[on(NewInboundCall)]
/// async fn welcome() -> (action::Speak, action::Hangup) {
///     (action::Speak::text("We are closed."), action::Hangup::normal())
/// }
///
/// #[on(ActionFailed)]
/// async fn failed() -> (action::Pause, action::Hangup) {
///     (action::Pause::secs(1), action::Hangup::normal())
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// Soak::new(Simulator::new(App), [Step::Presses("1".to_owned()), Step::HangsUp])
///     .run(|simulator| simulator.dial("+14255550199", "+12065550100"))
///     .await;
/// # }
/// ```
#[derive(Debug)]
pub struct Soak {
    simulator: Simulator,
    steps: Vec<Step>,
    calls: u64,
    first: u64,
    faults: u32,
    checks_flow: bool,
}

/// The environment variable for the number of calls.
const CALLS: &str = "OFFHOOK_SOAK_CALLS";
/// Maximum number of steps per call.
const STEPS: usize = 12;

impl Soak {
    /// Creates a soak test whose calls consist of these steps, in random order.
    ///
    /// The number of calls is the value of the environment variable `OFFHOOK_SOAK_CALLS`, 200 by
    /// default.
    pub fn new(simulator: Simulator, steps: impl Into<Vec<Step>>) -> Self {
        let calls = std::env::var(CALLS).ok().and_then(|calls| calls.parse().ok());
        Self {
            simulator,
            steps: steps.into(),
            calls: calls.unwrap_or(200),
            first: 0,
            faults: 100,
            checks_flow: false,
        }
    }

    /// Sets the fault rate, per thousand events. The default is 100.
    pub fn random_faults(mut self, per_mille: u32) -> Self {
        self.faults = per_mille;
        self
    }

    /// Sets the seed of the first call, 0 by default. Each following call has the next seed.
    pub fn seed(mut self, seed: u64) -> Self {
        self.first = seed;
        self
    }

    /// Checks that a flow is the same whenever it runs: every event is answered again from nothing,
    /// and the replies are compared, as in [`Simulator::check_flow`].
    pub fn check_flow(mut self) -> Self {
        self.checks_flow = true;
        self
    }

    /// Runs the calls one after the other. `call` dials or places each on the simulator that it gets.
    ///
    /// # Panics
    /// Panics if a call does not end or leaves a leg connected. The message has its seed and the
    /// complete call.
    pub async fn run<C: IntoFuture<Output = Phone>>(&self, call: impl Fn(Simulator) -> C) {
        let profiles: Vec<Profile> = Profile::each().collect();
        for seed in self.first..self.first.saturating_add(self.calls) {
            let mut random = fastrand::Rng::with_seed(seed);
            let profile = profiles[random.usize(..profiles.len())];
            let simulator = self.simulator.clone().seed(seed).profile(profile);
            let simulator = simulator.random_faults(self.faults);
            let (simulator, answers) = simulator.answering_again(self.checks_flow);
            let mut phone = call(simulator).await;
            for _ in 0..random.usize(..=STEPS) {
                if let Some(step) = random.choice(&self.steps) {
                    // A random step can be impossible at this time.
                    _ = phone.take(step).await;
                }
            }
            let expected = Expected {
                allowed: FindingKind::ALL
                    .into_iter()
                    .filter(|kind| *kind != FindingKind::LegLeftConnected)
                    .collect(),
                caller_hangs_up: true,
                ..Expected::default()
            };
            let mut problems = phone.end(&expected).await;
            problems.extend(answers.iter().flat_map(|answers| answers.differences()));
            assert!(
                problems.is_empty(),
                "the call with seed {seed} under the profile {profile}: {}\n\n{}",
                problems.join("\n"),
                phone.transcript()
            );
        }
    }
}
