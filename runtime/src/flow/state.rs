//! The state of a flow in one invocation: what it asked for, what it waits for, and its journal.
//!
//! No I/O, no async: the line's futures ask and wait here, and the driver delivers entries.

use std::fmt;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use super::defaults::Defaults;
use super::error::{FlowError, LineError};
use super::journal::{Answers, Entry, Journal, Kept, Kind, OnceResult, Payload, SideEffect, check};
use crate::action::{Action, ActionType, Hangup, Target};
use crate::call::{Digits, Leg};
use crate::event::{ErrorType, Invocation};

/// Maximum number of actions in a list.
const MAX_ACTIONS: usize = 10;

/// A line of code.
pub(super) type At = &'static Location<'static>;

/// The state, shared by the line and its futures.
pub struct Shared(Mutex<State>);

impl Shared {
    pub(super) fn new(state: State) -> Self {
        Self(Mutex::new(state))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in a flow ends it: nobody sees what it left.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

/// An action that the flow asked for.
pub(super) struct Asked {
    pub(super) number: u32,
    pub(super) action_type: ActionType,
    /// The leg that it is for, if it names none by its id.
    leg: Option<Leg>,
    /// The action; what was sent and answered long ago is not built again.
    pub(super) action: Option<Box<Action>>,
    pub(super) check: u8,
    /// Writes its result for the journal.
    pub(super) record: Option<Record>,
    /// The entries that had been delivered when it was asked for.
    entries: usize,
    /// Whether somebody waits for its result.
    pub(super) is_awaited: bool,
    at: At,
}

/// Writes the result of a succeeded action for the journal; `None` if the event has none.
pub(crate) type Record = fn(&Invocation, Option<&Action>) -> Option<Payload>;

/// What an action is asked with.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) action_type: ActionType,
    /// The leg that it is for, if it names none by its id.
    pub(super) leg: Option<Leg>,
    /// What its answer depends on, such as the number of digits: part of the check.
    pub(super) shape: u32,
    /// `None` for actions that resolve at once.
    pub(super) record: Option<Record>,
    pub(super) at: At,
}

/// What becomes of an action that is asked for.
pub(super) enum Reception {
    /// It is in the queue.
    Queued(u32),
    /// The queue is full: wait for [`What::Done`] and ask again.
    Full,
    /// It can't be.
    Refused(LineError),
    /// It has happened: the leg that it hangs up has left.
    Happened(u32),
}

/// What a future waits for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum What {
    /// The answer of this action.
    Answer(u32),
    /// All that was asked for has happened.
    Done,
    /// The far end that this action brought leaves.
    FarEnd(u32),
    /// The outbound call is answered.
    Answered,
    /// A call update after so many.
    Update(usize),
    /// Keys of a subscription.
    Keys(u32),
    /// A side effect whose result is in the journal further on.
    Once(SideEffect),
    /// One whose result has lost its place in the journal.
    Kept(SideEffect),
}

impl What {
    fn is_side_effect(self) -> bool {
        matches!(self, Self::Once(_) | Self::Kept(_))
    }
}

/// A wait that is over.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Outcome {
    /// What was waited for, with its payload.
    Is(Payload),
    /// A side effect ended.
    Once(OnceResult),
    Failed(LineError),
}

struct Wait {
    what: What,
    at: At,
    waker: Option<Waker>,
    outcome: Option<Outcome>,
}

impl Wait {
    fn resolve(&mut self, outcome: Outcome, root: Option<&Waker>) {
        self.outcome = Some(outcome);
        // The driver polls the flow itself in any case.
        let inner = |waker: &Waker| root.is_none_or(|root| !waker.will_wake(root));
        if let Some(waker) = self.waker.take().filter(inner) {
            waker.wake();
        }
    }
}

/// The list of actions that was sent last.
#[derive(Default)]
struct List {
    /// The number of its first action.
    first: u32,
    /// The number of its last action.
    last: Option<u32>,
    is_over: bool,
}

/// A far end.
struct FarEnd {
    /// The action that brought it.
    action: u32,
    has_left: bool,
}

