//! The report of a call's outcome.

use std::sync::{Mutex, PoisonError};

use offhook::prelude::*;

/// The outcome of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// The call was answered and the notice confirmed.
    Confirmed,
    /// The call was answered and the notice not confirmed.
    NotConfirmed,
    /// The line was busy.
    Busy,
    /// The call was not answered.
    NoAnswer,
    /// The call was refused, or could not be placed.
    Refused,
}

/// The end of one call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ended {
    /// The reference of the order.
    pub(crate) reference: String,
    /// The number of calls before this one.
    pub(crate) retries: u8,
    /// The outcome.
    pub(crate) outcome: Outcome,
    /// Whether another call will be placed.
    pub(crate) again: bool,
}

/// Reports outcomes: to a table of a database, a queue. Each is a variant.
pub(crate) enum Report {
    /// Logs outcomes and records them as long as the process lives: a stand-in for yours.
    InMemory(Mutex<Vec<Ended>>),
}

impl Default for Report {
    fn default() -> Self {
        Self::InMemory(Mutex::default())
    }
}

impl Report {
    /// Reports an outcome. The service repeats events that were not answered in time, so the same
    /// outcome can come twice: `reference` and `retries` identify it.
    pub(crate) async fn report(&self, ended: Ended) -> Result<()> {
        let Self::InMemory(reports) = self;
        let mut reports = reports.lock().unwrap_or_else(PoisonError::into_inner);
        if !reports.contains(&ended) {
            let Ended { reference, retries, outcome, again } = &ended;
            tracing::info!(reference, retries, ?outcome, again, "ended");
            reports.push(ended);
        }
        Ok(())
    }

    /// The reports so far.
    #[cfg(test)]
    pub(crate) fn reports(&self) -> Vec<Ended> {
        let Self::InMemory(reports) = self;
        reports.lock().unwrap().clone()
    }
}
