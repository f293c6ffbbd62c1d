use std::borrow::Cow;
use std::time::Duration;

use super::table::action;
use super::{NoResults, Sensitive, Target};
use crate::wire::form::Millis;
use crate::wire::rule::{hold_at_most, satisfy};

action! {
    legs: CallId, results: NoResults;

    /// Presses keys on one leg: `SendDigits`.
    ///
    /// Whether it answers a new inbound call is undocumented.
    ///
    /// Fails with `InvalidActionParameter` (the tone's duration, or the leg) or `SystemException`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use offhook::action::SendDigits;
    /// use offhook::Leg;
    ///
    /// // Waits a second, then presses the keys of an extension.
    /// let extension = SendDigits::new(",,1234#").tone(Duration::from_millis(100)).on(Leg::B);
    /// ```
    pub struct SendDigits {
        /// Keys and waits.
        pub digits: Sensitive = "Digits" must
            satisfy(are_keys_or_waits, "must hold only 0-9, *, #, A-D and commas"),
            hold_at_most(50);
        /// Length of each tone, by default 250 ms.
        pub tone_duration: Option<Duration> = "ToneDurationInMilliseconds" in Millis [50..=24_000]
            => set tone(duration: Duration) = Some(duration);
    }
}

impl SendDigits {
    /// Presses `0`-`9`, `*`, `#` and `A`-`D`; a comma waits for half a second: `Digits`, at most
    /// 50.
    pub fn new(digits: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, digits: Sensitive::new(digits), tone_duration: None }
    }
}

fn are_keys_or_waits(digits: &str) -> bool {
    digits.chars().all(|digit| matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D' | ','))
}
