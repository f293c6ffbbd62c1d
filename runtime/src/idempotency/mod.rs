//! Repeated events: each is handled once, and every repetition gets the same reply.
//!
//! When no reply has arrived after 5 s, or after a Lambda error, the service invokes the Lambda again
//! with the same event: the same `TransactionId` and `Sequence`. A handler that charges a card or sends a
//! message would do it twice. The layer keeps the reply of each event in a store, and answers the
//! repetition from there.
//!
//! ```no_run,standalone_crate
//! # #[offhook::app] pub struct App;
//! # async fn demo() -> Result<(), lambda_runtime::Error> {
//! use offhook::idempotency::{IdempotencyLayer, MemoryStore};
//! use tower::Layer;
//!
//! let replies = IdempotencyLayer::new(MemoryStore::new(1_000));
//! lambda_runtime::Runtime::new(replies.layer(offhook::service(App))).run().await
//! # }
//! # fn main() {}
//! ```
//!
//! A process handles one event at a time, unless it has managed concurrency
//! (`offhook::run_concurrent`). So the repetition after 5 s usually reaches another process, which a
//! [`MemoryStore`] knows nothing of: use a [`ReplyStore`] that all processes share, such as the DynamoDB table of
//! [`offhook-aws`](https://docs.rs/offhook-aws), or one of your own.
//!
//! Flows know repetitions by their journal. The layer adds that a `once` which still runs is not begun
//! again.
//!
//! Depends on `lambda` for the events.

mod layer;
mod store;

pub use layer::{IdempotencyLayer, Idempotent, WithoutStore};
pub use store::{Begun, MemoryStore, ReplyStore};

pub use crate::error::Storing;
