//! What comes at any time: call updates and keys.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::error::LineError;
use super::run::Run;
use super::state::{Outcome, Shared, What};
use super::wait::Waiting;
use crate::action::ReceiveDigits;
use crate::call::Digits;
use crate::param::Arguments;

/// The call updates since it was made: [`Line::updates`](super::Line::updates).
#[derive(Debug)]
pub struct Updates<T> {
    shared: Arc<Shared>,
    seen: usize,
    arguments: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Updates<T> {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        let mut state = shared.lock();
        state.listeners += 1;
        Self { shared: Arc::clone(shared), seen: state.updates(), arguments: PhantomData }
    }

    /// Waits for the next call update. One whose arguments are no `T` is logged and passed over.
    ///
    /// # Errors
    /// As every await of the line.
    #[expect(clippy::should_implement_trait, reason = "it is awaited")]
    #[track_caller]
    pub fn next(&mut self) -> impl Future<Output = Result<T, LineError>> + Send + use<'_, T> {
        let at = Location::caller();
        async move {
            loop {
                let waiting = Waiting::new(&self.shared, What::Update(self.seen), at);
                let json = match waiting.await {
                    Outcome::Is(json) => json,
                    Outcome::Failed(error) => return Err(error),
                    Outcome::Once(_) => continue,
                };
                self.seen += 1;
                match Arguments::from_json(&json) {
                    Ok(Arguments(arguments)) => return Ok(arguments),
                    Err(error) => tracing::warn!(
                        %error,
                        "a call update has invalid arguments; the call goes on without it"
                    ),
                }
            }
        }
    }
}

impl<T> Drop for Updates<T> {
    fn drop(&mut self) {
        self.shared.lock().listeners -= 1;
    }
}

/// Keys that the caller presses at any time: [`Line::keys`](super::Line::keys).
#[derive(Debug)]
pub struct KeyPresses {
    shared: Arc<Shared>,
    action: ReceiveDigits,
    subscription: Option<u32>,
}

impl KeyPresses {
    pub(super) fn new(shared: &Arc<Shared>, action: ReceiveDigits) -> Self {
        Self { shared: Arc::clone(shared), action, subscription: None }
    }

    /// Listens as this action says, for another leg, pause or flush.
    pub fn with(mut self, change: impl FnOnce(ReceiveDigits) -> ReceiveDigits) -> Self {
        self.action = change(self.action);
        self
    }

    /// Waits for the next keys that match.
    ///
    /// Asks for [`ReceiveDigits`] each time: whether it goes on listening after a match is
    /// undocumented.
    ///
    /// # Errors
    /// As every await of the line.
    #[expect(clippy::should_implement_trait, reason = "it is awaited")]
    #[track_caller]
    pub fn next(&mut self) -> impl Future<Output = Result<Digits, LineError>> + Send + use<'_> {
        let at = Location::caller();
        async move {
            let subscription = *self.subscription.get_or_insert_with(|| {
                self.shared.lock().listen(self.action.input_digits_regex.as_str().to_owned())
            });
            let early = self.shared.lock().already(What::Keys(subscription));
            let outcome = if let Some(outcome) = early {
                outcome
            } else {
                Run::new(&self.shared, self.action.clone(), at).await?;
                Waiting::new(&self.shared, What::Keys(subscription), at).await
            };
            match outcome {
                Outcome::Is(digits) => Ok((&*digits).into()),
                Outcome::Failed(error) => Err(error),
                Outcome::Once(_) => unreachable!("it is not a side effect"),
            }
        }
    }
}
