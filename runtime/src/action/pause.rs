use std::time::Duration;

use super::table::action;
use super::{NoResults, Target};
use crate::wire::form::Millis;

action! {
    legs: Either, results: NoResults;

    /// Waits: `Pause`.
    ///
    /// Does not answer a new inbound call: repeated short pauses keep the far end ringing. 100 ms to
    /// 30 s by the service's error page (its page of the action only says more than 0).
    ///
    /// Fails with `InvalidActionParameter` (the duration, or the leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::Pause;
    ///
    /// let pause = Pause::millis(500);
    /// ```
    pub struct Pause {
        /// How long it waits.
        pub duration: Duration = "DurationInMilliseconds" in Millis [100..=30_000];
    }
}

impl Pause {
    /// Waits for 100 ms to 30 s: `DurationInMilliseconds`, rounded up to a whole millisecond.
    pub fn new(duration: Duration) -> Self {
        Self { target: Target::Event, duration }
    }

    /// Waits for 100 to 30,000 milliseconds: `DurationInMilliseconds`.
    pub fn millis(milliseconds: u64) -> Self {
        Self::new(Duration::from_millis(milliseconds))
    }

    /// Waits for 1 to 30 seconds.
    pub fn secs(seconds: u64) -> Self {
        Self::new(Duration::from_secs(seconds))
    }
}
