//! The pending invocations: passes events from [`Host::invoke`](super::Host::invoke) to polls, and answers back.
//!
//! Depends on nothing else of the host.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::sync::{SetOnce, mpsc, oneshot};
use uuid::Uuid;

use super::{FunctionError, Instant, Invocation, Outcome};

/// The queue between [`Host::invoke`](super::Host::invoke) and the Runtime API.
#[derive(Debug)]
pub(super) struct Exchange {
    started: Instant,
    /// The time from the start to the first poll, or the error that the process reported before it.
    initialised: SetOnce<Result<Duration, FunctionError>>,
    submit: mpsc::UnboundedSender<Pending>,
    /// Concurrent polls queue for this lock in their order.
    pending: tokio::sync::Mutex<mpsc::UnboundedReceiver<Pending>>,
    in_flight: Mutex<HashMap<Uuid, InFlight>>,
}

/// An event that no poll has fetched.
#[derive(Debug)]
struct Pending {
    delivery: Delivery,
    answer: oneshot::Sender<Invocation>,
}

/// An event as a poll receives it.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) request_id: Uuid,
    pub(super) deadline: SystemTime,
    pub(super) event: Bytes,
}

/// An event that the process has fetched and not answered.
#[derive(Debug)]
struct InFlight {
    delivered: Instant,
    answer: oneshot::Sender<Invocation>,
}

/// The invoking end of one invocation. Dropping it cancels the invocation.
#[derive(Debug)]
pub(super) struct Ticket {
    request_id: Uuid,
    answer: oneshot::Receiver<Invocation>,
}

/// The result of posting an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The answer reached its [`Ticket`].
    Accepted,
    /// The [`Ticket`] has been dropped.
    Late,
    /// The invocation does not exist or has been answered already.
    Unknown,
}

impl Exchange {
    /// Creates an exchange without events. The time to the first poll starts now.
    pub(super) fn new() -> Self {
        let (submit, pending) = mpsc::unbounded_channel();
        Self {
            started: Instant::now(),
            initialised: SetOnce::new(),
            submit,
            pending: tokio::sync::Mutex::new(pending),
            in_flight: Mutex::default(),
        }
    }

    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// Waits for the first poll, or for an error that the process reports before it.
    pub(super) async fn initialised(&self) -> &Result<Duration, FunctionError> {
        self.initialised.wait().await
    }

    pub(super) fn initialised_already(&self) -> Option<&Result<Duration, FunctionError>> {
        self.initialised.get()
    }

    /// Records an initialization error. Returns `false` if the process has polled or reported one before.
    pub(super) fn init_failed(&self, error: FunctionError) -> bool {
        self.initialised.set(Err(error)).is_ok()
    }

    /// Queues an event for the next free poll.
    pub(super) fn submit(&self, event: Bytes, limit: Duration) -> Ticket {
        // Random, so that no process can answer the events of another.
        let request_id = Uuid::new_v4();
        let (sender, answer) = oneshot::channel();
        let delivery = Delivery { request_id, deadline: SystemTime::now() + limit, event };
        // Sending can't fail: the receiver lives as long as `self`.
        let _ = self.submit.send(Pending { delivery, answer: sender });
        Ticket { request_id, answer }
    }

    /// Waits for the next event whose [`Ticket`] has not been dropped.
    pub(super) async fn next(&self) -> Delivery {
        // Fails from the second poll on, and after an initialization error.
        let _ = self.initialised.set(Ok(self.started.elapsed()));
        loop {
            let Some(Pending { delivery, answer }) = self.pending.lock().await.recv().await else {
                // Unreachable: `self` holds a sender.
                return std::future::pending().await;
            };
            if !answer.is_closed() {
                let in_flight = InFlight { delivered: Instant::now(), answer };
                self.in_flight().insert(delivery.request_id, in_flight);
                return delivery;
            }
        }
    }

    /// Passes an answer to its [`Ticket`].
    pub(super) fn settle(&self, request_id: &str, outcome: Outcome) -> Settled {
        let in_flight =
            Uuid::parse_str(request_id).ok().and_then(|id| self.in_flight().remove(&id));
        let Some(InFlight { delivered, answer }) = in_flight else {
            return Settled::Unknown;
        };
        let invocation = Invocation {
            request_id: request_id.to_owned(),
            duration: delivered.elapsed(),
            outcome,
        };
        if answer.send(invocation).is_ok() { Settled::Accepted } else { Settled::Late }
    }

    /// Returns `true` if a poll has fetched this event and its answer is outstanding.
    pub(super) fn has_delivered(&self, ticket: &Ticket) -> bool {
        self.in_flight().contains_key(&ticket.request_id)
    }

    fn in_flight(&self) -> MutexGuard<'_, HashMap<Uuid, InFlight>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Waits for the answer without a time limit.
    pub(super) async fn answer(&mut self) -> Invocation {
        match (&mut self.answer).await {
            Ok(invocation) => invocation,
            // Unreachable while the host lives: the exchange keeps the sender until it answers.
            Err(_) => std::future::pending().await,
        }
    }

    pub(super) fn answered_already(&mut self) -> Option<Invocation> {
        self.answer.try_recv().ok()
    }
}
