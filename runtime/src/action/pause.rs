use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{ActionError, ActionKind, ActionType, Legs, NoResults, Target, reach_target};
use crate::wire::millis;

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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pause {
    #[serde(flatten)]
    target: Target,
    /// How long it waits: `DurationInMilliseconds`, 100 ms to 30 s.
    #[serde(rename = "DurationInMilliseconds", with = "millis")]
    pub duration: Duration,
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

    /// Pauses this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }
}

impl ActionKind for Pause {
    const TYPE: ActionType = ActionType::Pause;
    const LEGS: Legs = Legs::Either;
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let in_range = (100..=30_000).contains(&millis::count(self.duration));
        check::<Self>(in_range, "DurationInMilliseconds", "must be from 100 to 30000")
    }
}
