//! The live driver: runs one call in real time, with people who act from outside.
//!
//! Depends on the simulation, and on tokio for tasks and timers. Subscribers are unknown to it.

use std::collections::HashMap;
use std::future;
use std::sync::Arc;

use offhook::Leg;
use tokio::sync::{mpsc, watch};
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::simulation::{Attempt, Outcome, Simulation};
use crate::lambda::Replied;
use crate::{Act, Entry, Finding};

/// Everything that has happened in a live call so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) entries: Vec<Entry>,
    pub(crate) findings: Vec<Finding>,
}

/// The driver of a live call.
pub(crate) struct LiveDriver {
    simulation: Simulation,
    began: Instant,
    acts: mpsc::Receiver<Act>,
    /// Whether the last handle of the call has been dropped: no more acts come.
    is_abandoned: bool,
    record: watch::Sender<Record>,
    invocations: JoinSet<Result<Replied, String>>,
    /// The sequence and the number of each attempt under way.
    attempts: HashMap<task::Id, (u64, u32)>,
}

/// Why the driver wakes.
enum Wake {
    Due,
    Answered(Result<(task::Id, Result<Replied, String>), JoinError>),
    Act(Option<Act>),
}

impl LiveDriver {
    pub(crate) fn new(
        simulation: Simulation,
        acts: mpsc::Receiver<Act>,
        record: watch::Sender<Record>,
    ) -> Self {
        Self {
            simulation,
            began: Instant::now(),
            acts,
            is_abandoned: false,
            record,
            invocations: JoinSet::new(),
            attempts: HashMap::new(),
        }
    }

    /// Runs the call, which `begin` offers or places, to its end.
    pub(crate) async fn run(&mut self, begin: impl FnOnce(&mut Simulation)) {
        begin(&mut self.simulation);
        self.carry_out();
        while !self.simulation.is_over() {
            let wake = self.wake().await;
            // Due items come before the input.
            let now = self.began.elapsed();
            while self.simulation.step(now) {
                self.carry_out();
            }
            self.simulation.pass(now);
            match wake {
                Wake::Due => {}
                Wake::Answered(Ok((task, result))) => self.answered(task, result),
                Wake::Answered(Err(error)) => {
                    self.answered(error.id(), Err("the Lambda panicked".to_owned()));
                }
                Wake::Act(Some(act)) => self.simulation.act(act),
                Wake::Act(None) => self.is_abandoned = true,
            }
            if self.is_abandoned {
                // A person who has been called since then, too.
                self.simulation.hangs_up(Leg::A);
                self.simulation.hangs_up(Leg::B);
            }
            self.carry_out();
        }
    }

    async fn wake(&mut self) -> Wake {
        let due = self.simulation.deadline().and_then(|due| self.began.checked_add(due));
        let sleep = async move {
            match due {
                Some(due) => sleep_until(due).await,
                None => future::pending().await,
            }
        };
        tokio::select! {
            () = sleep => Wake::Due,
            Some(answered) = self.invocations.join_next_with_id() => Wake::Answered(answered),
            act = self.acts.recv(), if !self.is_abandoned => Wake::Act(act),
        }
    }

    fn answered(&mut self, task: task::Id, result: Result<Replied, String>) {
        if let Some((sequence, number)) = self.attempts.remove(&task) {
            self.simulation.replied(sequence, number, result);
        }
    }

    /// Publishes what has happened, and starts what the call asks for.
    fn carry_out(&mut self) {
        let mut entries = Vec::new();
        while let Some(outcome) = self.simulation.poll() {
            match outcome {
                Outcome::Happened(entry) => entries.push(entry),
                Outcome::Invoke(attempt) => self.invoke(attempt),
            }
        }
        if !entries.is_empty() {
            let findings = self.simulation.findings();
            self.record.send_modify(|record| {
                record.entries.append(&mut entries);
                record.findings = findings;
            });
        }
    }

    /// Invokes the Lambda in a task of its own: the call goes on meanwhile.
    fn invoke(&mut self, attempt: Attempt) {
        let Attempt { sequence, number, event, error, lateness } = attempt;
        let lambda = Arc::clone(&self.simulation.world().lambda);
        let not_before = Instant::now() + lateness;
        let task = self.invocations.spawn(async move {
            let result = match error {
                Some(error) => Err(error.to_owned()),
                None => lambda.invoke(&event).await,
            };
            sleep_until(not_before).await;
            result
        });
        self.attempts.insert(task.id(), (sequence, number));
    }
}
