//! A direct interpreter of random programs, to compare flows with: it lives through the whole call,
//! has no journal, and runs nothing twice. It follows the documentation of flows.

mod ask;
mod event;
mod hear;
mod ops;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use self::event::{Event, describe};
use self::ops::has_result;
use crate::program::{self, NAMES, Op, Step};

/// Maximum number of actions in a list.
const LIST: usize = 10;

/// What the reply to an event is, each action as [`describe`] has it.
#[derive(PartialEq, Debug)]
pub(crate) enum Says {
    /// The call goes on as it does.
    Nothing,
    List(Vec<String>),
    Last(Vec<String>),
    /// The program's own error.
    Error,
    /// An action was reported that the program has not asked for: the journal with it was lost.
    Unexpected,
    /// The event is not the program's: what it proves is left to the next one.
    Foreign,
}

/// What an await gives: its text in the trace, and the bridge if it is one.
#[derive(Clone)]
struct Seen(String, Option<usize>);

/// How the program awaits.
#[derive(Clone)]
enum How {
    Alone,
    First,
    All,
    Branch(Vec<Step>, Vec<Step>),
    /// It has returned, and waits for room for its last actions.
    Returns,
}

#[derive(Clone)]
struct Arm {
    op: Op,
    /// The text of its action, or the key of its side effect.
    text: String,
    waits: Waits,
}

/// What an arm of an await waits for.
#[derive(Clone)]
enum Waits {
    /// Nothing, it has not begun.
    Begins,
    Room,
    Answer(usize),
    Done,
    FarEnd(usize),
    Update,
    Keys,
    /// The program takes these when it is polled.
    Received(String),
    /// A slow side effect, with its number.
    SideEffect(usize),
    Over(Seen),
}

/// An action that was asked for.
#[derive(Clone)]
struct Asked {
    number: usize,
    op: Op,
    what: String,
    is_awaited: bool,
    /// The call at the time it was asked for, and by which arm: where it goes back to if the action
    /// fails although it had resolved at once, and nothing has moved the program since.
    before: Option<(Arc<Direct>, usize)>,
}

#[derive(Clone)]
struct FarEnd {
    bridge: usize,
    call_id: String,
    has_left: bool,
}

/// A program on its way through a call.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Direct {
    /// The steps that are left, the next one last.
    left: Vec<Step>,
    awaits: Option<(How, Vec<Arm>)>,
    /// How often all arms were polled, and how many of them were since.
    rounds: usize,
    polled: usize,
    trace: Vec<String>,
    texts: usize,
    bridge: Option<usize>,
    is_error: bool,
    /// How many side effects of each name began.
    began: BTreeMap<&'static str, usize>,
    /// The results of side effects that ended, by name and number.
    effects: BTreeMap<(&'static str, usize), String>,
    call: String,

    asked: usize,
    /// The types of all that was asked for.
    types: Vec<&'static str>,
    queue: Vec<Asked>,
    /// Sent, and not reported.
    sent: Vec<Asked>,
    /// The first and the last action of the latest list, and whether it is over.
    list: (usize, usize),
    is_list_over: bool,
    /// Whether a list is to be sent in reply to this event.
    sends: bool,
    caller_has_left: bool,
    far_ends: Vec<FarEnd>,
    /// Whether this event says that LEG-B is connected.
    lists_far_end: Option<bool>,
    /// Whether this event says that a leg is connected: actions are left out if none is.
    is_up: bool,
    has_returned: bool,
    is_unexpected: bool,
}

impl Direct {
    /// The program at the first event of a call.
    pub(crate) fn begin(program: &[Step], event: &Event<'_>) -> (Self, Says) {
        let mut direct = Self {
            left: program.iter().rev().cloned().collect(),
            call: event.call().to_owned(),
            is_list_over: true,
            is_up: true,
            ..Self::default()
        };
        direct.go_on();
        let says = direct.says();
        (direct, says)
    }

    pub(crate) fn trace(&self) -> &[String] {
        &self.trace
    }

    fn says(&self) -> Says {
        let list = self.sent.iter().filter(|asked| self.sends && asked.number >= self.list.0);
        let list = list.filter(|_| self.is_up).map(|asked| asked.what.clone());
        match list.collect::<Vec<_>>() {
            _ if self.is_unexpected => Says::Unexpected,
            _ if self.has_returned && self.is_error => Says::Error,
            list if self.has_returned => Says::Last(list),
            list if list.is_empty() => Says::Nothing,
            list => Says::List(list),
        }
    }

    /// Runs the program until it waits or has returned, and sends what it asked for.
    fn go_on(&mut self) {
        self.run();
        let is_awaited = self.sent.iter().any(|asked| asked.is_awaited);
        // A new list would take away what is still awaited.
        if self.has_returned || !is_awaited {
            self.send();
        }
    }

    fn send(&mut self) {
        let (Some(first), Some(last)) = (self.queue.first(), self.queue.last()) else { return };
        self.list = (first.number, last.number);
        (self.is_list_over, self.sends) = (false, true);
        self.sent.retain(|asked| has_result(asked.op));
        self.sent.append(&mut self.queue);
    }

