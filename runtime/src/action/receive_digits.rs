use std::borrow::Cow;
use std::time::Duration;

use super::table::action;
use super::{ReceivedDigits, Sensitive, Target};
use crate::wire::FieldError;
use crate::wire::form::Millis;

action! {
    legs: Either, results: ReceivedDigits;

    /// An action that listens for digits in the background: `ReceiveDigits`.
    ///
    /// Succeeds immediately with empty digits and stays active while later actions run. When the
    /// keys match, the `DIGITS_RECEIVED` event contains them, including a terminator. Sources
    /// disagree on whether the action stays active after a match; most applications send it again.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `InvalidActionParameter` (a duration, the regular expression or the leg) or
    /// `SystemException`.
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
        /// Pause after a key before the keys are matched, more than 0. Default: 1 s.
        pub in_between_digits_duration: Duration =
            "InBetweenDigitsDurationInMilliseconds" in Millis [1..]
            => set between_digits(silence: Duration) = silence;
        /// Time from the first key until all keys are flushed, more than
        /// `in_between_digits_duration`. Default: 10 s.
        ///
        /// The guide says that keys are then flushed "and sent to the Lambda". The result for keys
        /// that don't match is undocumented. The next key restarts the time.
        pub flush_digits_duration: Duration = "FlushDigitsDurationInMilliseconds" in Millis
            => set flush(after: Duration) = after;
    }
    where check_flush
}

impl ReceiveDigits {
    /// Creates an action that listens for keys that match `InputDigitsRegex`: a regular expression
    /// in Java's syntax, including look-ahead. Offhook does not check its syntax.
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
