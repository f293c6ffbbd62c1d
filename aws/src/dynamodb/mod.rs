//! A DynamoDB table that keeps the replies to events and the journals of flows.
//!
//! Depends on the SDK for requests, and on `offhook` for what a store promises.

mod error;
mod item;

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use offhook::flow::{JournalStore, StoredJournal};
use offhook::idempotency::{Begun, ReplyStore, Storing};

pub use self::error::{StoreError, StoreErrorKind};
use self::item::{BUSY_UNTIL, EXPIRES, ID, Item, JOURNAL, REPLY, REVISION, WRITER, number, text};

/// Default time for a function of the store.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Wait before the first retry, at most; the second waits for twice as long. The SDK's own is 1 s.
const BACKOFF: Duration = Duration::from_millis(50);
/// The service asks for a reply again for 20 s. The rest is for clocks that differ.
const REPLY_EXPIRY: Duration = Duration::from_mins(5);
/// Default time after which a journal expires.
const JOURNAL_EXPIRY: Duration = Duration::from_hours(24);

/// A DynamoDB table that keeps the replies to events and the journals of flows, for all processes of a
/// Lambda.
///
/// It is a [`ReplyStore`] for [`IdempotencyLayer`](offhook::idempotency::IdempotencyLayer) and a
/// [`JournalStore`] for `#[offhook::app(journals = …)]`. A Lambda that needs both gives each a clone:
///
/// ```standalone_crate
/// use offhook::idempotency::IdempotencyLayer;
/// use offhook::prelude::*;
/// use offhook_aws::DynamoDbStore;
/// use tower::Layer;
///
/// #[offhook::app(journals = store)]
/// pub struct App {
///     store: DynamoDbStore,
/// }
///
/// # async fn run() -> Result<()> {
/// let config = aws_config::load_from_env().await;
/// let store = DynamoDbStore::new(&config, std::env::var("TABLE")?);
/// let replies = IdempotencyLayer::new(store.clone());
/// let service = replies.layer(offhook::service(App { store }));
/// lambda_runtime::Runtime::new(service).run().await?;
/// # Ok(())
/// # }
/// # fn main() {}
/// ```
///
/// # Table
///
/// A CloudFormation template of it, with the permissions that the Lambda needs:
///
/// ```yaml
#[doc = include_str!("table.yaml")]
/// ```
///
/// | item | `id` | attributes |
/// |---|---|---|
/// | an event that is being handled | `reply/TransactionId/Sequence/InvocationEventType` | `busy_until`, in milliseconds since 1970; `writer` |
/// | an event that was handled | the same | `reply`, as JSON |
/// | a flow that runs | `journal/TransactionId` | `journal`, `revision`, `writer` |
///
/// Each item has `expires`, the attribute for DynamoDB's time to live, in seconds since 1970. A reply expires after 5
/// minutes: the service waits for one no longer than 20 s. A journal is deleted when its call has ended. One that
/// is left over, because the Lambda failed, expires 24 hours after the last event of the flow:
/// [`journals_expire_after`](Self::journals_expire_after). DynamoDB deletes an expired item within a few days, and
/// until then it is harmless, because a `TransactionId` does not come again.
///
/// An item has at most 400 KB. A journal has the results of the flow's `once`, and a reply has what the caller hears:
/// whoever can read the table can read them.
///
/// # One writer
///
/// Conditional writes make sure that one of several processes handles an event, and that a journal follows the one
/// that its process has read. Journals are read consistently. If the response to a write is lost, the SDK sends it
/// again, and `writer`, a random number for each write, tells that the item is the store's own.
///
/// A process that ends while it handles an event leaves `busy_until` behind: 20 s after it began, or at the
/// timeout of its Lambda if that is sooner. After that time the event is handled again.
///
/// # Slow requests
///
/// A function of the store fails after 1 s, which [`timeout`](Self::timeout) changes. A flow loads and stores its
/// journal for each event, so that 3 of the service's 5 s are left when both take longest. In this time up to 3
/// attempts are made, each of at most half the time. The timeouts and retries of the configuration are not used. The
/// layer has a timeout of its own, 500 ms for each function: a store of the same timeout sends a request that is stuck
/// again within it.
///
/// Without the table the layer does as [`WithoutStore`](offhook::idempotency::WithoutStore) says. A flow can't go on
/// without its journal: the invocation fails, and the service repeats it.
#[derive(Clone)]
pub struct DynamoDbStore {
    client: Client,
    table: String,
    journal_expiry: Duration,
}

impl DynamoDbStore {
    /// Creates a store in the table of this name. The configuration is an `&SdkConfig` or a builder of the
    /// service's own.
    pub fn new(config: impl Into<Builder>, table: impl Into<String>) -> Self {
        let retries = RetryConfig::standard().with_initial_backoff(BACKOFF);
        let config = config.into().retry_config(retries);
        Self {
            client: Client::from_conf(limited(config, TIMEOUT)),
            table: table.into(),
            journal_expiry: JOURNAL_EXPIRY,
        }
    }

