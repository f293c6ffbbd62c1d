//! Deadlines: a handler that takes too long is cancelled, so that `#[on_error]` answers in time.

use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use super::App;
use super::error::DeadlineExceeded;
use super::table::{Handler, Replying};
use crate::event::Invocation;

/// What is left of Lambda's time for `#[on_error]`.
const LEFT: Duration = Duration::from_millis(200);

/// The deadline of a handler, its own or the app's.
fn of<A: App>(handler: &Handler<A>) -> Option<Duration> {
    let own = handler.deadline.map(NonZeroU32::get);
    own.or(A::DEADLINE).map(u64::from).map(Duration::from_millis)
}

/// Waits for a handler until its deadline, or until shortly before Lambda ends the process.
pub(super) fn within<'i, A: App>(
    handler: &Handler<A>,
    invocation: &'i Invocation,
    answering: Replying<'i>,
) -> Replying<'i> {
    let Some(deadline) = of(handler) else { return answering };
    Box::pin(async move {
        let left = |end: SystemTime| end.duration_since(SystemTime::now()).unwrap_or_default();
        let left = invocation.deadline().map(|end| left(end).saturating_sub(LEFT));
        let time = left.map_or(deadline, |left| left.min(deadline));
        tokio::time::timeout(time, answering)
            .await
            .unwrap_or_else(|_| Err(DeadlineExceeded(time).into()))
    })
}