pub(crate) struct State {
    /// The path of the flow's function.
    flow: &'static str,
    pub(super) journal: Journal,
    /// How many entries have been delivered.
    delivered: usize,
    /// Whether the event has been delivered.
    is_live: bool,
    /// The number of entries up to the last event: a list that is sent before it is history.
    history: usize,
    /// The waker of the driver's task.
    root: Option<Waker>,
    /// `Sequence` of the event.
    sequence: u64,
    /// The number of actions that were asked for.
    asked: u32,
    /// The types of these actions, a bit each.
    types: u32,
    queue: Vec<Asked>,
    /// Sent, and not reported.
    sent: Vec<Asked>,
    list: List,
    waits: Vec<Option<Wait>>,
    /// Whether an outbound call rings.
    is_ringing: bool,
    /// The code with which LEG-A hung up.
    ended: Option<u16>,
    far_ends: Vec<FarEnd>,
    updates: Vec<Payload>,
    /// How many streams listen for call updates.
    pub(super) listeners: usize,
    keys: Vec<Keys>,
    /// How often each side effect began, by name.
    once: Vec<(u16, u32)>,
    /// How many side effects run.
    pub(super) running: usize,
    /// The digits of the event that answered last, which are not in the journal.
    pub(super) secret: Option<Digits>,
    /// Why the flow can't go on.
    broken: Option<FlowError>,
    warned: bool,
    pub(super) defaults: Defaults,
}

/// A subscription to keys.
struct Keys {
    regex: String,
    leg: Option<Leg>,
    is_open: bool,
    received: Vec<Payload>,
}

/// What is to do when the flow waits.
pub(super) enum Step {
    /// An entry was delivered: the flow goes on.
    Delivered,
    /// There are no more entries.
    UpToDate,
}

impl State {
    /// `is_live`: there is no event to deliver behind the journal.
    pub(super) fn new(flow: &'static str, journal: Journal, sequence: u64, is_live: bool) -> Self {
        Self {
            flow,
            is_ringing: journal.ringing,
            history: journal.history(),
            root: None,
            journal,
            delivered: 0,
            is_live,
            sequence,
            asked: 0,
            types: 0,
            queue: Vec::new(),
            sent: Vec::new(),
            list: List { is_over: true, ..List::default() },
            waits: Vec::new(),
            ended: None,
            far_ends: Vec::new(),
            updates: Vec::new(),
            listeners: 0,
            keys: Vec::new(),
            once: Vec::new(),
            running: 0,
            secret: None,
            broken: None,
            warned: false,
            defaults: Defaults::default(),
        }
    }

    pub(super) fn is_replaying(&self) -> bool {
        !self.is_live || self.delivered < self.journal.entries.len()
    }

    /// The event is about to be delivered: what the flow does from now on is new.
    pub(super) fn go_live(&mut self) {
        self.is_live = true;
    }

