//! The stage of a simulated call: the time and the chance that a flow on it gets, and where the flow
//! then waits.
//!
//! For simulators: without a stage a flow has the real time, and nobody asks where it waits.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::time::SystemTime;

thread_local! {
    static CURRENT: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// The stage of one invocation.
#[derive(Clone, Debug)]
pub struct Stage {
    now: SystemTime,
    random: u64,
    waits: Option<String>,
}

impl Stage {
    /// A stage with this time; `seed` decides the random numbers.
    pub fn new(now: SystemTime, seed: u64) -> Self {
        Self { now, random: seed, waits: None }
    }

    /// The stage of the future that runs.
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Runs an invocation. Returns its output, and what its flow then waits for, with the line of
    /// code.
    pub async fn run<F: Future>(self, future: F) -> (F::Output, Option<String>) {
        let mut future = pin!(future);
        let mut stage = Some(self);
        poll_fn(|context| {
            let outer = CURRENT.replace(stage.take());
            let poll = future.as_mut().poll(context);
            stage = CURRENT.replace(outer);
            poll.map(|output| (output, stage.take().and_then(|stage| stage.waits)))
        })
        .await
    }
}

/// The time of the call.
pub(super) fn now() -> Option<SystemTime> {
    CURRENT.with_borrow(|stage| stage.as_ref().map(|stage| stage.now))
}

/// The next random number.
pub(super) fn random() -> Option<u64> {
    CURRENT.with_borrow_mut(|stage| {
        let state = &mut stage.as_mut()?.random;
        // SplitMix64: consecutive seeds give unlike numbers.
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ *state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        Some(mixed ^ mixed >> 31)
    })
}

/// Notes what the flow waits for.
pub(super) fn waits(what: impl FnOnce() -> String) {
    CURRENT.with_borrow_mut(|stage| {
        if let Some(stage) = stage {
            stage.waits = Some(what());
        }
    });
}
