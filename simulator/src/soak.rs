//! Many calls by chance: nobody does what they should.

use std::future::IntoFuture;

use crate::{Phone, Profile, Simulator, Step};

/// Calls in which people do anything at any time, under every profile, while events meet faults.
///
/// Whatever happens, an application must not leave a leg connected, and each call must end. The same
/// seed makes the same call: a failure names it, and [`Soak::seed`] begins there.
///
/// ```
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
}

/// The variable that sets how many calls there are.
const CALLS: &str = "OFFHOOK_SOAK_CALLS";
/// The most steps that people take in one call.
const STEPS: usize = 12;

impl Soak {
    /// Calls in which people take any of these steps. By default 200 calls, or as many as the
    /// environment variable `OFFHOOK_SOAK_CALLS` says, and a tenth of the events meet a fault.
    pub fn new(simulator: Simulator, steps: impl Into<Vec<Step>>) -> Self {
        let calls = std::env::var(CALLS).ok().and_then(|calls| calls.parse().ok());
        Self { simulator, steps: steps.into(), calls: calls.unwrap_or(200), first: 0, faults: 100 }
    }

    /// How many of a thousand events meet a fault: 100 by default.
    pub fn random_faults(mut self, per_mille: u32) -> Self {
        self.faults = per_mille;
        self
    }

    /// The first call's seed, 0 by default; each following call has the next.
    pub fn seed(mut self, seed: u64) -> Self {
        self.first = seed;
        self
    }

    /// Makes the calls, one after the other; `call` dials or places each on the simulator it is given.
    ///
    /// # Panics
    /// A call does not end, or leaves a leg connected. The message has its seed and the whole call.
    pub async fn run<C: IntoFuture<Output = Phone>>(&self, call: impl Fn(Simulator) -> C) {
        let profiles: Vec<Profile> = Profile::each().collect();
        for seed in self.first..self.first.saturating_add(self.calls) {
            let mut random = fastrand::Rng::with_seed(seed);
            let profile = profiles[random.usize(..profiles.len())];
            let simulator = self.simulator.clone().seed(seed).profile(profile);
            let mut phone = call(simulator.random_faults(self.faults)).await;
            for _ in 0..random.usize(..=STEPS) {
                if let Some(step) = random.choice(&self.steps) {
                    // What can't be done at the time is left undone.
                    _ = phone.take(step).await;
                }
            }
            phone.finish().await;
            let legs: Vec<_> = phone.legs_connected().iter().map(|leg| leg.as_str()).collect();
            assert!(
                phone.is_over() && legs.is_empty(),
                "the call of seed {seed} under the profile {profile} has not ended; connected: {legs:?}\n\n{}",
                phone.transcript()
            );
        }
    }
}
