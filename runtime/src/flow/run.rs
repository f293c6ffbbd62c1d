//! What a flow asks for: an action on its way, and the future of its answer.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use super::journal::check;
use super::line_action::LineAction;
use super::state::{At, Outcome, Question, Reception, Record, Shared, What};
use super::wait::Waiting;
use crate::action::{Legs, Target};
use crate::call::Leg;

/// An action that a flow asks for. Awaited, it gives the action's result.
///
/// It has the setters of the action. Nothing is asked for before the first poll. Actions whose
/// success has no result, such as Speak, resolve at once: they are sent with the next action that
/// has one.
#[must_use = "an action is asked for when it is awaited"]
pub struct Run<A> {
    pub(super) shared: Arc<Shared>,
    pub(super) action: A,
    pub(super) at: At,
}

impl<A> Run<A> {
    pub(super) fn new(shared: &Arc<Shared>, action: A, at: At) -> Self {
        Self { shared: Arc::clone(shared), action, at }
    }

    pub(super) fn map(mut self, change: impl FnOnce(A) -> A) -> Self {
        self.action = change(self.action);
        self
    }
}

impl<A: fmt::Debug> fmt::Debug for Run<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Run").field(&self.action).finish()
    }
}

impl<A: LineAction> IntoFuture for Run<A> {
    type Output = Result<A::Output, A::Error>;
    type IntoFuture = Running<A>;

    fn into_future(self) -> Running<A> {
        let Self { shared, action, at } = self;
        let context = action.context();
        // It waits for room in the queue if there is none.
        let waiting = Waiting::new(shared, What::Done, at);
        Running { waiting, action: Some(action), context, stage: Stage::Asks, is_secret: false }
    }
}

/// The future of a [`Run`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct Running<A: LineAction> {
    /// For room in the queue, then for the answer.
    waiting: Waiting,
    /// The action, which is taken if it is sent.
    action: Option<A>,
    context: A::Context,
    stage: Stage,
    /// Whether the result is not written down.
    is_secret: bool,
}

enum Stage {
    /// It is not asked for yet; perhaps it waits for room.
    Asks,
    /// The answer of the action with this number is awaited.
    Waits(u32),
    Over,
}

impl<A: LineAction> Running<A> {
    /// Leaves the result out of the journal.
    pub(super) fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// Asks for the action; returns the result if it has one at once.
    fn ask(&mut self, waker: &Waker) -> Option<Result<A::Output, A::Error>> {
        let Waiting { shared, at, .. } = &self.waiting;
        let answer = A::record(self.is_secret).map(|record| (record, waker));
        let result = match ask(shared, &mut self.action, answer, at) {
            Reception::Waits(number, place) => {
                self.waiting.begin(What::Answer(number), place);
                self.stage = Stage::Waits(number);
                return None;
            }
            Reception::Queued(number) | Reception::Happened(number) => {
                let output = A::output(String::new(), &self.context, shared, number);
                Ok(output.expect("it has no result to read"))
            }
            Reception::Full => return None,
            Reception::Refused(error) => A::failed(error),
        };
        self.stage = Stage::Over;
        Some(result)
    }
}

impl<A: LineAction> fmt::Debug for Running<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Running").field(&A::TYPE).finish()
    }
}

impl<A: LineAction + Unpin> Future for Running<A> {
    type Output = Result<A::Output, A::Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let number = match this.stage {
            Stage::Asks => loop {
                if !this.waiting.has_begun() {
                    if let Some(result) = this.ask(context.waker()) {
                        return Poll::Ready(result);
                    }
                    if let Stage::Waits(_) = this.stage {
                        return Poll::Pending;
                    }
                }
                if let Outcome::Failed(error) = ready!(this.waiting.poll(context)) {
                    this.stage = Stage::Over;
                    return Poll::Ready(A::failed(error));
                }
            },
            Stage::Waits(number) => number,
            Stage::Over => panic!("polled after it had resolved"),
        };
        let result = match ready!(this.waiting.poll(context)) {
            Outcome::Is(payload) => {
                let Waiting { shared, at, .. } = &this.waiting;
                let output = A::output(payload, &this.context, shared, number);
                let Some(output) = output else {
                    shared.lock().mismatch_of(number, at);
                    return Poll::Pending;
                };
                Ok(output)
            }
            Outcome::Failed(error) => A::failed(error),
            Outcome::Once(_) => unreachable!("it is not a side effect"),
        };
        this.stage = Stage::Over;
        Poll::Ready(result)
    }
}

/// Asks for an action. It is taken if it may be sent. `answer`: how its result is written, and whom it
/// wakes, if it does not resolve at once.
pub(super) fn ask<A: LineAction>(
    shared: &Shared,
    action: &mut Option<A>,
    answer: Option<(Record, &Waker)>,
    at: At,
) -> Reception {
    let (leg, shape) =
        action.as_ref().map(|action| (leg(action), action.shape())).unwrap_or_default();
    let check = check(&A::TYPE, shape);
    let question = Question { action_type: A::TYPE, leg, check, answer, at };
    let mut build = || Box::new(action.take().expect("it is built once").into());
    shared.lock().ask(question, &mut build)
}

/// The leg that an action is for, if it names none by its id. Without a target it is LEG-A: the
/// event's leg is another at each turn.
pub(super) fn leg<A: LineAction>(action: &A) -> Option<Leg> {
    match (A::LEGS, action.target()) {
        (Legs::Only(leg), _) | (_, Some(&Target::Leg(leg))) => Some(leg),
        (_, None | Some(Target::Event)) => Some(Leg::A),
        (_, Some(Target::CallId(_))) => None,
    }
}
