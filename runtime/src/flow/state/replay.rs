//! The journal: what is taken from it, what is written, and what an entry changes.

use super::{Asked, At, FarEnd, Line, Outcome, State, What};
use crate::call::Leg;
use crate::event::ErrorType;
use crate::flow::error::LineError;
use crate::flow::journal::{Answers, Kept, Kind, OnceResult, SideEffect, Span};

impl State {
    pub(super) fn peek(&self) -> Option<&Kind<Span>> {
        self.journal.entries.get(self.delivered).map(|entry| &entry.kind)
    }

    /// Takes the next entry.
    pub(super) fn deliver_next(&mut self) -> Option<Kind> {
        let next = self.journal.kind(self.delivered)?;
        self.delivered += 1;
        Some(next)
    }

    /// Takes the next entry if the flow is where it takes this kind itself.
    pub(in crate::flow) fn take(&mut self, wanted: impl Fn(&Kind<&str>) -> bool) -> Option<Kind> {
        self.journal.kind(self.delivered).filter(wanted)?;
        self.deliver_next()
    }

    /// Takes the next entry, or writes one.
    pub(in crate::flow) fn take_or_write(
        &mut self,
        what: &str,
        wanted: impl Fn(&Kind<&str>) -> bool,
        new: impl FnOnce() -> Kind,
        at: At,
    ) -> Kind {
        if let Some(kind) = self.take(wanted) {
            return kind;
        }
        let kind = new();
        if self.is_replaying() {
            self.mismatch(format_args!("asks for {what} {}", Line(at)));
        } else {
            self.write(&kind);
        }
        kind
    }

    /// Writes an entry that the flow made itself.
    pub(in crate::flow) fn write(&mut self, kind: &Kind) {
        self.journal.push(self.sequence, kind);
        self.delivered += 1;
    }

    /// Begins a side effect with this name.
    pub(in crate::flow) fn begin_once(&mut self, name: u16) -> SideEffect {
        let number = self.begun_once(name);
        match self.once.iter_mut().find(|(other, _)| *other == name) {
            Some((_, count)) => *count += 1,
            None => self.once.push((name, 1)),
        }
        SideEffect { name, number }
    }

    /// How many side effects of this name began.
    pub(in crate::flow) fn begun_once(&self, name: u16) -> u32 {
        self.once.iter().find(|(other, _)| *other == name).map_or(0, |(_, count)| *count)
    }

    /// The result of a side effect that has happened, if it is known without waiting.
    pub(in crate::flow) fn known_once(&mut self, effect: SideEffect) -> Option<OnceResult> {
        if let Some(kept) = self.kept(effect).filter(|kept| kept.at_once) {
            return Some(kept.result.clone());
        }
        let next = self.take(
            |kind| matches!(kind, Kind::Once { effect: other, at_once: true, .. } if *other == effect),
        );
        match next {
            Some(Kind::Once { result, .. }) => Some(result),
            _ => None,
        }
    }

    /// The result of a side effect that has lost its place in the journal.
    pub(in crate::flow) fn kept(&self, effect: SideEffect) -> Option<&Kept> {
        self.journal.kept.iter().find(|kept| kept.effect == effect)
    }

    /// Delivers a kept result that somebody waits for.
    pub(super) fn deliver_kept(&mut self) -> bool {
        let wanted = self.open().find_map(|wait| match wait.what {
            What::Kept(effect) => Some(effect),
            _ => None,
        });
        let Some(effect) = wanted else { return false };
        let result = self.kept(effect).map(|kept| kept.result.clone());
        let outcome = Outcome::Once(result.flatten());
        self.resolve(|what| what == What::Kept(effect), &outcome)
    }

    /// Delivers the journal's next entry to the flow, which waits; `false` if there are no more.
    pub(in crate::flow) fn step(&mut self) -> bool {
        if self.waits.iter().flatten().any(|wait| wait.what.is_side_effect()) {
            // A side effect that ran kept the flow from waiting: its result came before kept ones.
            let has_run = match self.peek() {
                Some(Kind::Once { effect, .. }) => self.is_awaited(What::Once(*effect)),
                _ => false,
            };
            if !has_run && self.deliver_kept() {
                return true;
            }
            // A side effect that ran kept the flow from waiting: it ended, or was dropped.
            let is_result = matches!(self.peek(), Some(Kind::Once { .. }));
            let mut waits = self.waits.iter().flatten();
            if !is_result && waits.any(|wait| matches!(wait.what, What::Once(_))) {
                self.misses(self.delivered + 1);
                return true;
            }
        }
        let Some(kind) = self.peek() else { return false };
        if kind.is_taken() {
            self.misses(self.delivered + 1);
            return true;
        }
        if kind.is_event() {
            self.send();
        }
        if let Some(kind) = self.deliver_next() {
            self.apply(kind);
        }
        true
    }

    /// Delivers a new entry to the flow, which waits.
    pub(in crate::flow) fn hear(&mut self, kind: Kind) {
        self.write(&kind);
        self.apply(kind);
    }

