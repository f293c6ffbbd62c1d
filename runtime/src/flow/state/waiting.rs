//! Waiting for events.

use std::task::Waker;

use super::{At, Outcome, State, Wait, What};
use crate::flow::error::LineError;

impl State {
    /// The outcome of a wait that is over before it begins.
    pub(in crate::flow) fn already(&mut self, what: What) -> Option<Outcome> {
        let done = Some(Outcome::Is(String::new()));
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
            What::Done if self.is_done() && !self.has_ended() => return done,
            What::Once(_) | What::Kept(_) => return None,
            _ => {}
        }
        self.has_ended().then_some(Outcome::Failed(LineError::CallEnded))
    }

    pub(super) fn has_left(&self, action: u32) -> bool {
        self.far_ends.iter().any(|far_end| far_end.action == action && far_end.has_left)
    }

    /// Registers a wait.
    pub(in crate::flow) fn wait(&mut self, what: What, at: At, waker: &Waker) -> usize {
        let waker = (!self.is_root(waker)).then(|| waker.clone());
        let wait = Some(Wait { what, at, waker, outcome: None });
        if let Some(free) = self.waits.iter().position(Option::is_none) {
            self.waits[free] = wait;
            return free;
        }
        self.waits.push(wait);
        self.waits.len() - 1
    }

    /// Returns `true` if the waker is that of the driver's task, which polls the flow in any case.
    fn is_root(&self, waker: &Waker) -> bool {
        self.root.as_ref().is_some_and(|root| root.will_wake(waker))
    }

    /// The outcome of a wait, which it ends; or else notes whom to wake.
    pub(in crate::flow) fn poll(&mut self, wait: usize, waker: &Waker) -> Option<Outcome> {
        let is_root = self.is_root(waker);
        let wait = self.waits.get_mut(wait)?;
        let waiting = wait.as_mut()?;
        let outcome = waiting.outcome.take();
        if outcome.is_some() {
            *wait = None;
        } else if !is_root && !waiting.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            waiting.waker = Some(waker.clone());
        }
        outcome
    }

    /// Ends a wait that nobody polls any more.
    pub(in crate::flow) fn forget(&mut self, wait: usize) {
        let Some(waiting) = self.waits.get_mut(wait).and_then(Option::take) else { return };
        if let What::Answer(number) = waiting.what {
            // Dropped before it was sent, it is not sent.
            self.queue.retain(|asked| asked.number != number);
            for asked in self.queue.iter_mut().chain(&mut self.sent) {
                asked.is_awaited &= asked.number != number;
            }
        }
    }

    /// The waits that are not over.
    pub(super) fn open(&self) -> impl Iterator<Item = &Wait> {
        self.waits.iter().flatten().filter(|wait| wait.outcome.is_none())
    }

    /// Returns `true` if somebody waits for this.
    pub(super) fn is_awaited(&self, what: What) -> bool {
        self.open().any(|wait| wait.what == what)
    }

    /// Ends the wait for an action's answer, of which there is one at most.
    pub(super) fn answer(&mut self, action: u32, outcome: Outcome) {
        let is_its = |wait: &&mut Wait| wait.outcome.is_none() && wait.what == What::Answer(action);
        if let Some(wait) = self.waits.iter_mut().flatten().find(is_its) {
            wait.resolve(outcome);
        }
    }

    /// Ends the waits for what is wanted. Returns whether there were any.
    pub(super) fn resolve(&mut self, wanted: impl Fn(What) -> bool, outcome: &Outcome) -> bool {
        let mut found = false;
        for wait in self.waits.iter_mut().flatten() {
            if wait.outcome.is_none() && wanted(wait.what) {
                wait.resolve(outcome.clone());
                found = true;
            }
        }
        found
    }

    /// Returns `true` if the flow waits for the line, and for nothing else that it needs to finish.
    pub(in crate::flow) fn is_suspended(&self) -> bool {
        self.running == 0 && self.open().next().is_some()
    }

    /// Warns of an await that is not the line's, once.
    pub(in crate::flow) fn warn_of_foreign_await(&mut self) {
        if self.running == 0 && !std::mem::replace(&mut self.warned, true) {
            tracing::warn!(
                flow = self.flow,
                after = self.used_at.map(|at| format!("{}:{}", at.file(), at.line())),
                "the flow awaits something that is not the line's: it runs again at each event. Put side effects into `line.once(..)`"
            );
        }
    }

    /// The line of code at which the flow waits, for logs.
    pub(in crate::flow) fn stands_at(&self) -> Option<At> {
        self.open().next().map(|wait| wait.at)
    }
}
