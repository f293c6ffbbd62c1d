//! What an event answers, and what does not fit.

use std::fmt;

use super::{Asked, At, FAR_ENDS, Line, State, What};
use crate::action::{Action, ActionType};
use crate::call::Leg;
use crate::flow::error::FlowError;
use crate::flow::journal::{Journal, Kind};

impl State {
    /// The action that a report of this type is about. `is_it`: whether the event's parameters are
    /// those of an action.
    pub(in crate::flow) fn reported(
        &self,
        action_type: &ActionType,
        leg: Option<Leg>,
        has_succeeded: bool,
        is_it: impl Fn(&Action) -> bool,
    ) -> Option<&Asked> {
        // The hang-up of one leg is not that of the other, which may be on its way.
        let is_other = |(asked, reported)| asked != reported;
        let is_of_leg = |asked: &&Asked| {
            *action_type != ActionType::Hangup || !asked.leg.zip(leg).is_some_and(is_other)
        };
        // What is sent now, after something that the event proves, is not what it reports.
        let earlier = || self.sent.iter().filter(|asked| asked.number < self.new);
        let of_type = || earlier().filter(|asked| asked.action_type == *action_type);
        let candidates = || of_type().filter(is_of_leg);
        let only = candidates().next()?;
        if candidates().count() == 1 {
            return Some(only);
        }
        let same = || candidates().filter(|asked| asked.action.as_deref().is_some_and(&is_it));
        // The success of actions that resolve at once is reported at the end of their list.
        let other = || if has_succeeded { same().next_back() } else { same().next() };
        same().find(|asked| asked.is_awaited).or_else(other).or(Some(only))
    }

    /// Returns `true` if several actions of this type were sent and not reported.
    pub(in crate::flow) fn sent_several(&self, action_type: &ActionType) -> bool {
        self.sent.iter().filter(|asked| asked.action_type == *action_type).count() > 1
    }

    /// Returns `true` if the flow asked for an action of this type at any time.
    pub(in crate::flow) fn has_asked_for(&self, action_type: &ActionType) -> bool {
        self.types & 1 << action_type.index() != 0
    }

    /// Returns `true` if the flow asked for an action that brings a far end at any time.
    pub(in crate::flow) fn has_asked_for_far_end(&self) -> bool {
        FAR_ENDS.iter().any(|action| self.has_asked_for(action))
    }

    /// Returns `true` if the action is the last of the list that was sent last.
    pub(in crate::flow) fn is_last(&self, asked: &Asked) -> bool {
        self.list.last == Some(asked.number)
    }

    /// Returns `true` if the failure of an action that had resolved at once can still be its await's: no event
    /// has moved the flow since it was asked for.
    pub(in crate::flow) fn can_go_back(&self, asked: &Asked) -> bool {
        // One before it in its list, whose result the service had not reported, can't be asked again.
        let is_unreported = |one: &Asked| one.number < asked.number && one.is_awaited;
        asked.entries >= self.journal.history() && !self.sent.iter().any(is_unreported)
    }

    /// Returns `true` if somebody waits behind this action in its list.
    pub(in crate::flow) fn is_awaited_behind(&self, asked: &Asked) -> bool {
        self.sent.iter().any(|other| other.number > asked.number && other.is_awaited)
            || self.waits.iter().flatten().any(|wait| wait.what == What::Done)
    }

    /// The journal for a run in which the await of this action returns the error.
    pub(in crate::flow) fn gone_back(&self, asked: &Asked, kind: &Kind) -> Journal {
        let mut journal = self.journal.clone();
        journal.truncate(asked.entries);
        journal.push(self.sequence, kind);
        journal
    }

    /// The action that is to bring a far end, if it is not reported.
    pub(in crate::flow) fn bridging(&self) -> Option<&Asked> {
        self.sent.iter().find(|asked| asked.brings_far_end())
    }

    /// Returns `true` if there is a far end that has not left.
    pub(in crate::flow) fn has_far_end(&self) -> bool {
        self.far_ends.last().is_some_and(|far_end| !far_end.has_left)
    }

