//! The state of a flow in one invocation: what it asked for, what it waits for, and its journal.
//!
//! No I/O, no async: the line's futures ask and wait here, and the driver delivers entries.

mod asking;
mod replay;
mod reports;
mod waiting;

use std::fmt;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use crate::action::{Action, ActionType};
use crate::call::{Digits, Leg};
use crate::event::Invocation;
use crate::flow::defaults::Defaults;
use crate::flow::error::{FlowError, LineError};
use crate::flow::journal::{Journal, OnceResult, SideEffect};

/// Maximum number of actions in a list.
const MAX_ACTIONS: usize = 10;

/// The actions that bring a far end.
const FAR_ENDS: [ActionType; 2] = [ActionType::CallAndBridge, ActionType::JoinChimeMeeting];

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
    /// The action; what an earlier invocation has sent is not built again.
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
pub(crate) type Record = fn(&Invocation, Option<&Action>) -> Option<String>;

/// What an action is asked with.
pub(super) struct Question<'q> {
    pub(super) action_type: ActionType,
    /// The leg that it is for, if it names none by its id.
    pub(super) leg: Option<Leg>,
    /// The check of its type and of what its answer depends on, such as the number of digits.
    pub(super) check: u8,
    /// How its result is written, and whom it wakes. `None` for actions that resolve at once.
    pub(super) answer: Option<(Record, &'q Waker)>,
    pub(super) at: At,
}

/// What becomes of an action that is asked for.
pub(super) enum Reception {
    /// It is in the queue, and has resolved.
    Queued(u32),
    /// It is in the queue, and its answer is awaited at this place.
    Waits(u32, usize),
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
    /// What was waited for, with what it brings.
    Is(String),
    /// A side effect ended.
    Once(OnceResult),
    Failed(LineError),
}

struct Wait {
    what: What,
    at: At,
    /// Whom to wake, if it is not the driver's task.
    waker: Option<Waker>,
    outcome: Option<Outcome>,
}

impl Wait {
    fn resolve(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
        if let Some(waker) = self.waker.take() {
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
    /// The hash of its CallId; empty if no event had it.
    call_id: String,
    has_left: bool,
}

impl FarEnd {
    fn has(&self, call_id: &str) -> bool {
        self.call_id.is_empty() || *self.call_id == *call_id
    }
}

#[expect(clippy::struct_excessive_bools, reason = "they are independent")]
pub(crate) struct State {
    /// The path of the flow's function.
    flow: &'static str,
    pub(super) journal: Journal,
    /// How many entries have been delivered.
    delivered: usize,
    /// Whether the event has been delivered.
    is_live: bool,
    /// Whether it builds the actions of earlier lists too.
    pub(super) builds_all: bool,
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
    /// The number of the first action that this invocation sends.
    new: u32,
    waits: Vec<Option<Wait>>,
    /// Whether an outbound call rings.
    is_ringing: bool,
    /// The code with which LEG-A hung up.
    ended: Option<u16>,
    far_ends: Vec<FarEnd>,
    updates: Vec<String>,
    /// How many streams listen for call updates.
    pub(super) listeners: usize,
    keys: Vec<Keys>,
    /// How often each side effect began, by name.
    once: Vec<(u16, u32)>,
    /// How many side effects run.
    pub(super) running: usize,
    /// The line of code that used the line last.
    used_at: Option<At>,
    /// The side effect that is polled.
    pub(super) polled: Option<&'static str>,
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
    received: Vec<String>,
}

impl State {
    /// `is_live`: there is no event to deliver behind the journal.
    pub(super) fn new(flow: &'static str, journal: Journal, sequence: u64, is_live: bool) -> Self {
        Self {
            flow,
            is_ringing: journal.ringing,
            builds_all: false,
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
            new: u32::MAX,
            waits: Vec::new(),
            ended: None,
            far_ends: Vec::new(),
            updates: Vec::new(),
            listeners: 0,
            keys: Vec::new(),
            once: Vec::new(),
            running: 0,
            used_at: None,
            polled: None,
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
}

impl Asked {
    fn hangs_up(&self, leg: Leg) -> bool {
        self.action_type == ActionType::Hangup && self.leg == Some(leg)
    }

    fn brings_far_end(&self) -> bool {
        FAR_ENDS.contains(&self.action_type)
    }
}

/// A line of code in an error.
pub(super) struct Line(pub(super) At);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}:{}", self.0.file(), self.0.line())
    }
}
