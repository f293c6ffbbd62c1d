//! Calling again.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use offhook::action::Sensitive;
use offhook::prelude::*;

/// A call to place: what CreateSipMediaApplicationCall takes, and when.
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
    /// How long to wait before.
    pub(crate) after: Duration,
}

/// Places calls. A reply to the service can't, and a Lambda should not wait: a scheduler calls the
/// API later.
pub(crate) trait Redial: Send + Sync {
    /// Sees to it that the call is placed. It can be asked twice for one call, because the service
    /// repeats events that were not answered in time: `reference` and `retries` tell.
    fn redial(&self, call: NextCall) -> Redialling<'_>;
}

/// What [`Redial::redial`] returns: an async function's future, boxed, so that the app can hold
/// any implementation.
pub(crate) type Redialling<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Writes the calls down as long as the process lives, and places none: a stand-in for yours.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<Vec<NextCall>>);

impl InMemory {
    /// The calls so far.
    #[cfg(test)]
    pub(crate) fn calls(&self) -> Vec<NextCall> {
        self.0.lock().unwrap().clone()
    }
}

impl Redial for InMemory {
    fn redial(&self, call: NextCall) -> Redialling<'_> {
        Box::pin(async move {
            let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !calls.contains(&call) {
                calls.push(call);
            }
            Ok(())
        })
    }
}
