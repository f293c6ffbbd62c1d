//! How digits are collected: shared by the two get-digits actions.

use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Keys, Sensitive};
use crate::call::Digits;
use crate::wire::form::Millis;
use crate::wire::{FieldError, parameters};

parameters! {
    /// How `SpeakAndGetDigits` and `PlayAudioAndGetDigits` collect digits.
    ///
    /// The service plays the prompt and collects keys until there are enough, until a terminator,
    /// or until no key follows in time. If the regular expression or the minimum is not met, it
    /// plays the failure prompt and starts again. When the attempts have run out the action fails
    /// with `InvalidDigitsReceived`.
    pub struct DigitCollection {
        /// Regular expression that the digits must match. By default anything goes.
        pub input_digits_regex: Option<Sensitive> = "InputDigitsRegex";
        /// Minimum number of digits, by default 0.
        pub min_number_of_digits: Option<usize> = "MinNumberOfDigits";
        /// Maximum number of digits, which end the input; by default 128.
        pub max_number_of_digits: Option<usize> = "MaxNumberOfDigits" [..=128];
        /// Keys that end the input, by default `#`.
        pub terminator_digits: Option<Keys> = "TerminatorDigits";
        /// Time that the next key may take, by default `repeat_duration`.
        pub in_between_digits_duration: Option<Duration> =
            "InBetweenDigitsDurationInMilliseconds" in Millis [1..];
        /// Number of attempts in all, by default 1.
        pub repeat: Option<u32> = "Repeat" [1..];
        /// Time that one attempt may take, which the service requires.
        pub repeat_duration: Duration = "RepeatDurationInMilliseconds" in Millis [1..];
    }
    where check_minimum
}

impl DigitCollection {
    /// The service's defaults, and 5 seconds for an attempt.
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

/// How many digits are asked for: `4`, `1..=4`, `..=4` or `2..`.
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

/// What the digit-collecting actions return: the digits.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ReceivedDigits {
    /// `ReceivedDigits`; absent digits are empty.
    pub received_digits: Digits,
}

/// The setters of an action with a [`DigitCollection`] in its field `collection`.
macro_rules! digit_collection_setters {
    () => {
        /// How many digits: a number or an inclusive range, `4`, `1..=4`, `..=4` or `2..`.
        ///
        /// `MinNumberOfDigits`, by default 0, and `MaxNumberOfDigits`, by default and at most 128.
        /// The most digits end the input at once. The guide wants the most to be more than the
        /// least; equal numbers are known to work.
        pub fn digits(mut self, count: impl Into<$crate::action::DigitCount>) -> Self {
            let count = count.into();
            self.collection.min_number_of_digits = count.min;
            self.collection.max_number_of_digits = count.max;
            self
        }

        /// How many attempts the caller has in all: `Repeat`, 1 or more, by default 1.
        pub fn attempts(mut self, attempts: u32) -> Self {
            self.collection.repeat = Some(attempts);
            self
        }

        /// How long one attempt may take: `RepeatDurationInMilliseconds`, more than 0, by default
        /// 5 seconds.
        ///
        /// The service's page of `PlayAudioAndGetDigits` calls it the wait between attempts.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.collection.repeat_duration = timeout;
            self
        }

        /// How long the next key may take: `InBetweenDigitsDurationInMilliseconds`, more than 0, by
        /// default the timeout.
        pub fn between_digits(mut self, pause: std::time::Duration) -> Self {
            self.collection.in_between_digits_duration = Some(pause);
            self
        }

        /// The key that ends the input, or several: `TerminatorDigits`, by default `"#"`.
        ///
        /// Keys are `0`-`9`, `#` and `*`. The key is not part of the digits that are returned.
        pub fn terminator(mut self, keys: impl Into<$crate::action::Keys>) -> Self {
            self.collection.terminator_digits = Some(keys.into());
            self
        }

        /// What the digits must match: `InputDigitsRegex`, a regular expression of Java's kind, in
        /// which look-ahead works too.
        ///
        /// It is sent as it is. Whether it sees the terminator is undocumented.
        pub fn regex(mut self, regex: impl Into<std::borrow::Cow<'static, str>>) -> Self {
            self.collection.input_digits_regex = Some($crate::action::Sensitive::new(regex));
            self
        }
    };
}
pub(super) use digit_collection_setters;