    /// Sets after which time a function of the store fails. The default is 1 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = Client::from_conf(limited(self.client.config().to_builder(), timeout));
        self
    }

    /// Sets after which time a journal expires that was not stored again: longer than any time for which a call of the
    /// app has no event. The default is 24 hours.
    pub fn journals_expire_after(mut self, expiry: Duration) -> Self {
        self.journal_expiry = expiry;
        self
    }

    /// A write of an item that expires after this time.
    fn put(&self, id: String, expiry: Duration) -> PutItemFluentBuilder {
        let expires = item::since_1970(SystemTime::now()).saturating_add(expiry).as_secs();
        let request = self.client.put_item().table_name(&self.table);
        request.item(ID, text(id)).item(EXPIRES, number(expires))
    }

    /// Writes an item under a condition. Returns the item that is there instead, unless an earlier attempt wrote it.
    async fn put_if(
        &self,
        request: PutItemFluentBuilder,
        condition: &str,
    ) -> Result<Option<Item>, StoreError> {
        let writer = item::writer();
        let request = request
            .item(WRITER, text(&writer))
            .condition_expression(condition)
            .return_values_on_condition_check_failure(AllOld);
        let Err(error) = request.send().await else { return Ok(None) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(other)) => {
                let other = Item(other.item.clone().unwrap_or_default());
                Ok((other.text(WRITER) != Some(&writer)).then_some(other))
            }
            _ => Err(StoreError::new(&self.table, error)),
        }
    }
}

fn limited(config: Builder, timeout: Duration) -> aws_sdk_dynamodb::Config {
    let timeouts =
        TimeoutConfig::builder().operation_timeout(timeout).operation_attempt_timeout(timeout / 2);
    config.timeout_config(timeouts.build()).build()
}

impl ReplyStore for DynamoDbStore {
    fn begin<'a>(&'a self, key: &'a str, until: SystemTime) -> Storing<'a, Begun> {
        Box::pin(async move {
            let millis = |time| number(item::since_1970(time).as_millis());
            let request = self
                .put(reply_id(key), REPLY_EXPIRY)
                .item(BUSY_UNTIL, millis(until))
                .expression_attribute_values(":now", millis(SystemTime::now()));
            // An event that was handled has no `busy_until`.
            let condition = "attribute_not_exists(id) OR busy_until <= :now";
            Ok(match self.put_if(request, condition).await? {
                None => Begun::Now,
                Some(other) => other
                    .text(REPLY)
                    .map_or(Begun::Elsewhere, |reply| Begun::Done(reply.to_owned())),
            })
        })
    }

    fn finish<'a>(&'a self, key: &'a str, reply: &'a str) -> Storing<'a, ()> {
        Box::pin(async move {
            let request = self.put(reply_id(key), REPLY_EXPIRY).item(REPLY, text(reply));
            request.send().await.map_err(|error| StoreError::new(&self.table, error))?;
            Ok(())
        })
    }

    fn forget<'a>(&'a self, key: &'a str) -> Storing<'a, ()> {
        Box::pin(async move {
            // A process that took longer than its time does not take the reply of the next one away.
            let request = self.client.delete_item().table_name(&self.table);
            let request = request
                .key(ID, text(reply_id(key)))
                .condition_expression("attribute_not_exists(reply)");
            match request.send().await {
                Err(error)
                    if !error
                        .as_service_error()
                        .is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
                {
                    Err(StoreError::new(&self.table, error).into())
                }
                _ => Ok(()),
            }
        })
    }
}

impl JournalStore for DynamoDbStore {
    fn load<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, Option<StoredJournal>> {
        Box::pin(async move {
            let request = self.client.get_item().table_name(&self.table);
            let request = request.key(ID, text(journal_id(transaction_id))).consistent_read(true);
            let found =
                request.send().await.map_err(|error| StoreError::new(&self.table, error))?;
            let Some(item) = found.item.map(Item) else { return Ok(None) };
            let journal = item.text(JOURNAL).zip(item.number(REVISION));
            let (journal, revision) = journal.ok_or_else(|| StoreError::unreadable(&self.table))?;
            Ok(Some(StoredJournal::new(journal, revision)))
        })
    }

    fn store<'a>(&'a self, transaction_id: &'a str, journal: StoredJournal) -> Storing<'a, bool> {
        Box::pin(async move {
            let StoredJournal { text: journal, revision, .. } = journal;
            let request = self
                .put(journal_id(transaction_id), self.journal_expiry)
                .item(JOURNAL, text(journal))
                .item(REVISION, number(revision));
            let other = if revision == 1 {
                self.put_if(request, "attribute_not_exists(id)").await?
            } else {
                let request = request.expression_attribute_values(":before", number(revision - 1));
                self.put_if(request, "revision = :before").await?
            };
            Ok(other.is_none())
        })
    }

    fn delete<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, ()> {
        Box::pin(async move {
            let request = self.client.delete_item().table_name(&self.table);
            let request = request.key(ID, text(journal_id(transaction_id)));
            request.send().await.map_err(|error| StoreError::new(&self.table, error))?;
            Ok(())
        })
    }
}

fn reply_id(key: &str) -> String {
    format!("reply/{key}")
}

fn journal_id(transaction_id: &str) -> String {
    format!("journal/{transaction_id}")
}

impl fmt::Debug for DynamoDbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamoDbStore").field("table", &self.table).finish_non_exhaustive()
    }
}
