//! What an event does to the call.

use offhook::action::ActionType;
use offhook::event::ErrorType;
use offhook::flow::LineError;
use serde_json::Value;

use super::ops::{action, answer, brings_far_end, failed, has_result, is_for_far_end, ok};
use super::{Asked, Direct, Event, FarEnd, Says, Seen, Waits};
use crate::program::Op;

impl Direct {
    /// Goes on with an event.
    pub(crate) fn hear(&mut self, event: &Event<'_>) -> Says {
        self.sends = false;
        self.listed(event);
        let mut has_moved = false;
        while !self.has_returned && self.overtaken(event) {
            self.moves();
            has_moved = true;
        }
        let hears = !self.has_returned && self.hears(event);
        if has_moved && !self.has_returned && !hears && self.is_foreign(event) {
            return Says::Foreign;
        }
        if hears {
            self.moves();
            // HANGUP is on its way.
            if !self.has_returned && event.has_left("LEG-A") && !self.caller_has_left {
                self.caller_leaves();
                self.moves();
            }
        }
        self.says()
    }

    /// Takes from an event who is there.
    fn listed(&mut self, event: &Event<'_>) {
        self.lists_far_end = event.has_far_end().then(|| !event.has_left("LEG-B"));
        self.is_up = !event.has_left("LEG-A") || self.lists_far_end == Some(true);
    }

    /// An event has moved the program: what failed before it can't go back behind it.
    fn moves(&mut self) {
        for asked in self.queue.iter_mut().chain(&mut self.sent) {
            asked.before = None;
        }
        self.go_on();
    }

    /// Hears what an event says of LEG-B beside what it reports: that it has answered, or has left.
    fn overtaken(&mut self, event: &Event<'_>) -> bool {
        let Some(far_end) = event.far_end() else { return false };
        if self.far_ends.last().is_some_and(|far_end| !far_end.has_left) {
            let has_left = event.kind() != "HANGUP" && event.has_left("LEG-B");
            if has_left {
                self.far_end_leaves();
            }
            return has_left;
        }
        let Some(place) = self.sent.iter().position(|asked| brings_far_end(asked.op)) else {
            return false;
        };
        let is_known = |far_end: &FarEnd| far_end.call_id == event.far_end_id();
        let is_report = matches!(event.kind(), "ACTION_SUCCESSFUL" | "ACTION_FAILED");
        let has_answered = match event.kind() {
            "HANGUP" => {
                let code = event.json.pointer("/ActionData/Parameters/SipResponseCode");
                let is_normal = code.is_none_or(|code| code.as_u64() == Some(0));
                event.leg() == "LEG-B" && is_normal && !self.far_ends.iter().any(is_known)
            }
            "RINGING" => false,
            _ if is_report && event.action() == self.sent[place].what => false,
            _ => far_end["Status"] == "Connected",
        };
        if has_answered {
            let asked = self.sent.remove(place);
            self.succeeds(&asked, "Ok(Bridge)", event);
        }
        has_answered
    }

    /// Hears what an event reports. Returns whether it moves the program.
    fn hears(&mut self, event: &Event<'_>) -> bool {
        match event.kind() {
            "HANGUP" if event.leg() == "LEG-A" => {
                self.caller_leaves();
                true
            }
            "HANGUP" => {
                let id = event.far_end_id();
                let is_its = |far_end: &FarEnd| !far_end.has_left && far_end.call_id == id;
                // Where it changes nothing yet, the next event tells.
                let moves = self.far_ends.last().is_some_and(is_its)
                    && (self.heeds_far_end() || event.has_left("LEG-A"));
                if moves {
                    self.far_end_leaves();
                }
                moves
            }
            "CALL_UPDATE_REQUESTED" => {
                let arguments = event.json.pointer("/ActionData/Parameters/Arguments");
                let arguments = ok(arguments.unwrap_or(&Value::Null));
                self.resolve(|_, waits| matches!(waits, Waits::Update).then(|| arguments.clone()))
            }
            "DIGITS_RECEIVED" => self.hears_keys(event.text("/ActionData/ReceivedDigits")),
            "ACTION_SUCCESSFUL" => self.hears_success(event),
            "ACTION_FAILED" => self.hears_failure(event),
            "INVALID_LAMBDA_RESPONSE" => {
                let error = LineError::Refused(ErrorType::from(event.text("/ErrorType")));
                self.sent.clear();
                self.is_list_over = true;
                self.resolve(|op, _| Some(failed(op, error.clone())));
                true
            }
            _ => false,
        }
    }

