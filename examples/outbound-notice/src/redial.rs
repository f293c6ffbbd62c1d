//! The next call to a number that was not reached.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use offhook::action::Sensitive;
use offhook::prelude::*;

/// A call to place: the parameters of CreateSipMediaApplicationCall, and the time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NextCall {
    /// `SipMediaApplicationId`.
    pub(crate) application: String,
    /// `FromPhoneNumber`.
    pub(crate) from: Sensitive,
    /// `ToPhoneNumber`.
    pub(crate) to: Sensitive,
    /// `ArgumentsMap`.
    pub(crate) arguments: BTreeMap<String, Sensitive>,
    /// The delay.
    pub(crate) after: Duration,
}

/// Places calls. A reply to the service can't, and a Lambda should not wait: a scheduler calls the
/// API later. Each scheduler is a variant.
pub(crate) enum Redial {
    /// Records the calls as long as the process lives, and places none: a stand-in for yours.
    InMemory(Mutex<Vec<NextCall>>),
}

impl Default for Redial {
    fn default() -> Self {
        Self::InMemory(Mutex::default())
    }
}

impl Redial {
    /// Schedules a call. The service repeats events that were not answered in time, so the same
    /// call can come twice: `reference` and `retries` identify it.
    pub(crate) async fn redial(&self, call: NextCall) -> Result<()> {
        let Self::InMemory(calls) = self;
        let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
        if !calls.contains(&call) {
            calls.push(call);
        }
        Ok(())
    }

    /// The calls so far.
    #[cfg(test)]
    pub(crate) fn calls(&self) -> Vec<NextCall> {
        let Self::InMemory(calls) = self;
        calls.lock().unwrap().clone()
    }
}
