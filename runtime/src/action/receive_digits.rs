use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{
    ActionError, ActionKind, ActionType, Legs, ReceivedDigits, Sensitive, Target, reach_target,
};
use crate::wire::millis;

/// Listens for digits while the call goes on: `ReceiveDigits`.
///
/// It does not wait: it succeeds at once, with empty digits, and stays active while later actions
/// run. When the keys match, `DIGITS_RECEIVED` brings them, a terminator included. Whether it keeps
/// listening after that is contradicted: most applications send it again after each match.
///
/// Whether it answers a new inbound call is undocumented.
///
/// Fails with `InvalidActionParameter` (one of the two durations, the regular expression, or the
/// leg) or `SystemException`.
///
/// ```
/// use std::time::Duration;
///
/// use offhook::action::ReceiveDigits;
/// use offhook::Leg;
///
/// let listen = ReceiveDigits::matching(r"^\*\d$").flush(Duration::from_secs(20)).on(Leg::B);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveDigits {
    #[serde(flatten)]
    target: Target,
    /// What the keys must match: `InputDigitsRegex`.
    pub input_digits_regex: Sensitive,
    /// The silence after a key before the keys are matched:
    /// `InBetweenDigitsDurationInMilliseconds`.
    #[serde(rename = "InBetweenDigitsDurationInMilliseconds", with = "millis")]
    pub in_between_digits_duration: Duration,
    /// The time from the first key until all are flushed: `FlushDigitsDurationInMilliseconds`.
    #[serde(rename = "FlushDigitsDurationInMilliseconds", with = "millis")]
    pub flush_digits_duration: Duration,
}

impl ReceiveDigits {
    /// Listens for keys that match: `InputDigitsRegex`, a regular expression of Java's kind, in
    /// which look-ahead works too. It is sent as it is.
    pub fn matching(regex: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            input_digits_regex: Sensitive::new(regex),
            in_between_digits_duration: Duration::from_secs(1),
            flush_digits_duration: Duration::from_secs(10),
        }
    }

    /// Listens to this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    /// How long the caller must be silent before the keys are matched:
    /// `InBetweenDigitsDurationInMilliseconds`, more than 0, by default 1 second.
    pub fn between_digits(mut self, silence: Duration) -> Self {
        self.in_between_digits_duration = silence;
        self
    }

    /// How long after the first key the keys are flushed: `FlushDigitsDurationInMilliseconds`, more
    /// than the time between digits, by default 10 seconds.
    ///
    /// The guide says that keys are then flushed "and sent to the Lambda", and leaves open what
    /// happens to keys that don't match. The next key starts it again.
    pub fn flush(mut self, after: Duration) -> Self {
        self.flush_digits_duration = after;
        self
    }
}

impl ActionKind for ReceiveDigits {
    const TYPE: ActionType = ActionType::ReceiveDigits;
    const LEGS: Legs = Legs::Either;
    type Results = ReceivedDigits;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let between = millis::count(self.in_between_digits_duration);
        let flush = millis::count(self.flush_digits_duration);
        check::<Self>(between > 0, "InBetweenDigitsDurationInMilliseconds", "must be more than 0")?;
        check::<Self>(
            flush > between,
            "FlushDigitsDurationInMilliseconds",
            "must be more than InBetweenDigitsDurationInMilliseconds",
        )
    }
}