    pub(super) fn apply(&mut self, kind: Kind) {
        match kind {
            Kind::Succeeded(answers, payload) => self.succeeded(answers, payload),
            Kind::Failed(answers, error) => {
                let Some(failed) = self.report(answers) else { return };
                if answers.action < self.list.first {
                    // Its list was replaced.
                    return;
                }
                let error = Outcome::Failed(LineError::Failed(failed.action_type, error));
                self.list_failed(&error);
            }
            Kind::Refused(error) => {
                let error = Outcome::Failed(LineError::Refused(error));
                self.sent.clear();
                self.list.is_over = true;
                self.resolve(|what| !what.is_side_effect(), &error);
            }
            Kind::CallEnded(code) => self.call_ended(code),
            Kind::FarEndLeft => self.far_end_left(),
            Kind::Answered => {
                self.is_ringing = false;
                self.resolve(|what| what == What::Answered, &Outcome::Is(String::new()));
            }
            Kind::Update(arguments) => {
                let number = self.updates.len();
                self.updates.push(arguments.clone());
                self.resolve(|what| what == What::Update(number), &Outcome::Is(arguments));
            }
            Kind::Keys(subscription, digits) => {
                let outcome = Outcome::Is(digits.clone());
                if !self.resolve(|what| what == What::Keys(subscription), &outcome)
                    && let Some(keys) = self.keys.get_mut(subscription as usize)
                {
                    keys.received.push(digits);
                }
            }
            Kind::Once { effect, result, .. } => {
                if !self.resolve(|what| what == What::Once(effect), &Outcome::Once(result)) {
                    self.misses(self.delivered);
                }
            }
            // The flow takes these itself.
            Kind::FailedAtOnce(..)
            | Kind::Now(_)
            | Kind::Random(_)
            | Kind::Arguments(_)
            | Kind::SipHeader(_) => {}
        }
    }

    pub(super) fn succeeded(&mut self, answers: Answers, payload: String) {
        let Some(action) = self.report(answers) else { return };
        let number = answers.action;
        if action.brings_far_end() {
            let call_id = payload.clone();
            self.far_ends.push(FarEnd { action: number, call_id, has_left: false });
        } else if action.hangs_up(Leg::B) {
            self.far_end_left();
        }
        if self.list.last == Some(number) {
            self.list.is_over = true;
        }
        self.answer(number, Outcome::Is(payload));
        self.resolve_if_done();
    }

    fn resolve_if_done(&mut self) {
        if self.is_done() {
            self.resolve(|what| what == What::Done, &Outcome::Is(String::new()));
        }
    }

    /// An action failed: those behind it in its list were dropped, and those before it that are not
    /// reported will not be.
    pub(super) fn list_failed(&mut self, error: &Outcome) {
        let (first, last) = (self.list.first, self.list.last);
        let in_list = |number: u32| number >= first && Some(number) <= last;
        self.sent.retain(|asked| !in_list(asked.number));
        self.list.is_over = true;
        self.resolve(|what| matches!(what, What::Answer(number) if in_list(number)), error);
        self.resolve(|what| what == What::Done, error);
    }

    pub(super) fn call_ended(&mut self, code: u16) {
        self.ended = Some(code);
        self.sent.append(&mut self.queue);
        let own = self.sent.iter().filter(|asked| asked.hangs_up(Leg::A));
        let own: Vec<u32> = own.map(|asked| asked.number).collect();
        self.sent.clear();
        self.list.is_over = true;
        let hung_up = Outcome::Is(String::new());
        self.resolve(|what| matches!(what, What::Answer(one) if own.contains(&one)), &hung_up);
        let ended = Outcome::Failed(LineError::CallEnded);
        self.resolve(|what| !what.is_side_effect(), &ended);
    }

    /// The code with which LEG-A hung up.
    pub(in crate::flow) fn code(&self) -> u16 {
        self.ended.unwrap_or_default()
    }

    pub(super) fn far_end_left(&mut self) {
        let Some(far_end) = self.far_ends.last_mut() else { return };
        far_end.has_left = true;
        let action = far_end.action;
        let left = Outcome::Is(String::new());
        // No reply may name the leg any more, and what is reported of it is ignored.
        let is_its = |asked: &Asked| asked.leg == Some(Leg::B);
        let mut its: Vec<Asked> = self.sent.extract_if(.., |asked| is_its(asked)).collect();
        its.extend(self.queue.extract_if(.., |asked| is_its(asked)));
        for asked in its {
            let (number, hangs_up) = (asked.number, asked.hangs_up(Leg::B));
            let failed = LineError::Failed(asked.action_type, ErrorType::SystemException);
            let outcome = if hangs_up { left.clone() } else { Outcome::Failed(failed) };
            self.list.is_over |= self.list.last == Some(number);
            self.answer(number, outcome);
        }
        self.resolve_if_done();
        self.resolve(|what| what == What::FarEnd(action), &left);
    }

    /// Marks the action that an entry answers as reported, and returns it.
    pub(super) fn report(&mut self, answers: Answers) -> Option<Asked> {
        let place = self.sent.iter().position(|asked| asked.number == answers.action);
        match place {
            Some(place) if self.sent[place].check == answers.check => Some(self.sent.remove(place)),
            Some(place) => {
                let asked = &self.sent[place];
                let instead = format!("asks for {} {}", asked.action_type, Line(asked.at));
                self.mismatch_at(self.delivered, format_args!("{instead}"));
                None
            }
            None => {
                self.misses(self.delivered);
                None
            }
        }
    }
}