    /// The driver's task is polled with this waker.
    pub(super) fn polled_with(&mut self, waker: &Waker) {
        if !self.root.as_ref().is_some_and(|root| root.will_wake(waker)) {
            self.root = Some(waker.clone());
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    pub(super) fn is_ringing(&self) -> bool {
        self.is_ringing
    }

    // ── Asking ──────────────────────────────────────────────────────────────────────────────────

    /// Asks for an action. `build` is called if it may be sent.
    pub(super) fn ask(
        &mut self,
        question: Question,
        build: &mut dyn FnMut() -> Action,
    ) -> Reception {
        if self.has_ended() {
            return Reception::Refused(LineError::CallEnded);
        }
        let number = self.asked;
        // The service has no leg for it any more, and a reply that names one breaks a rule.
        if self.far_end_has_left() && question.leg == Some(Leg::B) {
            return if question.action_type == ActionType::Hangup {
                Reception::Happened(number)
            } else {
                let reason = ErrorType::InvalidActionParameter;
                Reception::Refused(LineError::Failed(question.action_type, reason))
            };
        }
        let check = check(&question.action_type, number, question.shape);
        if let Some(Kind::FailedAtOnce(answers, error)) = self.peek()
            && answers.action == number
        {
            let (answers, error) = (*answers, error.clone());
            self.count(&question.action_type);
            self.deliver_next();
            // Those before it in its list have happened.
            self.queue.clear();
            if answers.check != check || question.record.is_some() {
                let (action_type, at) = (&question.action_type, Line(question.at));
                self.mismatch_at(self.delivered, format_args!("asks for {action_type} {at}"));
            }
            return Reception::Refused(LineError::Failed(question.action_type, error));
        }
        if self.queue.len() == MAX_ACTIONS {
            return Reception::Full;
        }
        let action = (!self.is_history()).then(|| {
            let mut action = Box::new(build());
            // The event's leg is another at each turn.
            if let Some(target @ Target::Event) = action.target_mut() {
                *target = Target::Leg(Leg::A);
            }
            self.defaults.complete(&mut action);
            action
        });
        self.queue(question, check, action);
        Reception::Queued(number)
    }

    /// Whether the queue was sent by an earlier invocation, and an event has come since.
    fn is_history(&self) -> bool {
        self.delivered < self.history && self.can_send()
    }

    /// Builds the actions of earlier lists too.
    pub(super) fn build_all(&mut self) {
        self.history = 0;
    }

    /// Whether the list that was sent last may be lost: an action fails that still ran when the list
    /// took the place of its own. The sources do not say what is dropped then; sent again, the list
    /// takes its own place.
    pub(super) fn may_lose_list(&self, kind: &Kind) -> bool {
        matches!(kind, Kind::Failed(answers, _) if answers.action < self.list.first)
            && !self.list.is_over
    }

    /// Whether the list that was sent last can be sent again.
    pub(super) fn is_built(&self) -> bool {
        let mut in_list = self.sent.iter().filter(|asked| asked.number >= self.list.first);
        in_list.all(|asked| asked.action.is_some())
    }

    /// Hangs a leg up after everything else, for a flow that has returned.
    pub(super) fn hang_up(&mut self, leg: Leg, at: At) {
        let action = Some(Box::new(Hangup::normal().on(leg).into()));
        let action_type = ActionType::Hangup;
        let question = Question { action_type, leg: Some(leg), shape: 0, record: None, at };
        self.queue(question, 0, action);
    }

    fn queue(&mut self, question: Question, check: u8, action: Option<Box<Action>>) {
        let number = self.asked;
        self.count(&question.action_type);
        self.queue.push(Asked {
            number,
            action_type: question.action_type,
            leg: question.leg,
            action,
            check,
            record: question.record,
            entries: self.delivered,
            is_awaited: question.record.is_some(),
            at: question.at,
        });
    }

    fn count(&mut self, action_type: &ActionType) {
        self.asked += 1;
        self.types |= 1 << action_type.index();
    }

    /// Whether the last action in the queue hangs LEG-A up.
    pub(super) fn ends_in_hangup(&self) -> bool {
        self.queue.last().is_some_and(|last| last.hangs_up(Leg::A))
    }

    /// How many more actions the queue takes.
    pub(super) fn room(&self) -> usize {
        MAX_ACTIONS - self.queue.len()
    }

    /// Whether all that was asked for has happened.
    pub(super) fn is_done(&self) -> bool {
        self.queue.is_empty() && self.list.is_over
    }

    /// How many call updates came.
    pub(super) fn updates(&self) -> usize {
        self.updates.len()
    }

    /// Begins to listen for keys; returns the number of the subscription.
    pub(super) fn listen(&mut self, regex: String, leg: Option<Leg>) -> u32 {
        self.keys.push(Keys { regex, leg, is_open: true, received: Vec::new() });
        u32::try_from(self.keys.len() - 1).unwrap_or(u32::MAX)
    }

    /// Ends a subscription to keys.
    pub(super) fn stop_listening(&mut self, subscription: u32) {
        if let Some(keys) = self.keys.get_mut(subscription as usize) {
            keys.is_open = false;
        }
    }

    // ── Waiting ─────────────────────────────────────────────────────────────────────────────────

    /// The outcome of a wait that is over before it begins.
    pub(super) fn already(&mut self, what: What) -> Option<Outcome> {
        let done = Some(Outcome::Is(Payload::default()));
        match what {
            What::Answered if !self.is_ringing => return done,
            What::FarEnd(action) if self.has_left(action) => return done,
            What::Update(seen) if seen < self.updates.len() => {
                return Some(Outcome::Is(self.updates[seen].clone()));
            }
            What::Keys(subscription) => {
                let received = &mut self.keys[subscription as usize].received;
                if !received.is_empty() {
                    return Some(Outcome::Is(received.remove(0)));
                }
            }
            What::Done if self.is_done() => return done,
            What::Once(_) | What::Kept(_) => return None,
            _ => {}
        }
        self.has_ended().then_some(Outcome::Failed(LineError::CallEnded))
    }

    fn has_left(&self, action: u32) -> bool {
        self.far_ends.iter().any(|far_end| far_end.action == action && far_end.has_left)
    }

    /// Registers a wait.
    pub(super) fn wait(&mut self, what: What, at: At) -> usize {
        let wait = Some(Wait { what, at, waker: None, outcome: None });
        if let Some(free) = self.waits.iter().position(Option::is_none) {
            self.waits[free] = wait;
            return free;
        }
        self.waits.push(wait);
        self.waits.len() - 1
    }

    /// The outcome of a wait, which it ends; or else notes whom to wake.
    pub(super) fn poll(&mut self, wait: usize, waker: &Waker) -> Option<Outcome> {
        let waiting = self.waits.get_mut(wait)?.as_mut()?;
        let outcome = waiting.outcome.take();
        if outcome.is_some() {
            self.waits[wait] = None;
        } else if !waiting.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            waiting.waker = Some(waker.clone());
        }
        outcome
    }

    /// Ends a wait that nobody polls any more.
    pub(super) fn forget(&mut self, wait: usize) {
        let Some(waiting) = self.waits.get_mut(wait).and_then(Option::take) else { return };
        if let What::Answer(number) = waiting.what {
            // Dropped before it was sent, it is not sent.
            self.queue.retain(|asked| asked.number != number);
            for asked in self.queue.iter_mut().chain(&mut self.sent) {
                asked.is_awaited &= asked.number != number;
            }
        }
    }

    fn resolve(&mut self, wanted: impl Fn(What) -> bool, outcome: &Outcome) -> bool {
        let mut found = false;
        for wait in self.waits.iter_mut().flatten() {
            if wait.outcome.is_none() && wanted(wait.what) {
                wait.resolve(outcome.clone(), self.root.as_ref());
                found = true;
            }
        }
        found
    }

    /// Whether the flow waits for the line, and for nothing else that it needs to finish.
    pub(super) fn is_suspended(&self) -> bool {
        self.running == 0 && self.waits.iter().flatten().any(|wait| wait.outcome.is_none())
    }

    /// Warns of an await that is not the line's, once.
    pub(super) fn warn_of_foreign_await(&mut self) {
        if self.running == 0 && !std::mem::replace(&mut self.warned, true) {
            tracing::warn!(
                flow = self.flow,
                "the flow awaits something that is not the line's: it runs again at each event. Put side effects into `line.once(..)`"
            );
        }
    }

    /// The line of code at which the flow waits, for logs.
    pub(super) fn stands_at(&self) -> Option<At> {
        self.waits.iter().flatten().find(|wait| wait.outcome.is_none()).map(|wait| wait.at)
    }

    // ── Sending ─────────────────────────────────────────────────────────────────────────────────

    /// Sends the queue, unless it has to wait: for the answer of an outbound call, or for an action
    /// that somebody still waits for, and which a new list might take away.
    ///
    /// Returns whether there is a new list.
    pub(super) fn send(&mut self) -> bool {
        self.can_send() && self.send_now()
    }

    fn can_send(&self) -> bool {
        !self.is_ringing && !self.sent.iter().any(|asked| asked.is_awaited)
    }

    /// Sends the queue.
    pub(super) fn send_now(&mut self) -> bool {
        let (Some(first), Some(last)) = (self.queue.first(), self.queue.last()) else {
            return false;
        };
        self.list = List { first: first.number, last: Some(last.number), is_over: false };
        // What resolved at once and was not reported has happened, or was replaced.
        self.sent.retain(|asked| asked.record.is_some());
        self.sent.append(&mut self.queue);
        true
    }

    /// The actions of the list that was sent last.
    pub(super) fn list(&self) -> Vec<Action> {
        let in_list = self.sent.iter().filter(|asked| asked.number >= self.list.first);
        in_list.filter_map(|asked| asked.action.as_deref().cloned()).collect()
    }

    // ── The journal ─────────────────────────────────────────────────────────────────────────────

    fn peek(&self) -> Option<&Kind> {
        self.journal.entries.get(self.delivered).map(|entry| &entry.kind)
    }

    fn deliver_next(&mut self) {
        self.delivered += 1;
    }

    /// Takes the next entry if the flow is where it takes this kind itself.
    pub(super) fn take(&mut self, wanted: impl Fn(&Kind) -> bool) -> Option<Kind> {
        let kind = self.peek().filter(|kind| wanted(kind))?.clone();
        self.deliver_next();
        Some(kind)
    }

    /// Takes the next entry, or writes one.
    pub(super) fn take_or_write(
        &mut self,
        what: &str,
        wanted: impl Fn(&Kind) -> bool,
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
            self.write(kind.clone());
        }
        kind
    }

