//! What collects digits after a prompt: `SpeakAndGetDigits` and `PlayAudioAndGetDigits`.

use std::sync::Arc;
use std::time::Duration;

use offhook::Digits;
use offhook::action::{DigitCollection, Keys};

use crate::keys::{Pressed, is_key};
use crate::pattern::{InvalidPattern, Pattern};
use crate::{Profile, RepeatDuration, Terminator};

/// `TerminatorDigits` by default.
const TERMINATORS: &str = "#";

/// `MaxNumberOfDigits` by default.
const MAX_DIGITS: usize = 128;

/// The digits of one action, over its attempts.
///
/// An attempt begins with [`prompt_started`](Self::prompt_started); keys outside of one are passed
/// over. It ends with `MaxNumberOfDigits`, a terminator, or silence. The digits then have to be
/// `MinNumberOfDigits` and match the regular expression, or it has failed. Without a minimum and an
/// expression, no digits at all are enough.
#[derive(Debug)]
pub(crate) struct Collector {
    pattern: Option<Arc<Pattern>>,
    min: usize,
    max: usize,
    terminators: String,
    between: Duration,
    attempts: u32,
    repeat_duration: Duration,
    /// What `RepeatDurationInMilliseconds` limits. Either way it runs from the end of the prompt, and
    /// the first key has to come within it.
    limits: RepeatDuration,
    regex_sees: Terminator,
    attempt: u32,
    phase: Phase,
    pressed: Pressed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// No attempt is under way.
    Idle,
    Prompt,
    /// The prompt has ended.
    Keys {
        /// When the time of the attempt is up.
        until: Duration,
        /// When the time for the next key is up, once there is one.
        silence: Option<Duration>,
    },
}

/// What is to be done after a key or a deadline.
///
/// `Again`, `Done` and `Failed` can come while the prompt plays. They stop it too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Nothing.
    Waiting,
    /// Stop the prompt: a key was pressed. The attempt goes on, as if the prompt had ended now.
    StopPrompt,
    /// Play the failure prompt, or the prompt where there is none, and start this attempt (the
    /// first was 1).
    Again { attempt: u32 },
    /// The action has succeeded with these digits.
    Done(Digits),
    /// The attempts have run out: the action has failed with `InvalidDigitsReceived`.
    Failed,
}

impl Collector {
    /// Collects nothing yet: the first prompt has to start.
    ///
    /// `TerminatorDigits` that are given and empty mean that no key ends the input.
    pub(crate) fn new(
        collection: &DigitCollection,
        profile: &Profile,
    ) -> Result<Self, InvalidPattern> {
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

    /// A prompt starts to play, and with it an attempt. Does nothing while one is under way.
    pub(crate) fn prompt_started(&mut self) {
        if self.phase == Phase::Idle {
            self.phase = Phase::Prompt;
        }
    }

    /// The prompt has been played. Does nothing when a key had stopped it.
    pub(crate) fn prompt_ended(&mut self, now: Duration) {
        if self.phase == Phase::Prompt {
            // Without digits to wait for the attempt is over at once.
            let wait = if self.max == 0 { Duration::ZERO } else { self.repeat_duration };
            self.phase = Phase::Keys { until: now.saturating_add(wait), silence: None };
        }
    }

    /// A key is pressed. What is no key is passed over.
    ///
    /// It counts even when the deadline has passed, unless [`expired`](Self::expired) was called.
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

    /// When the attempt ends for want of a key.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        let Phase::Keys { until, silence } = self.phase else { return None };
        Some(match (silence, self.limits) {
            (None, _) => until,
            (Some(silence), RepeatDuration::Attempt) => silence.min(until),
            (Some(silence), RepeatDuration::Between) => silence,
        })
    }

    /// Time has passed. Does nothing before the deadline.
    pub(crate) fn expired(&mut self, now: Duration) -> Outcome {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.conclude(None)
        } else {
            Outcome::Waiting
        }
    }

    /// Ends the attempt, perhaps with a terminator.
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
