use std::borrow::Cow;
use std::time::Duration;

use super::table::action;
use super::{ReceivedDigits, Sensitive, Target};
use crate::wire::FieldError;
use crate::wire::form::Millis;

action! {
    legs: Either, results: ReceivedDigits;

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
    pub struct ReceiveDigits {
        /// Regular expression that the keys must match.
        pub input_digits_regex: Sensitive = "InputDigitsRegex";
        /// Silence after a key before the keys are matched, by default 1 second.
        pub in_between_digits_duration: Duration =
            "InBetweenDigitsDurationInMilliseconds" in Millis [1..]
            => set between_digits(silence: Duration) = silence;
        /// Time from the first key until all are flushed: more than the time between digits, by default
        /// 10 seconds.
        ///
        /// The guide says that keys are then flushed "and sent to the Lambda", and leaves open what
        /// happens to keys that don't match. The next key starts it again.
        pub flush_digits_duration: Duration = "FlushDigitsDurationInMilliseconds" in Millis
            => set flush(after: Duration) = after;
    }
    where check_flush
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

    fn check_flush(&self) -> Result<(), FieldError> {
        let between = Millis::count(self.in_between_digits_duration);
        let rule = "must be more than InBetweenDigitsDurationInMilliseconds";
        let is_longer = Millis::count(self.flush_digits_duration) > between;
        FieldError::unless(is_longer, "FlushDigitsDurationInMilliseconds", rule)
    }
}
