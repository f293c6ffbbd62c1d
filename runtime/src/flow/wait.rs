//! A wait for an event.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::state::{At, Outcome, Shared, What};

/// Waits from its first poll until it is over or dropped.
pub(super) struct Waiting {
    shared: Arc<Shared>,
    what: What,
    at: At,
    place: Option<usize>,
}

impl Waiting {
    pub(super) fn new(shared: &Arc<Shared>, what: What, at: At) -> Self {
        Self { shared: Arc::clone(shared), what, at, place: None }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut state = self.shared.lock();
        let place = match self.place {
            Some(place) => place,
            None => match state.already(self.what) {
                Some(outcome) => return Poll::Ready(outcome),
                None => *self.place.insert(state.wait(self.what, self.at)),
            },
        };
        match state.poll(place, context.waker()) {
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