    fn run(&mut self) {
        while !self.has_returned {
            let Some((how, arms)) = &self.awaits else {
                match self.left.pop() {
                    Some(step) => self.begin_step(step),
                    None => self.returns(),
                }
                continue;
            };
            let (count, is_race) = (arms.len(), matches!(how, How::First));
            // `tokio::join!` takes turns with which it polls first.
            let first = if is_race { 0 } else { self.rounds % count };
            let arm = (first + self.polled) % count;
            self.poll(arm);
            self.polled += 1;
            let is_over = |arm: &Arm| matches!(arm.waits, Waits::Over(_));
            if is_race && is_over(&self.arms()[arm]) {
                self.leave(arm);
            } else if self.polled == count {
                (self.rounds, self.polled) = (self.rounds + 1, 0);
                if self.arms().iter().all(is_over) {
                    self.leave(0);
                } else if !self.arms().iter().any(|arm| matches!(arm.waits, Waits::SideEffect(_))) {
                    return;
                }
            }
        }
    }

    fn arms(&mut self) -> &mut [Arm] {
        self.awaits.as_mut().map_or(&mut [], |(_, arms)| arms)
    }

    fn begin_step(&mut self, step: Step) {
        let (how, ops) = match step {
            Step::Await(op) => (How::Alone, vec![op]),
            Step::Race(a, b) => (How::First, vec![a, b]),
            Step::Join(a, b) => (How::All, vec![a, b]),
            Step::Branch(odd, even) => (How::Branch(odd, even), vec![Op::Ask]),
            Step::Loop(times, steps) => {
                for _ in 0..times {
                    self.left.extend(steps.iter().rev().cloned());
                }
                return;
            }
            Step::Helper(steps) => return self.left.extend(steps.into_iter().rev()),
            Step::Return { fails } => {
                self.is_error = fails;
                return self.left.clear();
            }
        };
        let arms = ops.into_iter().map(|op| self.begin_arm(op)).collect();
        self.stand(how, arms);
    }

    fn stand(&mut self, how: How, arms: Vec<Arm>) {
        self.awaits = Some((how, arms));
        (self.rounds, self.polled) = (0, 0);
    }

    fn begin_arm(&mut self, op: Op) -> Arm {
        self.texts += 1;
        let mut text = format!("Text {}.", self.texts);
        let nothing = || Waits::Over(Seen("Ok(\"no bridge\")".to_owned(), None));
        let waits = match (op, self.bridge) {
            (Op::Modify | Op::FarLeaves | Op::FarSpeak | Op::FarHangUp, None) => nothing(),
            (Op::FarLeaves, Some(bridge)) => Waits::FarEnd(bridge),
            (Op::Done, _) => Waits::Done,
            (Op::Update, _) => Waits::Update,
            _ => Waits::Begins,
        };
        if let Op::Once { name, .. } = op {
            let name = NAMES[name];
            let number = self.began.get(name).unwrap_or(&0);
            text = format!("{}/interpreter/{name}/{number}", self.call);
        }
        Arm { op, text, waits }
    }

    /// Lets the program see what it awaited, and drops what it awaited beside it.
    fn leave(&mut self, first: usize) {
        let Some((how, arms)) = self.awaits.take() else { return };
        let mut see = |how: &str, arm: &Arm| {
            let Waits::Over(Seen(text, bridge)) = &arm.waits else { return };
            self.bridge = bridge.or(self.bridge);
            self.trace.push(format!("{how}{text}"));
        };
        match how {
            How::Alone => see("", &arms[0]),
            How::First if first == 0 => see("left ", &arms[0]),
            How::First => see("right ", &arms[1]),
            How::All => {
                see("both ", &arms[0]);
                see("and ", &arms[1]);
            }
            How::Branch(odd, even) => {
                see("branch ", &arms[0]);
                let is_odd = self.trace.last().is_some_and(|seen| program::is_odd(seen));
                self.left.extend(if is_odd { odd } else { even }.into_iter().rev());
            }
            How::Returns => self.hang_up(),
        }
        for arm in arms {
            if let Waits::Answer(number) = arm.waits {
                // Before it is sent, it is not sent.
                self.queue.retain(|asked| asked.number != number);
                for asked in self.queue.iter_mut().chain(&mut self.sent) {
                    asked.is_awaited &= asked.number != number;
                }
            }
        }
    }

    fn returns(&mut self) {
        if self.is_error {
            self.has_returned = true;
        } else if self.queue.len() + self.last_actions() > LIST {
            let arm = Arm { op: Op::Done, text: String::new(), waits: Waits::Done };
            self.stand(How::Returns, vec![arm]);
        } else {
            self.hang_up();
        }
    }

    /// Hangs everybody up who is still there.
    fn hang_up(&mut self) {
        for op in self.legs() {
            self.queue(op, "", None);
        }
        self.has_returned = true;
    }

    fn legs(&self) -> Vec<Op> {
        let is_there = self.far_ends.last().is_some_and(|far_end| !far_end.has_left);
        let far_end = self.lists_far_end.unwrap_or(is_there).then_some(Op::FarHangUp);
        let caller = (!self.caller_has_left && !self.hangs_up()).then_some(Op::HangUp);
        far_end.into_iter().chain(caller).collect()
    }

    fn hangs_up(&self) -> bool {
        self.queue.last().is_some_and(|last| last.op == Op::HangUp)
    }

    /// Maximum number of its last actions: who is there then is not known yet.
    fn last_actions(&self) -> usize {
        let brings_far_end = |one: &&str| matches!(*one, "CallAndBridge" | "JoinChimeMeeting");
        usize::from(self.types.iter().any(brings_far_end)) + usize::from(!self.hangs_up())
    }

    /// Whether all that was asked for has happened.
    fn is_done(&self) -> bool {
        self.queue.is_empty() && self.is_list_over
    }

    fn has_left(&self, bridge: usize) -> bool {
        self.far_ends.iter().any(|far_end| far_end.bridge == bridge && far_end.has_left)
    }
}