    /// Writes an entry that the flow made itself.
    pub(super) fn write(&mut self, kind: Kind) {
        let entry = Entry { sequence: self.sequence, kind };
        self.journal.entries.insert(self.delivered, entry);
        self.deliver_next();
    }

    /// Begins a side effect with this name.
    pub(super) fn begin_once(&mut self, name: u16) -> SideEffect {
        let number = self.begun_once(name);
        match self.once.iter_mut().find(|(other, _)| *other == name) {
            Some((_, count)) => *count += 1,
            None => self.once.push((name, 1)),
        }
        SideEffect { name, number }
    }

    /// How many side effects of this name began.
    pub(super) fn begun_once(&self, name: u16) -> u32 {
        self.once.iter().find(|(other, _)| *other == name).map_or(0, |(_, count)| *count)
    }

    /// The result of a side effect that has happened, if it is known without waiting.
    pub(super) fn known_once(&mut self, effect: SideEffect) -> Option<OnceResult> {
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
    pub(super) fn kept(&self, effect: SideEffect) -> Option<&Kept> {
        self.journal.kept.iter().find(|kept| kept.effect == effect)
    }

    /// Delivers a kept result that somebody waits for.
    fn deliver_kept(&mut self) -> bool {
        let wanted = self.waits.iter().flatten().find_map(|wait| match wait.what {
            What::Kept(effect) if wait.outcome.is_none() => Some(effect),
            _ => None,
        });
        let Some(effect) = wanted else { return false };
        let result = self.kept(effect).map(|kept| kept.result.clone());
        let outcome = Outcome::Once(result.unwrap_or(OnceResult(None)));
        self.resolve(|what| what == What::Kept(effect), &outcome)
    }

    /// Delivers the journal's next entry to the flow, which waits.
    pub(super) fn step(&mut self) -> Step {
        if self.deliver_kept() {
            return Step::Delivered;
        }
        let kind = self.peek().cloned();
        // A side effect that ran kept the flow from waiting: it ended, or was dropped.
        let is_result = matches!(kind, Some(Kind::Once { .. }));
        if !is_result && self.waits.iter().flatten().any(|wait| matches!(wait.what, What::Once(_)))
        {
            let instead = self.waits_for();
            self.mismatch(format_args!("{instead}"));
            return Step::Delivered;
        }
        let Some(kind) = kind else { return Step::UpToDate };
        if kind.is_taken() {
            let instead = self.waits_for();
            self.mismatch(format_args!("{instead}"));
            return Step::Delivered;
        }
        if kind.is_event() {
            self.send();
        }
        self.deliver_next();
        self.apply(kind);
        Step::Delivered
    }

    /// Delivers a new entry to the flow, which waits.
    pub(super) fn hear(&mut self, kind: Kind) {
        self.write(kind.clone());
        self.apply(kind);
    }

    fn apply(&mut self, kind: Kind) {
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
                self.resolve(|what| what == What::Answered, &Outcome::Is(Payload::default()));
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
                let wait = self
                    .waits
                    .iter_mut()
                    .flatten()
                    .find(|wait| wait.what == What::Once(effect) && wait.outcome.is_none());
                if let Some(wait) = wait {
                    wait.resolve(Outcome::Once(result), self.root.as_ref());
                } else {
                    let instead = self.waits_for();
                    self.mismatch_at(self.delivered, format_args!("{instead}"));
                }
            }
            // The flow takes these itself.
            Kind::FailedAtOnce(..) | Kind::Now(_) | Kind::Random(_) | Kind::Arguments(_) => {}
        }
    }

    fn succeeded(&mut self, answers: Answers, payload: Payload) {
        let Some(action) = self.report(answers) else { return };
        let number = answers.action;
        if action.brings_far_end() {
            self.far_ends.push(FarEnd { action: number, has_left: false });
        } else if action.hangs_up(Leg::B) {
            self.far_end_left();
        }
        if self.list.last == Some(number) {
            self.list.is_over = true;
        }
        self.resolve(|what| what == What::Answer(number), &Outcome::Is(payload));
        self.resolve_done(&Outcome::Is(Payload::default()));
    }

    fn resolve_done(&mut self, outcome: &Outcome) {
        if self.is_done() || matches!(outcome, Outcome::Failed(_)) {
            self.resolve(|what| what == What::Done, outcome);
        }
    }

    /// An action failed: those behind it in its list were dropped, and those before it that are not
    /// reported will not be.
    fn list_failed(&mut self, error: &Outcome) {
        let (first, last) = (self.list.first, self.list.last);
        let in_list = |number: u32| number >= first && Some(number) <= last;
        self.sent.retain(|asked| !in_list(asked.number));
        self.list.is_over = true;
        self.resolve(|what| matches!(what, What::Answer(number) if in_list(number)), error);
        self.resolve_done(error);
    }

    fn call_ended(&mut self, code: u16) {
        self.ended = Some(code);
        self.sent.append(&mut self.queue);
        let own = self.sent.iter().find(|asked| asked.hangs_up(Leg::A));
        let hangup = own.map(|asked| asked.number);
        self.sent.clear();
        self.list.is_over = true;
        if let Some(hangup) = hangup {
            self.resolve(|what| what == What::Answer(hangup), &Outcome::Is(Payload::default()));
        }
        let ended = Outcome::Failed(LineError::CallEnded);
        self.resolve(|what| !what.is_side_effect(), &ended);
    }

    /// The code with which LEG-A hung up.
    pub(super) fn code(&self) -> u16 {
        self.ended.unwrap_or_default()
    }

    fn far_end_left(&mut self) {
        let Some(far_end) = self.far_ends.last_mut() else { return };
        far_end.has_left = true;
        let action = far_end.action;
        let left = Outcome::Is(Payload::default());
        // No reply may name the leg any more, and what is reported of it is ignored.
        let is_its = |asked: &Asked| asked.leg == Some(Leg::B);
        let mut its: Vec<Asked> = self.sent.extract_if(.., |asked| is_its(asked)).collect();
        its.extend(self.queue.extract_if(.., |asked| is_its(asked)));
        for asked in its {
            let (number, hangs_up) = (asked.number, asked.hangs_up(Leg::B));
            let failed = LineError::Failed(asked.action_type, ErrorType::SystemException);
            let outcome = if hangs_up { left.clone() } else { Outcome::Failed(failed) };
            self.list.is_over |= self.list.last == Some(number);
            self.resolve(|what| what == What::Answer(number), &outcome);
        }
        self.resolve_done(&left);
        self.resolve(|what| what == What::FarEnd(action), &left);
    }

    /// Marks the action that an entry answers as reported, and returns it.
    fn report(&mut self, answers: Answers) -> Option<Asked> {
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
                let instead = self.waits_for();
                self.mismatch_at(self.delivered, format_args!("{instead}"));
                None
            }
        }
    }

    // ── What an event answers ───────────────────────────────────────────────────────────────────

    /// The action that a report of this type is about. `is_it`: whether the event's parameters are
    /// those of an action.
    pub(super) fn reported(
        &self,
        action_type: &ActionType,
        is_it: impl Fn(&Action) -> bool,
    ) -> Option<&Asked> {
        let candidates = || self.sent.iter().filter(|asked| asked.action_type == *action_type);
        let only = candidates().next()?;
        if candidates().count() == 1 {
            return Some(only);
        }
        let same = || candidates().filter(|asked| asked.action.as_deref().is_some_and(&is_it));
        same().find(|asked| asked.is_awaited).or(same().next()).or(Some(only))
    }

    /// Whether the flow asked for an action of this type at any time.
    pub(super) fn has_asked_for(&self, action_type: &ActionType) -> bool {
        self.types & 1 << action_type.index() != 0
    }

    /// Whether the action is the last of the list that was sent last.
    pub(super) fn is_last(&self, asked: &Asked) -> bool {
        self.list.last == Some(asked.number)
    }

    /// Whether the failure of an action that had resolved at once can still be its await's: no event
    /// has moved the flow since it was asked for.
    pub(super) fn can_go_back(&self, asked: &Asked) -> bool {
        let is_event = |entry: &Entry| entry.kind.is_event();
        // One before it in its list, whose result the service had not reported, can't be asked again.
        let is_unreported = |one: &Asked| one.number < asked.number && one.is_awaited;
        !self.journal.entries[asked.entries..].iter().any(is_event)
            && !self.sent.iter().any(is_unreported)
    }

    /// Whether somebody waits behind this action in its list.
    pub(super) fn is_awaited_behind(&self, asked: &Asked) -> bool {
        self.sent.iter().any(|other| other.number > asked.number && other.is_awaited)
            || self.waits.iter().flatten().any(|wait| wait.what == What::Done)
    }

    /// The journal for a run in which the await of this action returns the error.
    pub(super) fn gone_back(&self, asked: &Asked, kind: Kind) -> Journal {
        let mut journal = self.journal.clone();
        journal.truncate(asked.entries);
        journal.entries.push(Entry { sequence: self.sequence, kind });
        journal
    }

    /// The action that is to bring a far end, if it is not reported.
    pub(super) fn bridging(&self) -> Option<&Asked> {
        self.sent.iter().find(|asked| asked.brings_far_end())
    }

    /// Whether there is a far end that has not left.
    pub(super) fn has_far_end(&self) -> bool {
        self.far_ends.last().is_some_and(|far_end| !far_end.has_left)
    }

    fn far_end_has_left(&self) -> bool {
        self.far_ends.last().is_some_and(|far_end| far_end.has_left)
    }

    /// Whether there was a far end in the call.
    pub(super) fn had_far_end(&self) -> bool {
        !self.far_ends.is_empty()
    }

    /// The subscription that keys are for: that of this leg, with this regular expression if there
    /// are several, else the last.
    pub(super) fn listens(&self, leg: Option<Leg>, regex: Option<&str>) -> Option<u32> {
        let open = self.keys.iter().enumerate().filter(|(_, keys)| keys.is_open);
        let best = open.max_by_key(|(_, keys)| (keys.leg == leg, Some(&*keys.regex) == regex));
        best.and_then(|(place, _)| u32::try_from(place).ok())
    }

    // ── Mistakes ────────────────────────────────────────────────────────────────────────────────

    /// The error that ends the flow, if there is one.
    pub(super) fn broken(&mut self) -> Option<FlowError> {
        self.broken.take()
    }

    /// The next entry does not fit.
    pub(super) fn mismatch(&mut self, instead: fmt::Arguments<'_>) {
        self.mismatch_at(self.delivered + 1, instead);
    }

    /// The payload of the entry that was delivered last does not fit.
    pub(super) fn mismatch_of(&mut self, number: u32, at: At) {
        self.mismatch_at(
            self.delivered,
            format_args!("can't read it as the result of action {} {}", number + 1, Line(at)),
        );
    }

    fn mismatch_at(&mut self, entry: usize, instead: fmt::Arguments<'_>) {
        let kind = entry.checked_sub(1).and_then(|place| self.journal.entries.get(place));
        let answers = kind.map_or_else(|| "the last".to_owned(), |entry| entry.kind.to_string());
        self.broken.get_or_insert(FlowError::Mismatch {
            flow: self.flow,
            entry,
            answers,
            instead: instead.to_string(),
        });
    }

    /// What the flow does, for an error.
    pub(super) fn waits_for(&self) -> String {
        let open = || self.waits.iter().flatten().filter(|wait| wait.outcome.is_none());
        let once = open().find(|wait| matches!(wait.what, What::Once(_)));
        let Some(wait) = once.or(open().next()) else {
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

impl Asked {
    fn hangs_up(&self, leg: Leg) -> bool {
        self.action_type == ActionType::Hangup && self.leg == Some(leg)
    }

    fn brings_far_end(&self) -> bool {
        matches!(self.action_type, ActionType::CallAndBridge | ActionType::JoinChimeMeeting)
    }
}

/// A line of code in an error.
pub(super) struct Line(pub(super) At);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}:{}", self.0.file(), self.0.line())
    }
}
