//! What comes at any time: call updates and keys.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::bridge::over;
use super::error::LineError;
use super::run::{ask, leg};
use super::state::{At, Outcome, Reception, Shared, What};
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
                let waiting = Waiting::new(Arc::clone(&self.shared), What::Update(self.seen), at);
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

/// Keys that a leg presses at any time: what [`ReceiveDigits`] gives a flow.
///
/// Keys that come while the flow does something else are kept for [`next`](Self::next). When it is
/// dropped, keys are for `#[on(DigitsReceived)]`.
pub struct KeyPresses {
    shared: Arc<Shared>,
    action: ReceiveDigits,
    subscription: u32,
    /// Whether the action has been asked for since the last keys.
    is_asked: bool,
}

impl KeyPresses {
    pub(super) fn new(shared: &Arc<Shared>, action: ReceiveDigits) -> Self {
        let regex = action.input_digits_regex.as_str().to_owned();
        let subscription = shared.lock().listen(regex, leg(&action));
        Self { shared: Arc::clone(shared), action, subscription, is_asked: true }
    }

    /// Waits for the next keys that match, and asks for ReceiveDigits again: whether the service goes
    /// on listening after a match is undocumented.
    ///
    /// # Errors
    /// As every await of the line.
    #[expect(clippy::should_implement_trait, reason = "it is awaited")]
    #[track_caller]
    pub fn next(&mut self) -> impl Future<Output = Result<Digits, LineError>> + Send + use<'_> {
        let at = Location::caller();
        async move {
            while !self.is_asked {
                match self.ask(at) {
                    Reception::Refused(error) => return Err(error),
                    Reception::Full => {
                        over(Waiting::new(Arc::clone(&self.shared), What::Done, at)).await?;
                    }
                    Reception::Queued(_) | Reception::Waits(..) | Reception::Happened(_) => break,
                }
            }
            match Waiting::new(Arc::clone(&self.shared), What::Keys(self.subscription), at).await {
                Outcome::Is(digits) => {
                    // Before anything that can fail, and without a wait that could lose the keys.
                    self.ask(at);
                    Ok(digits.into())
                }
                Outcome::Failed(error) => Err(error),
                Outcome::Once(_) => unreachable!("it is not a side effect"),
            }
        }
    }

    fn ask(&mut self, at: At) -> Reception {
        let reception = ask(&self.shared, &mut Some(self.action.clone()), None, at);
        self.is_asked = matches!(reception, Reception::Queued(_));
        reception
    }
}

impl fmt::Debug for KeyPresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyPresses").field(&self.action).finish()
    }
}

impl Drop for KeyPresses {
    fn drop(&mut self) {
        self.shared.lock().stop_listening(self.subscription);
    }
}
