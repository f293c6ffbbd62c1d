//! The invocations under way: from [`Host::invoke`](super::Host::invoke) to a poll, and from an answer back.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::sync::{SetOnce, mpsc, oneshot};

use super::{FunctionError, Instant, Invocation, Outcome};

/// Where those who invoke and those who serve the process meet.
#[derive(Debug)]
pub(super) struct Exchange {
    started: Instant,
    /// Set by the first poll (the time it took), or by an error that the process reported before it.
    initialised: SetOnce<Result<Duration, FunctionError>>,
    submitted: AtomicU64,
    submit: mpsc::UnboundedSender<Pending>,
    /// The polls that wait queue up for this lock, in the order in which they came.
    pending: tokio::sync::Mutex<mpsc::UnboundedReceiver<Pending>>,
    in_flight: Mutex<HashMap<String, InFlight>>,
}

/// An event that no poll has fetched yet.
#[derive(Debug)]
struct Pending {
    delivery: Delivery,
    answer: oneshot::Sender<Invocation>,
}

/// An event as a poll receives it.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) number: u64,
    pub(super) request_id: String,
    pub(super) deadline: SystemTime,
    pub(super) event: Bytes,
}

/// An event that the process has.
#[derive(Debug)]
struct InFlight {
    delivered: Instant,
    answer: oneshot::Sender<Invocation>,
}

/// The invoking side's end of one invocation. Dropping it gives the invocation up.
#[derive(Debug)]
pub(super) struct Ticket {
    request_id: String,
    answer: oneshot::Receiver<Invocation>,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// It reached the one who invoked.
    Accepted,
    /// Nobody waits for it any longer.
    Late,
    /// There is no such invocation, or it was answered before.
    Unknown,
}

impl Exchange {
    /// Starts the clock for the first poll.
    pub(super) fn new() -> Self {
        let (submit, pending) = mpsc::unbounded_channel();
        Self {
            started: Instant::now(),
            initialised: SetOnce::new(),
            submitted: AtomicU64::new(0),
            submit,
            pending: tokio::sync::Mutex::new(pending),
            in_flight: Mutex::default(),
        }
    }

    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// Waits for the first poll or for an error that comes before it.
    pub(super) async fn initialised(&self) -> &Result<Duration, FunctionError> {
        self.initialised.wait().await
    }

    pub(super) fn initialised_already(&self) -> Option<&Result<Duration, FunctionError>> {
        self.initialised.get()
    }

    /// Takes note that the process could not start. False if it had started.
    pub(super) fn init_failed(&self, error: FunctionError) -> bool {
        self.initialised.set(Err(error)).is_ok()
    }

    /// Queues an event for the next poll.
    pub(super) fn submit(&self, event: Bytes, limit: Duration) -> Ticket {
        let number = self.submitted.fetch_add(1, Ordering::Relaxed) + 1;
        let request_id = format!("00000000-0000-4000-8000-{number:012x}");
        let (sender, answer) = oneshot::channel();
        let delivery = Delivery {
            number,
            request_id: request_id.clone(),
            deadline: SystemTime::now() + limit,
            event,
        };
        // The receiver lives as long as `self`; without it the ticket would end as unanswered.
        let _ = self.submit.send(Pending { delivery, answer: sender });
        Ticket { request_id, answer }
    }

    /// A poll: waits for an event that somebody still wants answered.
    pub(super) async fn next(&self) -> Delivery {
        // Fails from the second poll on, and after an error before the first.
        let _ = self.initialised.set(Ok(self.started.elapsed()));
        loop {
            let Some(Pending { delivery, answer }) = self.pending.lock().await.recv().await else {
                // Not reached: `self` holds a sender.
                return std::future::pending().await;
            };
            if !answer.is_closed() {
                let in_flight = InFlight { delivered: Instant::now(), answer };
                self.in_flight().insert(delivery.request_id.clone(), in_flight);
                return delivery;
            }
        }
    }

    /// An answer: hands it to whoever invoked.
    pub(super) fn settle(&self, request_id: &str, outcome: Outcome) -> Settled {
        let Some(InFlight { delivered, answer }) = self.in_flight().remove(request_id) else {
            return Settled::Unknown;
        };
        let invocation = Invocation {
            request_id: request_id.to_owned(),
            duration: delivered.elapsed(),
            outcome,
        };
        if answer.send(invocation).is_ok() { Settled::Accepted } else { Settled::Late }
    }

    /// Whether a poll has fetched this event and its answer is outstanding.
    pub(super) fn has_delivered(&self, ticket: &Ticket) -> bool {
        self.in_flight().contains_key(&ticket.request_id)
    }

    fn in_flight(&self) -> MutexGuard<'_, HashMap<String, InFlight>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Waits for the answer, for ever if need be.
    pub(super) async fn answer(&mut self) -> Invocation {
        match (&mut self.answer).await {
            Ok(invocation) => invocation,
            // The exchange drops no sender unanswered while the host lives.
            Err(_) => std::future::pending().await,
        }
    }

    pub(super) fn answered_already(&mut self) -> Option<Invocation> {
        self.answer.try_recv().ok()
    }
}
