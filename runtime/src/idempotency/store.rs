//! Stores of replies.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::Storing;

/// What a store knows of an event.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begun {
    /// Nothing, or that it began and its time is over: it is handled now.
    Now,
    /// It is being handled.
    Elsewhere,
    /// It was handled; the JSON of its reply.
    Done(String),
}

/// Hides the reply, which has what callers hear.
impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Now => "Now",
            Self::Elsewhere => "Elsewhere",
            Self::Done(_) => "Done(<hidden>)",
        })
    }
}

/// A store of the replies to events, which all processes of a Lambda share.
///
/// A key is `TransactionId/Sequence/InvocationEventType`. It is needed for no more than a minute: the
/// service hangs up when it has no reply for 20 s.
pub trait ReplyStore: Send + Sync + 'static {
    /// Notes that an event is handled, until this time at most, if the store knows nothing of it, or
    /// that it began and its time is over. Only one of several invocations at the same time gets
    /// [`Begun::Now`].
    fn begin<'a>(&'a self, key: &'a str, until: SystemTime) -> Storing<'a, Begun>;

    /// Stores the JSON of the reply to an event.
    fn finish<'a>(&'a self, key: &'a str, reply: &'a str) -> Storing<'a, ()>;

    /// Forgets an event that failed: its repetition is handled.
    fn forget<'a>(&'a self, key: &'a str) -> Storing<'a, ()>;
}

/// A store in the memory of one process, for tests and for managed concurrency.
///
/// It has the latest events, up to a number.
pub struct MemoryStore {
    capacity: usize,
    events: Mutex<Events>,
}

#[derive(Default)]
struct Events {
    by_key: HashMap<String, Known>,
    /// The keys in the order in which they began.
    order: VecDeque<String>,
}

enum Known {
    Runs { until: SystemTime },
    Done(String),
}

impl MemoryStore {
    /// Creates a store of so many events, at least one.
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), events: Mutex::default() }
    }

    /// Returns the number of events that it knows.
    pub fn len(&self) -> usize {
        self.with(|events| events.by_key.len())
    }

    /// Returns `true` if it knows no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn with<T>(&self, use_events: impl FnOnce(&mut Events) -> T) -> T {
        use_events(&mut self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} events)", self.len())
    }
}

impl ReplyStore for MemoryStore {
    #[inline]
    fn begin<'a>(&'a self, key: &'a str, until: SystemTime) -> Storing<'a, Begun> {
        let begun = self.with(|events| {
            match events.by_key.get_mut(key) {
                Some(Known::Done(reply)) => return Begun::Done(reply.clone()),
                Some(Known::Runs { until }) if *until > SystemTime::now() => {
                    return Begun::Elsewhere;
                }
                Some(over) => *over = Known::Runs { until },
                None => {
                    if events.order.len() == self.capacity
                        && let Some(oldest) = events.order.pop_front()
                    {
                        events.by_key.remove(&oldest);
                    }
                    events.by_key.insert(key.to_owned(), Known::Runs { until });
                    events.order.push_back(key.to_owned());
                }
            }
            Begun::Now
        });
        Box::pin(ready(Ok(begun)))
    }

    #[inline]
    fn finish<'a>(&'a self, key: &'a str, reply: &'a str) -> Storing<'a, ()> {
        self.with(|events| {
            if let Some(known) = events.by_key.get_mut(key) {
                *known = Known::Done(reply.to_owned());
            }
        });
        Box::pin(ready(Ok(())))
    }

    #[inline]
    fn forget<'a>(&'a self, key: &'a str) -> Storing<'a, ()> {
        self.with(|events| {
            events.by_key.remove(key);
            events.order.retain(|other| other != key);
        });
        Box::pin(ready(Ok(())))
    }
}
