//! The journal of a flow: one entry for each event that moved it, and for each side effect.
//!
//! A flow is run from its first line at each event, and the entries are its answers until it stands
//! where it stood. They answer actions by their number in the call, with a check of what was asked,
//! so that changed code is noticed and changed wording is not.

mod attributes;
mod coding;
mod text;

use std::fmt;
use std::ops::Range;

use super::entry::name_hash;
use crate::action::ActionType;
use crate::event::ErrorType;

pub(super) use attributes::{Mark, Place, carry, find, has_begun, has_ended, is_stored, store};
pub(super) use text::text_hash;

/// The journal of a call's flow: its text, to which new entries are added, and the entries with their
/// places in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Journal {
    /// The hash of the flow's name.
    pub(super) flow: u32,
    pub(super) version: u32,
    /// Whether the call was not answered yet when the flow began: it is an outbound one.
    pub(super) ringing: bool,
    /// `Sequence` of the event with which the flow began.
    began: u64,
    /// The header, then the entries in the order in which they moved the flow.
    text: String,
    /// The hash of the text.
    hash: u32,
    /// Where the first entry begins.
    first: usize,
    /// What the text says, in order.
    pub(super) entries: Vec<Entry>,
    /// Results of side effects that no longer have a place in that order, because the flow took
    /// another way: what has happened does not happen again.
    pub(super) kept: Vec<Kept>,
}

/// The place of a text in that of a journal.
pub(super) type Span = Range<usize>;

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Entry {
    /// `Sequence` of the event.
    sequence: u64,
    pub(super) kind: Kind<Span>,
    /// Where it ends.
    end: usize,
}

/// A side effect of the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct SideEffect {
    /// The hash of its name.
    pub(super) name: u16,
    /// The number of side effects of this name that began before it.
    pub(super) number: u32,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Kept {
    pub(super) effect: SideEffect,
    /// Whether it ended when it was first polled.
    pub(super) at_once: bool,
    pub(super) result: OnceResult,
}

/// The result of a side effect as JSON, or `None` if it failed.
pub(super) type OnceResult<T = String> = Option<T>;

/// The action that an entry answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Answers {
    /// The action's number in the call, from 0.
    pub(super) action: u32,
    /// Six bits of its type and shape.
    pub(super) check: u8,
}

/// What moved the flow. `T`: a text that it brings, or its place in that of the journal.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind<T = String> {
    /// An action succeeded; the payload is its result, or the hash of the far end's CallId.
    Succeeded(Answers, T),
    /// An action failed.
    Failed(Answers, ErrorType),
    /// An action that had resolved at once failed, and its await returns the error.
    FailedAtOnce(Answers, ErrorType),
    /// The reply was refused.
    Refused(ErrorType),
    /// LEG-A hung up, with this SIP response code.
    CallEnded(u16),
    /// LEG-B hung up.
    FarEndLeft,
    /// The far end of an outbound call answered.
    Answered,
    /// A call update, with its arguments as JSON.
    Update(T),
    /// Keys, for the subscription with this number.
    Keys(u32, T),
    /// A side effect ended. `at_once`: when it was first polled.
    Once { effect: SideEffect, at_once: bool, result: OnceResult<T> },
    /// The time, in milliseconds since 1970.
    Now(u64),
    /// A random number.
    Random(u64),
    /// The arguments of an outbound call, as JSON.
    Arguments(T),
    /// A SIP header of LEG-A: the hash of its name, then its value behind `=`, if it has one.
    SipHeader(T),
}

impl<T> Kind<T> {
    /// The kind with what this makes of its text.
    fn map<'k, U>(&'k self, change: impl Fn(&'k T) -> U) -> Kind<U> {
        match self {
            Self::Succeeded(answers, text) => Kind::Succeeded(*answers, change(text)),
            Self::Failed(answers, error) => Kind::Failed(*answers, error.clone()),
            Self::FailedAtOnce(answers, error) => Kind::FailedAtOnce(*answers, error.clone()),
            Self::Refused(error) => Kind::Refused(error.clone()),
            Self::CallEnded(code) => Kind::CallEnded(*code),
            Self::FarEndLeft => Kind::FarEndLeft,
            Self::Answered => Kind::Answered,
            Self::Update(text) => Kind::Update(change(text)),
            Self::Keys(subscription, text) => Kind::Keys(*subscription, change(text)),
            Self::Once { effect, at_once, result } => Kind::Once {
                effect: *effect,
                at_once: *at_once,
                result: result.as_ref().map(change),
            },
            Self::Now(time) => Kind::Now(*time),
            Self::Random(number) => Kind::Random(*number),
            Self::Arguments(text) => Kind::Arguments(change(text)),
            Self::SipHeader(text) => Kind::SipHeader(change(text)),
        }
    }

    /// Returns `true` if the flow takes the entry itself where it stands, and does not wait for it.
    pub(super) fn is_taken(&self) -> bool {
        matches!(
            self,
            Self::FailedAtOnce(..)
                | Self::Once { at_once: true, .. }
                | Self::Now(_)
                | Self::Random(_)
                | Self::Arguments(_)
                | Self::SipHeader(_)
        )
    }

    /// Returns `true` if an event brought the entry.
    pub(super) fn is_event(&self) -> bool {
        !self.is_taken() && !matches!(self, Self::Once { .. })
    }
}

