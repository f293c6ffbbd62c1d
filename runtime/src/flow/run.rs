//! What a flow asks for: an action on its way, and the future of its answer.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::line_action::LineAction;
use super::state::{At, Outcome, Question, Reception, Shared, What};
use super::wait::Waiting;

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
        Running { shared, at, stage: Stage::Asks(Some(action.clone())), action, is_secret: false }
    }
}

/// The future of a [`Run`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct Running<A: LineAction> {
    shared: Arc<Shared>,
    at: At,
    action: A,
    stage: Stage<A>,
    /// Whether the result is not written down.
    is_secret: bool,
}

enum Stage<A> {
    /// It is not asked for yet.
    Asks(Option<A>),
    /// There is no room for it.
    WaitsForRoom(Box<Question>, Waiting),
    /// Its answer is awaited.
    WaitsForAnswer(u32, Waiting),
    Over,
}

impl<A: LineAction> Running<A> {
    /// Leaves the result out of the journal.
    pub(super) fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }
}

impl<A: LineAction> fmt::Debug for Running<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Running").field(&self.action).finish()
    }
}

impl<A: LineAction + Unpin> Future for Running<A> {
    type Output = Result<A::Output, A::Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            let question = match &mut this.stage {
                Stage::Asks(action) => {
                    let action = action.take().expect("polled once in this stage");
                    let (shape, record) = (action.shape(), A::record(this.is_secret));
                    Question { action: action.into(), shape, record, at: this.at }
                }
                Stage::WaitsForRoom(_, waiting) => {
                    let Poll::Ready(outcome) = waiting.poll(context) else { return Poll::Pending };
                    let Stage::WaitsForRoom(question, _) =
                        std::mem::replace(&mut this.stage, Stage::Over)
                    else {
                        unreachable!("it was in this stage")
                    };
                    match outcome {
                        Outcome::Failed(error) => return Poll::Ready(Err(error.into())),
                        _ => *question,
                    }
                }
                Stage::WaitsForAnswer(number, waiting) => {
                    let number = *number;
                    let Poll::Ready(outcome) = waiting.poll(context) else { return Poll::Pending };
                    this.stage = Stage::Over;
                    return Poll::Ready(match outcome {
                        Outcome::Is(payload) => {
                            let output = A::output(&payload, &this.action, &this.shared, number);
                            let Some(output) = output else {
                                this.shared.lock().mismatch_of(number, this.at);
                                return Poll::Pending;
                            };
                            Ok(output)
                        }
                        Outcome::Failed(error) => A::failed(error),
                        Outcome::Once(_) => unreachable!("it is not a side effect"),
                    });
                }
                Stage::Over => panic!("polled after it had resolved"),
            };
            let is_awaited = question.record.is_some();
            let reception = this.shared.lock().ask(question);
            match reception {
                Reception::Queued(number) if is_awaited => {
                    let waiting = Waiting::new(&this.shared, What::Answer(number), this.at);
                    this.stage = Stage::WaitsForAnswer(number, waiting);
                }
                Reception::Queued(number) | Reception::Happened(number) => {
                    this.stage = Stage::Over;
                    let output = A::output("", &this.action, &this.shared, number);
                    return Poll::Ready(Ok(output.expect("it has no result to read")));
                }
                Reception::Full(question) => {
                    let waiting = Waiting::new(&this.shared, What::Done, this.at);
                    this.stage = Stage::WaitsForRoom(question, waiting);
                }
                Reception::Refused(error) => {
                    this.stage = Stage::Over;
                    return Poll::Ready(A::failed(error));
                }
            }
        }
    }
}
