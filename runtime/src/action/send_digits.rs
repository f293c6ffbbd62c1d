use std::borrow::Cow;
use std::time::Duration;

use super::table::action;
use super::{NoResults, Sensitive, Target};
use crate::wire::form::Millis;
use crate::wire::rule::{hold_at_most, satisfy};

action! {
    legs: CallId, results: NoResults;

    /// An action that sends DTMF digits to one leg: `SendDigits`.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `InvalidActionParameter` (duration of the tone, or leg) or `SystemException`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use offhook::action::SendDigits;
    /// use offhook::Leg;
    ///
    /// // Waits for one second, then sends the digits of an extension.
    /// let extension = SendDigits::new(",,1234#").tone(Duration::from_millis(100)).on(Leg::B);
    /// ```
    pub struct SendDigits {
        /// Digits `0`-`9`, `*`, `#` and `A`-`D`, and commas, each a wait of 0.5 s. At most 50
        /// characters.
        pub digits: Sensitive = "Digits" must
            satisfy(are_keys_or_waits, "must hold only 0-9, *, #, A-D and commas"),
            hold_at_most(50);
        /// Duration of each tone, 50 ms to 24 s, rounded up to a whole millisecond. Default: 250 ms.
        pub tone_duration: Option<Duration> = "ToneDurationInMilliseconds" in Millis [50..=24_000]
            => set tone(duration: Duration) = Some(duration);
    }
}

impl SendDigits {
    /// Creates an action that sends these `Digits`: at most 50 of `0`-`9`, `*`, `#`, `A`-`D` and
    /// `,`, a wait of 0.5 s.
    pub fn new(digits: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, digits: Sensitive::new(digits), tone_duration: None }
    }
}

fn are_keys_or_waits(digits: &str) -> bool {
    digits.chars().all(|digit| matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D' | ','))
}
