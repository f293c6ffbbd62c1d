//! Telling what came of a call.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use offhook::prelude::*;

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Somebody answered and confirmed the notice.
    Confirmed,
    /// Somebody, or something, answered and did not confirm it.
    NotConfirmed,
    /// The line was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The call was refused, or could not be placed.
    Refused,
}

/// What came of one call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ended {
    /// The reference of the order.
    pub(crate) reference: String,
    /// How many calls went before this one.
    pub(crate) retries: u8,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Whether another call will be placed.
    pub(crate) again: bool,
}

/// Tells whoever ordered the calls: a table of a database, a queue.
pub(crate) trait Report: Send + Sync {
    /// Tells them. It can be called twice for one call, because the service repeats events that
    /// were not answered in time: `reference` and `retries` tell.
    fn report(&self, ended: Ended) -> Reporting<'_>;
}

/// What [`Report::report`] returns: an async function's future, boxed, so that the app can hold
/// any implementation.
pub(crate) type Reporting<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Logs reports and writes them down as long as the process lives: a stand-in for yours.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<Vec<Ended>>);

impl InMemory {
    /// The reports so far.
    #[cfg(test)]
    pub(crate) fn reports(&self) -> Vec<Ended> {
        self.0.lock().unwrap().clone()
    }
}

impl Report for InMemory {
    fn report(&self, ended: Ended) -> Reporting<'_> {
        Box::pin(async move {
            let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !reports.contains(&ended) {
                let Ended { reference, retries, outcome, again } = &ended;
                tracing::info!(reference, retries, ?outcome, again, "ended");
                reports.push(ended);
            }
            Ok(())
        })
    }
}
