//! The other leg.

use std::borrow::Cow;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use super::error::LineError;
use super::line_action::LineAction;
use super::run::Run;
use super::state::{Outcome, Shared, What};
use super::wait::Waiting;
use crate::action::{ActionKind, Hangup, ReceiveDigits, Speak};
use crate::call::Leg;

/// The other leg of the call, LEG-B: a far end that was bridged, or a meeting.
///
/// Dropping it changes nothing. When the flow returns, it is hung up.
#[derive(Debug)]
pub struct Bridge {
    shared: Arc<Shared>,
    /// The action that brought it.
    action: u32,
}

impl Bridge {
    pub(super) fn new(shared: &Arc<Shared>, action: u32) -> Self {
        Self { shared: Arc::clone(shared), action }
    }

    /// Waits until the other leg has hung up, or returns at once if it has.
    ///
    /// The caller stays on the line.
    ///
    /// # Errors
    /// [`LineError::CallEnded`] when the caller hangs up first.
    #[track_caller]
    pub fn hung_up(&mut self) -> impl Future<Output = Result<(), LineError>> + Send + use<> {
        over(Waiting::new(Arc::clone(&self.shared), What::FarEnd(self.action), Location::caller()))
    }

    /// Asks for an action on the other leg, such as a question.
    ///
    /// ```
    /// use offhook::action::SpeakAndGetDigits;
    /// use offhook::flow::{AskError, Bridge};
    ///
    /// /// Returns `true` if the called person takes the call.
    /// async fn accepts(agent: &mut Bridge) -> Result<bool, AskError> {
    ///     let question = SpeakAndGetDigits::new("To take the call, press 1.").digits(1).regex("1");
    ///     match agent.run(question).await {
    ///         Err(AskError::NoDigits) => Ok(false),
    ///         other => other.map(|_| true),
    ///     }
    /// }
    /// ```
    #[track_caller]
    pub fn run<A: LineAction>(&mut self, mut action: A) -> Run<A> {
        if let Some(target) = ActionKind::target_mut(&mut action) {
            *target = Leg::B.into();
        }
        Run::new(&self.shared, action, Location::caller())
    }

    /// Speaks to the other leg: [`Speak`].
    #[track_caller]
    pub fn speak(&mut self, text: impl Into<Cow<'static, str>>) -> Run<Speak> {
        self.run(Speak::text(text))
    }

    /// Listens for keys that the other leg presses at any time: [`ReceiveDigits`] with this regular
    /// expression.
    #[track_caller]
    pub fn keys(&mut self, regex: impl Into<Cow<'static, str>>) -> Run<ReceiveDigits> {
        self.run(ReceiveDigits::matching(regex))
    }

    /// Hangs the other leg up: [`Hangup`]. Resolves when it has left.
    #[track_caller]
    pub fn hang_up(&mut self) -> Run<Hangup> {
        self.run(Hangup::normal())
    }
}

/// The result of a wait without a payload.
pub(super) async fn over(waiting: Waiting) -> Result<(), LineError> {
    match waiting.await {
        Outcome::Failed(error) => Err(error),
        Outcome::Is(_) | Outcome::Once(_) => Ok(()),
    }
}
