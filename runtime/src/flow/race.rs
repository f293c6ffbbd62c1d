//! The first of two.

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// One of two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Either<A, B> {
    /// The first.
    Left(A),
    /// The second.
    Right(B),
}

/// Awaits two at once, and drops the one that is not first.
///
/// If both are ready, it is the first of them. What was asked for by the one that is dropped may
/// still happen: the actions that are sent next take the place of those that wait, and do not stop
/// the one that runs, unless a call update came and it can be interrupted.
///
/// ```
/// use offhook::flow::{Either, race};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let first = race(async { 1 }, std::future::pending::<()>()).await;
/// assert_eq!(first, Either::Left(1));
/// # });
/// ```
pub fn race<A: IntoFuture, B: IntoFuture>(
    first: A,
    second: B,
) -> impl Future<Output = Either<A::Output, B::Output>> {
    let (first, second) = (first.into_future(), second.into_future());
    async move {
        let (mut first, mut second) = (pin!(first), pin!(second));
        poll_fn(|context| match first.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Either::Left(output)),
            Poll::Pending => second.as_mut().poll(context).map(Either::Right),
        })
        .await
    }
}
