//! Digit collection of `SpeakAndGetDigits` and `PlayAudioAndGetDigits`.
//!
//! Depends on [`Pattern`] for the regular expression and on the [`Profile`] for undocumented rules.
//! The caller provides the time.

use std::sync::Arc;
use std::time::Duration;

use offhook::Digits;
use offhook::action::{DigitCollection, Keys};

use crate::keys::{Pressed, is_key};
use crate::pattern::{Pattern, PatternError};
use crate::{Profile, RepeatDuration, Terminator};

/// The default of `TerminatorDigits`.
const TERMINATORS: &str = "#";

/// The default of `MaxNumberOfDigits`.
const MAX_DIGITS: usize = 128;

/// The digit collection of one action, over all its attempts.
///
/// An attempt begins with [`prompt_started`](Self::prompt_started); keys outside an attempt are
/// ignored. It ends with `MaxNumberOfDigits`, a terminator, or silence. It succeeds if there are at
/// least `MinNumberOfDigits` digits and they match the regular expression. Without a minimum and an
/// expression, an attempt without digits succeeds.
#[derive(Debug)]
pub(crate) struct Collector {
    pattern: Option<Arc<Pattern>>,
    min: usize,
    max: usize,
    terminators: String,
    between: Duration,
    attempts: u32,
    repeat_duration: Duration,
    /// Selects what `RepeatDurationInMilliseconds` limits. In both cases it starts at the end of the
    /// prompt and limits the wait for the first key.
    limits: RepeatDuration,
    regex_sees: Terminator,
    attempt: u32,
    phase: Phase,
    pressed: Pressed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Between attempts.
    Idle,
    Prompt,
    /// After the prompt.
    Keys {
        /// The end of the attempt's time.
        until: Duration,
        /// The end of the time for the next key; `None` before the first key.
        silence: Option<Duration>,
    },
}

/// The result of a key or a deadline.
///
/// `Again`, `Done` and `Failed` can occur while the prompt plays and also stop it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Nothing to do.
    Waiting,
    /// A key stops the prompt. The attempt continues as if the prompt had ended now.
    StopPrompt,
    /// The failure prompt, or the prompt if there is none, starts this attempt (counted from 1).
    Again { attempt: u32 },
    /// The action succeeds with these digits.
    Done(Digits),
    /// No attempts are left: the action fails with `InvalidDigitsReceived`.
    Failed,
}

impl Collector {
    /// Creates a collector that waits for its first prompt to start.
    ///
    /// With an empty list of `TerminatorDigits`, no key ends the input.
    pub(crate) fn new(
        collection: &DigitCollection,
        profile: &Profile,
    ) -> Result<Self, PatternError> {
        let pattern = collection.input_digits_regex.as_ref();
        let pattern = pattern.map(|regex| Pattern::new(regex.as_str(), profile)).transpose()?;
        let terminators = collection.terminator_digits.as_ref().map_or(TERMINATORS, Keys::as_str);
        Ok(Self {
            pattern,
            min: collection.min_number_of_digits.unwrap_or(0),
            max: collection.max_number_of_digits.unwrap_or(MAX_DIGITS),
            terminators: terminators.to_owned(),
            between: collection.in_between_digits_duration.unwrap_or(collection.repeat_duration),
            attempts: collection.repeat.unwrap_or(1),
            repeat_duration: collection.repeat_duration,
            limits: profile.repeat_duration,
            regex_sees: profile.terminator,
            attempt: 1,
            phase: Phase::Idle,
            pressed: Pressed::default(),
        })
    }

    /// Starts an attempt together with its prompt. Has no effect during an attempt.
    pub(crate) fn prompt_started(&mut self) {
        if self.phase == Phase::Idle {
            self.phase = Phase::Prompt;
        }
    }

    /// Ends the prompt. Has no effect if a key has stopped it.
    pub(crate) fn prompt_ended(&mut self, now: Duration) {
        if self.phase == Phase::Prompt {
            // An attempt that takes no digits is over immediately.
            let wait = if self.max == 0 { Duration::ZERO } else { self.repeat_duration };
            self.phase = Phase::Keys { until: now.saturating_add(wait), silence: None };
        }
    }

    /// Handles a pressed key. Ignores other characters.
    ///
    /// A key after the deadline counts as long as [`expired`](Self::expired) has not been called.
    pub(crate) fn key(&mut self, now: Duration, key: char) -> Outcome {
        if !is_key(key) {
            return Outcome::Waiting;
        }
        let stops = self.phase == Phase::Prompt;
        self.prompt_ended(now);
        let Phase::Keys { silence, .. } = &mut self.phase else { return Outcome::Waiting };
        *silence = Some(now.saturating_add(self.between));
        if self.terminators.contains(key) {
            return self.conclude(Some(key));
        }
        if self.pressed.count() < self.max {
            self.pressed.push(key);
        }
        if self.pressed.count() >= self.max {
            return self.conclude(None);
        }
        if stops { Outcome::StopPrompt } else { Outcome::Waiting }
    }

    /// Returns the time at which the attempt ends unless a key is pressed.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        let Phase::Keys { until, silence } = self.phase else { return None };
        Some(match (silence, self.limits) {
            (None, _) => until,
            (Some(silence), RepeatDuration::Attempt) => silence.min(until),
            (Some(silence), RepeatDuration::Between) => silence,
        })
    }

    /// Handles the deadline. Has no effect before it.
    pub(crate) fn expired(&mut self, now: Duration) -> Outcome {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.conclude(None)
        } else {
            Outcome::Waiting
        }
    }

    /// Ends the attempt, with the terminator if one was pressed.
    fn conclude(&mut self, terminator: Option<char>) -> Outcome {
        self.phase = Phase::Idle;
        let enough = self.pressed.count() >= self.min;
        let digits = self.pressed.take();
        let seen = match terminator {
            Some(key) if self.regex_sees == Terminator::Seen => {
                &format!("{}{key}", digits.as_str())
            }
            _ => digits.as_str(),
        };
        if enough && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(seen)) {
            Outcome::Done(digits)
        } else if self.attempt < self.attempts {
            self.attempt += 1;
            Outcome::Again { attempt: self.attempt }
        } else {
            Outcome::Failed
        }
    }
}

#[cfg(test)]
mod tests;
