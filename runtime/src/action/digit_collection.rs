//! The collection of digits, shared by `SpeakAndGetDigits` and `PlayAudioAndGetDigits`.

use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};
use std::time::Duration;

use super::{Keys, Sensitive};
use crate::call::Digits;
use crate::wire::form::Millis;
use crate::wire::{FieldError, parameters, results};

parameters! {
    /// The parameters with which `SpeakAndGetDigits` and `PlayAudioAndGetDigits` collect digits.
    ///
    /// The service plays the prompt and collects keys until the maximum number of digits, a
    /// terminator or a timeout. If the digits don't match the regular expression or are fewer than
    /// the minimum, the service plays the failure prompt and starts the next attempt with the
    /// prompt. After the last attempt the action fails with `InvalidDigitsReceived`.
    pub struct DigitCollection {
        /// Regular expression that the digits must match. Default: all digits are valid.
        pub input_digits_regex: Option<Sensitive> = "InputDigitsRegex";
        /// Minimum number of digits. Default: 0.
        pub min_number_of_digits: Option<usize> = "MinNumberOfDigits";
        /// Maximum number of digits, 0 to 128, which ends the input. Default: 128.
        pub max_number_of_digits: Option<usize> = "MaxNumberOfDigits" [..=128];
        /// Keys that end the input. Default: `#`.
        pub terminator_digits: Option<Keys> = "TerminatorDigits";
        /// Timeout between two keys, more than 0. Default: `repeat_duration`.
        pub in_between_digits_duration: Option<Duration> =
            "InBetweenDigitsDurationInMilliseconds" in Millis [1..];
        /// Total number of attempts, 1 or more. Default: 1.
        pub repeat: Option<u32> = "Repeat" [1..];
        /// Timeout of one attempt, more than 0. Required by the service; default of Offhook: 5 s.
        pub repeat_duration: Duration = "RepeatDurationInMilliseconds" in Millis [1..];
    }
    where check_minimum
}

impl DigitCollection {
    /// Creates a collection with the service's defaults and a timeout of 5 seconds per attempt.
    pub(super) fn new() -> Self {
        Self {
            input_digits_regex: None,
            min_number_of_digits: None,
            max_number_of_digits: None,
            terminator_digits: None,
            in_between_digits_duration: None,
            repeat: None,
            repeat_duration: Duration::from_secs(5),
        }
    }

    fn check_minimum(&self) -> Result<(), FieldError> {
        let (min, max) = (self.min_number_of_digits, self.max_number_of_digits);
        let rule = "must be at most MaxNumberOfDigits, which is 128 by default";
        let is_in_range = min.unwrap_or_default() <= max.unwrap_or(128);
        FieldError::unless(is_in_range, "MinNumberOfDigits", rule)
    }
}

/// A number or inclusive range of digits: `4`, `1..=4`, `..=4` or `2..`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DigitCount {
    pub(super) min: Option<usize>,
    pub(super) max: Option<usize>,
}

impl From<usize> for DigitCount {
    fn from(count: usize) -> Self {
        Self { min: Some(count), max: Some(count) }
    }
}

impl From<RangeInclusive<usize>> for DigitCount {
    fn from(counts: RangeInclusive<usize>) -> Self {
        Self { min: Some(*counts.start()), max: Some(*counts.end()) }
    }
}

impl From<RangeToInclusive<usize>> for DigitCount {
    fn from(counts: RangeToInclusive<usize>) -> Self {
        Self { min: None, max: Some(counts.end) }
    }
}

impl From<RangeFrom<usize>> for DigitCount {
    fn from(counts: RangeFrom<usize>) -> Self {
        Self { min: Some(counts.start), max: None }
    }
}

results! {
    /// The results of the actions that collect digits.
    #[derive(Eq, Debug)]
    pub struct ReceivedDigits {
        /// Received digits: `ReceivedDigits`. Absent data counts as empty.
        received_digits: Digits = "ReceivedDigits",
    }
}

impl ReceivedDigits {
    /// Creates the results with these digits.
    pub fn new(digits: impl Into<Digits>) -> Self {
        Self { received_digits: digits.into() }
    }
}

/// Generates the setters of an action with a [`DigitCollection`] in the field `collection`.
macro_rules! digit_collection_setters {
    () => {
        /// Sets `MinNumberOfDigits` and `MaxNumberOfDigits`: a number or an inclusive range, such
        /// as `4`, `1..=4`, `..=4` or `2..`.
        ///
        /// Default: 0 to 128; 128 is also the maximum. The maximum number of digits ends the input
        /// immediately. The guide requires the maximum to be greater than the minimum, but equal
        /// numbers work.
        pub fn digits(mut self, count: impl Into<$crate::action::DigitCount>) -> Self {
            let count = count.into();
            self.collection.min_number_of_digits = count.min;
            self.collection.max_number_of_digits = count.max;
            self
        }

        /// Sets `Repeat`: the total number of attempts, 1 or more. Default: 1.
        pub fn attempts(mut self, attempts: u32) -> Self {
            self.collection.repeat = Some(attempts);
            self
        }

        /// Sets `RepeatDurationInMilliseconds`: the timeout of one attempt, more than 0. Default:
        /// 5 seconds.
        ///
        /// The guide's page on `PlayAudioAndGetDigits` describes it as the time between attempts.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.collection.repeat_duration = timeout;
            self
        }

        /// Sets `InBetweenDigitsDurationInMilliseconds`: the timeout between two keys, more than 0.
        /// Default: the timeout of the attempt.
        pub fn between_digits(mut self, pause: std::time::Duration) -> Self {
            self.collection.in_between_digits_duration = Some(pause);
            self
        }

        /// Sets `TerminatorDigits`: the keys that end the input, each one of `0`-`9`, `#` and `*`.
        /// Default: `"#"`.
        ///
        /// The received digits do not include the terminator.
        pub fn terminator(mut self, keys: impl Into<$crate::action::Keys>) -> Self {
            self.collection.terminator_digits = Some(keys.into());
            self
        }

        /// Sets `InputDigitsRegex`: a regular expression in Java's syntax, including look-ahead,
        /// that the digits must match.
        ///
        /// Offhook does not check its syntax. The guide does not say whether the digits to match
        /// include the terminator.
        pub fn regex(mut self, regex: impl Into<std::borrow::Cow<'static, str>>) -> Self {
            self.collection.input_digits_regex = Some($crate::action::Sensitive::new(regex));
            self
        }
    };
}
pub(super) use digit_collection_setters;
