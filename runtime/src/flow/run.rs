//! What a flow asks for: an action on its way, and the future of its answer.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

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
        Running { shared, at, stage: Stage::Asks(Some(action), None), is_secret: false }
    }
}

/// The future of a [`Run`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct Running<A: LineAction> {
    shared: Arc<Shared>,
    at: At,
    stage: Stage<A>,
    /// Whether the result is not written down.
    is_secret: bool,
}

enum Stage<A: LineAction> {
    /// It is not asked for yet; perhaps it waits for room. The action is taken if it is sent.
    Asks(Option<A>, Option<Waiting>),
    /// Its answer is awaited.
    Waits {
        number: u32,
        context: A::Context,
        waiting: Waiting,
    },
    Over,
}

impl<A: LineAction> Running<A> {
    /// Leaves the result out of the journal.
    pub(super) fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// Asks for the action; returns the result if it has one at once.
    fn ask(&mut self) -> Option<Result<A::Output, A::Error>> {
        let Stage::Asks(action, room) = &mut self.stage else { return None };
        let record = A::record(self.is_secret);
        let context = action.as_ref().map(A::context).unwrap_or_default();
        let result = match ask(&self.shared, action, record, self.at) {
            Reception::Queued(number) if record.is_some() => {
                let waiting = Waiting::new(&self.shared, What::Answer(number), self.at);
                self.stage = Stage::Waits { number, context, waiting };
                return None;
            }
            Reception::Queued(number) | Reception::Happened(number) => {
                let output = A::output(String::new(), &context, &self.shared, number);
                Ok(output.expect("it has no result to read"))
            }
            Reception::Full => {
                *room = Some(Waiting::new(&self.shared, What::Done, self.at));
                return None;
            }
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
        loop {
            match &mut this.stage {
                Stage::Asks(_, Some(room)) => {
                    let outcome = ready!(room.poll(context));
                    if let Outcome::Failed(error) = outcome {
                        this.stage = Stage::Over;
                        return Poll::Ready(A::failed(error));
                    }
                    if let Stage::Asks(_, room) = &mut this.stage {
                        *room = None;
                    }
                }
                Stage::Asks(_, None) => {
                    if let Some(result) = this.ask() {
                        return Poll::Ready(result);
                    }
                }
                Stage::Waits { number, context: of_action, waiting } => {
                    let result = match ready!(waiting.poll(context)) {
                        Outcome::Is(payload) => {
                            let output = A::output(payload, of_action, &this.shared, *number);
                            let Some(output) = output else {
                                this.shared.lock().mismatch_of(*number, this.at);
                                return Poll::Pending;
                            };
                            Ok(output)
                        }
                        Outcome::Failed(error) => A::failed(error),
                        Outcome::Once(_) => unreachable!("it is not a side effect"),
                    };
                    this.stage = Stage::Over;
                    return Poll::Ready(result);
                }
                Stage::Over => panic!("polled after it had resolved"),
            }
        }
    }
}

/// Asks for an action. It is taken if it may be sent.
pub(super) fn ask<A: LineAction>(
    shared: &Shared,
    action: &mut Option<A>,
    record: Option<Record>,
    at: At,
) -> Reception {
    let (leg, shape) =
        action.as_ref().map(|action| (leg(action), action.shape())).unwrap_or_default();
    let question = Question { action_type: A::TYPE, leg, shape, record, at };
    let mut build = || action.take().expect("it is built once").into();
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
