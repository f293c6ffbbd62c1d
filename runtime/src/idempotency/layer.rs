//! The layer around the app's service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use lambda_runtime::LambdaEvent;
use tower::{Layer, Service};

use super::store::{Begun, ReplyStore};
use crate::error::Error;
use crate::event::Invocation;
use crate::lambda::RawEvent;
use crate::reply::Reply;

/// The service hangs up when it has no reply for this time.
const LONGEST: Duration = Duration::from_secs(20);
/// Time between two questions whether a reply is there.
const PAUSE: Duration = Duration::from_millis(25);
/// Maximum number of characters of a key; a `TransactionId` has 36.
const MAX_KEY: usize = 200;

/// What happens to an event when the store fails or is too slow.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum WithoutStore {
    /// It is handled, with a warning: an event that comes twice is handled twice.
    #[default]
    Handle,
    /// The invocation fails, and the service repeats it or ends the call.
    Fail,
}

/// A layer that lets each event be handled once.
///
/// It wraps [`service`](crate::service). See the [module](super).
pub struct IdempotencyLayer<T> {
    store: Arc<T>,
    without_store: WithoutStore,
    timeout: Duration,
}

impl<T: ReplyStore> IdempotencyLayer<T> {
    /// Creates the layer.
    pub fn new(store: T) -> Self {
        let timeout = Duration::from_millis(500);
        Self { store: Arc::new(store), without_store: WithoutStore::default(), timeout }
    }

    /// Sets what happens when the store fails. The default is [`WithoutStore::Handle`].
    pub fn without_store(mut self, without_store: WithoutStore) -> Self {
        self.without_store = without_store;
        self
    }

    /// Sets after which time the store counts as failed, for each of its functions. The default is
    /// 500 ms.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl<T> Clone for IdempotencyLayer<T> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), ..*self }
    }
}

impl<T> fmt::Debug for IdempotencyLayer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdempotencyLayer")
            .field("without_store", &self.without_store)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl<S, T> Layer<S> for IdempotencyLayer<T> {
    type Service = Idempotent<S, T>;

    fn layer(&self, inner: S) -> Idempotent<S, T> {
        Idempotent { inner, layer: self.clone() }
    }
}

/// The service of an [`IdempotencyLayer`].
pub struct Idempotent<S, T> {
    inner: S,
    layer: IdempotencyLayer<T>,
}

impl<S: Clone, T> Clone for Idempotent<S, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, T> fmt::Debug for Idempotent<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Idempotent").field("layer", &self.layer).finish_non_exhaustive()
    }
}

impl<S, T> Service<LambdaEvent<RawEvent>> for Idempotent<S, T>
where
    S: Service<LambdaEvent<RawEvent>, Response = Reply, Error = Error, Future: Send>
        + Clone
        + Send
        + 'static,
    T: ReplyStore,
{
    type Response = Reply;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, event: LambdaEvent<RawEvent>) -> Self::Future {
        // What can't be read, the app refuses.
        let invocation = event.payload.clone().decode().ok();
        let key = invocation.as_ref().and_then(key);
        let deadline = SystemTime::UNIX_EPOCH + Duration::from_millis(event.context.deadline);
        let longest = SystemTime::now() + LONGEST;
        let until = if event.context.deadline == 0 { longest } else { deadline.min(longest) };
        // The one that is ready.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let layer = self.layer.clone();
        Box::pin(async move {
            let Some(key) = key else { return inner.call(event).await };
            match layer.begin(&key, until).await? {
                Some(reply) => Ok(serde_json::from_str(&reply)?),
                None => layer.finish(&key, inner.call(event).await).await,
            }
        })
    }
}

/// The key of an event; `None` if it has no `Sequence` to tell it from others.
fn key(invocation: &Invocation) -> Option<String> {
    let (id, event) = (invocation.call().transaction_id(), invocation.event_type().as_str());
    let sequence = invocation.sequence();
    let key = format!("{id}/{sequence}/{event}");
    (sequence > 0 && !id.is_empty() && key.chars().count() <= MAX_KEY).then_some(key)
}

impl<T: ReplyStore> IdempotencyLayer<T> {
    /// The stored reply, as JSON; `None` if the event is to be handled.
    async fn begin(&self, key: &str, until: SystemTime) -> Result<Option<String>, Error> {
        loop {
            match self.in_time(self.store.begin(key, until)).await {
                Ok(Begun::Now) => return Ok(None),
                Ok(Begun::Done(reply)) => {
                    tracing::debug!("the event came again; it gets the same reply");
                    return Ok(Some(reply));
                }
                Ok(Begun::Elsewhere) if SystemTime::now() + PAUSE < until => {
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(Begun::Elsewhere) => {
                    return Err("the event came again, and its first handling has not ended".into());
                }
                Err(error) if self.without_store == WithoutStore::Fail => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, "the store of replies failed: if this event comes twice, it is handled twice");
                    return Ok(None);
                }
            }
        }
    }

    /// Keeps a reply, or lets the event be handled again.
    async fn finish(&self, key: &str, reply: Result<Reply, Error>) -> Result<Reply, Error> {
        let stored = match &reply {
            Ok(reply) => self.in_time(self.store.finish(key, &reply.to_json())).await,
            Err(_) => self.in_time(self.store.forget(key)).await,
        };
        if let Err(error) = stored {
            tracing::warn!(%error, "the store of replies failed: if this event comes again, it may wait, and is handled again");
        }
        reply
    }

    async fn in_time<V>(
        &self,
        storing: impl Future<Output = Result<V, Error>>,
    ) -> Result<V, Error> {
        let slow =
            || format!("the store of replies took longer than {} ms", self.timeout.as_millis());
        tokio::time::timeout(self.timeout, storing).await.unwrap_or_else(|_| Err(slow().into()))
    }
}
