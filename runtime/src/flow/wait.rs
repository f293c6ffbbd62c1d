//! A wait for an event.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::state::{At, Outcome, Shared, What};

/// Waits from its first poll until it is over or dropped.
pub(super) struct Waiting {
    pub(super) shared: Arc<Shared>,
    what: What,
    pub(super) at: At,
    place: Option<usize>,
}

impl Waiting {
    pub(super) fn new(shared: Arc<Shared>, what: What, at: At) -> Self {
        Self { shared, what, at, place: None }
    }

    /// Goes on with a wait that was registered at this place.
    pub(super) fn begin(&mut self, what: What, place: usize) {
        self.what = what;
        self.place = Some(place);
    }

    pub(super) fn has_begun(&self) -> bool {
        self.place.is_some()
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut state = self.shared.lock();
        let outcome = match self.place {
            Some(place) => state.poll(place, context.waker()),
            None => state.already(self.what).or_else(|| {
                state.use_line(self.at);
                self.place = Some(state.wait(self.what, self.at, context.waker()));
                None
            }),
        };
        match outcome {
            Some(outcome) => {
                self.place = None;
                Poll::Ready(outcome)
            }
            None => Poll::Pending,
        }
    }
}

impl Future for Waiting {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        Waiting::poll(&mut self, context)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.shared.lock().forget(place);
        }
    }
}