    /// Returns `true` if the flow goes on, or something of it ends, when the far end leaves.
    pub(in crate::flow) fn heeds_far_end(&self) -> bool {
        let depends = |asked: &Asked| asked.leg == Some(Leg::B) || asked.brings_far_end();
        self.sent.iter().chain(&self.queue).any(depends)
            || self.open().any(|wait| matches!(wait.what, What::FarEnd(_) | What::Done))
    }

    pub(super) fn far_end_has_left(&self) -> bool {
        self.far_ends.last().is_some_and(|far_end| far_end.has_left)
    }

    /// Returns `true` if the far end that answered last has this hash of its CallId, or an unknown one.
    pub(in crate::flow) fn is_far_end(&self, hash: &str) -> bool {
        self.far_ends.last().is_some_and(|far_end| far_end.has(hash))
    }

    /// Returns `true` if a far end of this call, present or earlier, has this hash, or an unknown one.
    pub(in crate::flow) fn knows_far_end(&self, hash: &str) -> bool {
        self.far_ends.iter().any(|far_end| far_end.has(hash))
    }

    /// The subscription that keys are for: that of this leg, with this regular expression if there
    /// are several, else the last.
    pub(in crate::flow) fn listens(&self, leg: Option<Leg>, regex: Option<&str>) -> Option<u32> {
        let open = self.keys.iter().enumerate().filter(|(_, keys)| keys.is_open);
        let best = open.max_by_key(|(_, keys)| (keys.leg == leg, Some(&*keys.regex) == regex));
        best.and_then(|(place, _)| u32::try_from(place).ok())
    }

    /// The error that ends the flow, if there is one.
    pub(in crate::flow) fn broken(&mut self) -> Option<FlowError> {
        self.broken.take()
    }

    /// The line is used: not by a side effect, whose actions no replay would ask for, and which no event
    /// answers while it runs.
    #[inline]
    pub(in crate::flow) fn use_line(&mut self, at: At) {
        self.used_at = Some(at);
        if let Some(once) = self.polled {
            self.broken.get_or_insert(FlowError::InOnce { once, at: Line(at).to_string() });
        }
    }

    /// The next entry does not fit.
    pub(in crate::flow) fn mismatch(&mut self, instead: fmt::Arguments<'_>) {
        self.mismatch_at(self.delivered + 1, instead);
    }

    /// The flow waits for something else than this entry.
    pub(super) fn misses(&mut self, entry: usize) {
        let instead = self.waits_for();
        self.mismatch_at(entry, format_args!("{instead}"));
    }

    /// The payload of the entry that was delivered last does not fit.
    pub(in crate::flow) fn mismatch_of(&mut self, number: u32, at: At) {
        self.mismatch_at(
            self.delivered,
            format_args!("can't read it as the result of action {} {}", number + 1, Line(at)),
        );
    }

    pub(super) fn mismatch_at(&mut self, entry: usize, instead: fmt::Arguments<'_>) {
        let kind = entry.checked_sub(1).and_then(|number| self.journal.kind::<&str>(number));
        let answers = kind.map_or_else(|| "the last".to_owned(), |kind| kind.to_string());
        self.broken.get_or_insert(FlowError::Mismatch {
            flow: self.flow,
            entry,
            answers,
            instead: instead.to_string(),
        });
    }

    /// What the flow does, for an error.
    pub(in crate::flow) fn waits_for(&self) -> String {
        let once = self.open().find(|wait| matches!(wait.what, What::Once(_)));
        let Some(wait) = once.or(self.open().next()) else {
            return "waits for nothing".to_owned();
        };
        let what = match wait.what {
            What::Answer(number) => {
                let asked =
                    self.queue.iter().chain(&self.sent).find(|asked| asked.number == number);
                let action = asked.map_or("an action", |asked| asked.action_type.as_str());
                return format!("waits for action {}, {action}, {}", number + 1, Line(wait.at));
            }
            What::Done => "what it asked for",
            What::FarEnd(_) => "the hang-up of LEG-B",
            What::Answered => "the answer of the call",
            What::Update(_) => "a call update",
            What::Keys(_) => "keys",
            What::Once(_) | What::Kept(_) => "a side effect",
        };
        format!("waits for {what} {}", Line(wait.at))
    }
}