    /// Resolves what is awaited, as far as there is a text for it. Returns whether there was one.
    fn resolve(&mut self, text: impl Fn(Op, &Waits) -> Option<String>) -> bool {
        let mut is_any = false;
        for arm in self.arms() {
            let waits = !matches!(arm.waits, Waits::Over(_) | Waits::SideEffect(_));
            let Some(text) = waits.then(|| text(arm.op, &arm.waits)).flatten() else { continue };
            let bridge = match (&arm.waits, &*text) {
                (Waits::Answer(number), "Ok(Bridge)") => Some(*number),
                _ => None,
            };
            arm.waits = Waits::Over(Seen(text, bridge));
            is_any = true;
        }
        is_any
    }

    /// The last that listens gets the keys, and asks for more.
    fn hears_keys(&mut self, digits: &str) -> bool {
        let mut arms = self.arms().iter_mut().rev();
        let Some(arm) = arms.find(|arm| matches!(arm.waits, Waits::Keys)) else { return false };
        arm.waits = Waits::Received(digits.to_owned());
        true
    }

    /// The action of the program that an event reports: its place among those that were sent.
    fn reported(&self, event: &Event<'_>) -> Option<usize> {
        let what = event.action();
        // What is sent in reply to an event is not what the event reports.
        let is_earlier = |asked: &Asked| !self.sends || asked.number < self.list.0;
        let is_same = |asked: &Asked| asked.what == what && is_earlier(asked);
        let same = || self.sent.iter().enumerate().filter(|(_, asked)| is_same(asked));
        let awaited = same().find(|(_, asked)| asked.is_awaited);
        // The list is over when the last of several has succeeded.
        let has_succeeded = event.kind() == "ACTION_SUCCESSFUL";
        let other = || if has_succeeded { same().next_back() } else { same().next() };
        awaited.or_else(other).map(|(place, _)| place)
    }

    fn hears_success(&mut self, event: &Event<'_>) -> bool {
        let Some(place) = self.reported(event) else { return self.unknown(event) };
        let asked = &self.sent[place];
        let (text, has_data) = answer(asked.op, event);
        let is_last = asked.number == self.list.1;
        if !has_data && (event.has_left(event.leg()) || !has_result(asked.op) && !is_last) {
            return false;
        }
        let asked = self.sent.remove(place);
        self.succeeds(&asked, &text, event);
        true
    }

    /// An action that the program has not asked for is an error, unless two people talk.
    fn unknown(&mut self, event: &Event<'_>) -> bool {
        let two_talk = event.is_connected("LEG-A") && event.is_connected("LEG-B");
        self.is_unexpected = !self.has_asked_for_its_type(event) && !two_talk;
        false
    }

    fn has_asked_for_its_type(&self, event: &Event<'_>) -> bool {
        self.types.contains(&event.text("/ActionData/Type"))
    }

    /// Whether an event that the program does not hear is another's, and no error.
    fn is_foreign(&self, event: &Event<'_>) -> bool {
        match event.kind() {
            "DIGITS_RECEIVED" | "CALL_UPDATE_REQUESTED" => true,
            "ACTION_SUCCESSFUL" | "ACTION_FAILED" => {
                !self.is_unexpected && !self.has_asked_for_its_type(event)
            }
            _ => false,
        }
    }

    fn succeeds(&mut self, asked: &Asked, text: &str, event: &Event<'_>) {
        let Asked { number, op, .. } = *asked;
        if brings_far_end(op) {
            let call_id = event.far_end_id();
            self.far_ends.push(FarEnd { bridge: number, call_id, has_left: false });
        } else if op == Op::FarHangUp {
            self.far_end_leaves();
        }
        self.is_list_over |= number == self.list.1;
        self.answer(number, text);
        self.makes_room();
    }

    /// Answers the await of an action.
    fn answer(&mut self, number: usize, text: &str) {
        self.resolve(|_, waits| {
            matches!(waits, Waits::Answer(other) if *other == number).then(|| text.to_owned())
        });
    }