/// What the entry is, for an error: no payload.
impl<T> fmt::Display for Kind<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Succeeded(answers, _) => {
                write!(f, "the success of action {}", answers.action + 1)
            }
            Self::Failed(answers, _) | Self::FailedAtOnce(answers, _) => {
                write!(f, "the failure of action {}", answers.action + 1)
            }
            Self::Refused(_) => f.write_str("a refused reply"),
            Self::CallEnded(_) => f.write_str("the hang-up of LEG-A"),
            Self::FarEndLeft => f.write_str("the hang-up of LEG-B"),
            Self::Answered => f.write_str("the answer of an outbound call"),
            Self::Update(_) => f.write_str("a call update"),
            Self::Keys(..) => f.write_str("received digits"),
            Self::Once { .. } => f.write_str("the result of a `once`"),
            Self::Now(_) => f.write_str("a `now()`"),
            Self::Random(_) => f.write_str("a `random()`"),
            Self::Arguments(_) => f.write_str("the arguments of the call"),
            Self::SipHeader(_) => f.write_str("a `sip_header()`"),
        }
    }
}

impl Journal {
    /// `Sequence` of the last entry.
    fn sequence(&self) -> u64 {
        self.entries.last().map_or(self.began, |last| last.sequence)
    }

    /// Returns `true` if the event with this `Sequence` wrote the last entry.
    pub(super) fn ends_with(&self, sequence: u64) -> bool {
        self.entries.last().is_some_and(|last| last.sequence == sequence)
    }

    /// Takes back the entries of the event with this `Sequence`, if they are the last: the event
    /// came again, because its reply was lost. Side effects have happened.
    ///
    /// Returns `false` if other events came since.
    pub(super) fn take_back(&mut self, sequence: u64) -> bool {
        if sequence == 0 {
            return true;
        }
        let Some(first) = self.first_of(sequence) else { return true };
        if self.entries[first..].iter().any(|entry| entry.sequence != sequence) {
            return false;
        }
        self.truncate(first);
        true
    }

    /// The journal before the event with this `Sequence`, with all results of side effects.
    pub(super) fn before(&self, sequence: u64) -> Self {
        let mut before = self.clone();
        before.truncate(self.first_of(sequence).unwrap_or(self.entries.len()));
        before
    }

    /// The number of the first entry that the event with this `Sequence` wrote.
    fn first_of(&self, sequence: u64) -> Option<usize> {
        self.entries.iter().position(|entry| entry.sequence == sequence)
    }

    /// What the entry with this number is, with its text.
    pub(super) fn kind<'j, T: From<&'j str>>(&'j self, number: usize) -> Option<Kind<T>> {
        let entry = self.entries.get(number)?;
        Some(entry.kind.map(|place| self.text[place.clone()].into()))
    }

    /// The number of entries up to the last event.
    pub(super) fn history(&self) -> usize {
        self.entries.iter().rposition(|entry| entry.kind.is_event()).map_or(0, |last| last + 1)
    }

    /// The entry that takes most characters: what it is, and how many.
    fn largest(&self) -> (String, usize) {
        let size = |kind: &Kind<&str>| match kind {
            Kind::Succeeded(_, text)
            | Kind::Update(text)
            | Kind::Keys(_, text)
            | Kind::Arguments(text)
            | Kind::SipHeader(text)
            | Kind::Once { result: Some(text), .. } => text.chars().count(),
            _ => 0,
        };
        let largest =
            (0..self.entries.len()).filter_map(|entry| self.kind::<&str>(entry)).max_by_key(size);
        largest.map_or_else(|| ("none".to_owned(), 0), |kind| (kind.to_string(), size(&kind)))
    }

    /// Removes the entries from this one on, and keeps the results of side effects.
    pub(super) fn truncate(&mut self, length: usize) {
        for entry in self.entries.drain(length..) {
            if let Kind::Once { effect, at_once, result } = entry.kind {
                let result = result.map(|place| self.text[place].to_owned());
                self.kept.push(Kept { effect, at_once, result });
            }
        }
        self.cut(self.entries.last().map_or(self.first, |last| last.end));
    }
}

/// A hash of the name of a side effect, of 12 bits.
pub(super) fn short_hash(name: &str) -> u16 {
    let [_, high, middle, low] = name_hash(name).to_be_bytes();
    u16::from_be_bytes([(high ^ middle) & 0xf, low ^ (high >> 4) ^ (middle & 0xf0)])
}

/// The check of an action: 6 bits of its type and its shape. Actions of one shape never share one.
#[inline]
pub(super) fn check(action: &ActionType, shape: u32) -> u8 {
    let [high, ..] = shape.wrapping_mul(0x9e37_79b9).to_be_bytes();
    let index = u8::try_from(action.index()).unwrap_or_default();
    (high >> 2).wrapping_add(index) & 63
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the text: new actions go to the end of their table.
    #[test]
    fn checks_of_actions_never_change() {
        let actions = [
            "Speak",
            "SpeakAndGetDigits",
            "PlayAudio",
            "PlayAudioAndGetDigits",
            "ReceiveDigits",
            "SendDigits",
            "Pause",
            "Hangup",
            "RecordAudio",
            "StartCallRecording",
            "StopCallRecording",
            "PauseCallRecording",
            "ResumeCallRecording",
            "CallAndBridge",
            "JoinChimeMeeting",
            "ModifyChimeMeetingAttendees",
            "VoiceFocus",
            "StartBotConversation",
        ];
        let checks = actions.map(|action| check(&ActionType::from(action), 0x0104));
        assert!(checks.into_iter().eq(44..62), "{checks:?}");
    }
}
