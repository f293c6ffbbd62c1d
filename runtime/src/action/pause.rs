use std::time::Duration;

use super::table::action;
use super::{NoResults, Target};
use crate::wire::form::Millis;

action! {
    legs: Either, results: NoResults;

    /// An action that pauses the call: `Pause`.
    ///
    /// Does not answer a new inbound call: repeated short pauses keep the far end ringing.
    ///
    /// Fails with `InvalidActionParameter` (duration or leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::Pause;
    ///
    /// let pause = Pause::millis(500);
    /// ```
    pub struct Pause {
        /// Duration of the pause, 100 ms to 30 s, rounded up to a whole millisecond.
        ///
        /// The range is from the guide's page on errors; its page on the action requires more than
        /// 0.
        pub duration: Duration = "DurationInMilliseconds" in Millis [100..=30_000];
    }
}

impl Pause {
    /// Creates a pause of 100 ms to 30 s: `DurationInMilliseconds`, rounded up to a whole
    /// millisecond.
    pub fn new(duration: Duration) -> Self {
        Self { target: Target::Event, duration }
    }

    /// Creates a pause of 100 to 30,000 milliseconds: `DurationInMilliseconds`.
    pub fn millis(milliseconds: u64) -> Self {
        Self::new(Duration::from_millis(milliseconds))
    }

    /// Creates a pause of 1 to 30 seconds: `DurationInMilliseconds`.
    pub fn secs(seconds: u64) -> Self {
        Self::new(Duration::from_secs(seconds))
    }
}