    fn makes_room(&mut self) {
        let is_done = self.is_done();
        for arm in self.arms() {
            if is_done && matches!(arm.waits, Waits::Room) {
                arm.waits = Waits::Begins;
            }
        }
    }

    fn hears_failure(&mut self, event: &Event<'_>) -> bool {
        let Some(place) = self.reported(event) else { return self.unknown(event) };
        // HANGUP follows.
        if event.has_left(event.leg()) {
            return false;
        }
        let asked = self.sent[place].clone();
        let action_type = ActionType::from(event.text("/ActionData/Type"));
        let error_type = ErrorType::from(event.text("/ActionData/ErrorType"));
        let error = LineError::Failed(action_type, error_type);
        let is_first = !self.sent[..place].iter().any(|other| other.is_awaited);
        if let Some((before, arm)) = asked.before.filter(|_| is_first) {
            self.goes_back(&before, arm, error);
            self.listed(event);
            return true;
        }
        self.sent.remove(place);
        let (first, last) = self.list;
        if asked.number < first {
            // The list that took the place of its list is sent again: perhaps it is lost.
            self.sends = !self.is_list_over;
            return true;
        }
        self.sent.retain(|asked| asked.number < first);
        self.is_list_over = true;
        self.resolve(|op, waits| {
            let was_dropped = match waits {
                Waits::Answer(number) => (first..=last).contains(number),
                Waits::Done | Waits::Room => true,
                _ => false,
            };
            was_dropped.then(|| failed(op, error.clone()))
        });
        true
    }

    /// Goes back to an await that had returned, which returns the error now. Side effects stay.
    fn goes_back(&mut self, before: &Self, arm: usize, error: LineError) {
        let effects = std::mem::take(&mut self.effects);
        *self = before.clone();
        (self.effects, self.sends) = (effects, false);
        // Those before it in its list have happened.
        self.queue.clear();
        let Some(of) = self.arms().get(arm) else { return };
        if !matches!(of.waits, Waits::Over(_)) {
            let text = failed(of.op, error);
            self.over(arm, text);
        }
    }

    fn caller_leaves(&mut self) {
        self.caller_has_left = true;
        let all = self.sent.iter().chain(&self.queue);
        let hangups = all.filter(|asked| asked.op == Op::HangUp).map(|asked| asked.number);
        for number in hangups.collect::<Vec<_>>() {
            self.answer(number, &ok(()));
        }
        self.sent.clear();
        self.queue.clear();
        self.is_list_over = true;
        self.resolve(|op, _| Some(failed(op, LineError::CallEnded)));
    }

    /// Whether something of the program ends when the far end leaves.
    fn heeds_far_end(&self) -> bool {
        let depends = |asked: &Asked| is_for_far_end(asked.op) || brings_far_end(asked.op);
        let mut arms = self.awaits.iter().flat_map(|(_, arms)| arms);
        self.sent.iter().chain(&self.queue).any(depends)
            || arms.any(|arm| matches!(arm.waits, Waits::FarEnd(_) | Waits::Done | Waits::Room))
    }

    fn far_end_leaves(&mut self) {
        let Some(far_end) = self.far_ends.last_mut() else { return };
        far_end.has_left = true;
        // No reply may name the leg any more, and what is reported of it is ignored.
        let (sent, queue) = (std::mem::take(&mut self.sent), std::mem::take(&mut self.queue));
        let is_its = |asked: &Asked| is_for_far_end(asked.op);
        let (its, sent): (Vec<_>, Vec<_>) = sent.into_iter().partition(is_its);
        let (unsent, queue): (Vec<_>, Vec<_>) = queue.into_iter().partition(is_its);
        (self.sent, self.queue) = (sent, queue);
        for asked in its.into_iter().chain(unsent) {
            let (action_type, _) = action(asked.op, "");
            let reason = ErrorType::SystemException;
            let error = LineError::Failed(ActionType::from(action_type), reason);
            let hangs_up = asked.op == Op::FarHangUp;
            self.answer(asked.number, &if hangs_up { ok(()) } else { failed(asked.op, error) });
            self.is_list_over |= asked.number == self.list.1;
        }
        self.makes_room();
    }
}
