//! The errors of the store.
//!
//! Depends on the SDK for the service's exceptions.

use std::error::Error;
use std::fmt;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// An error of a [`DynamoDbStore`](super::DynamoDbStore).
///
/// The message has the name of the table, and nothing of a call. The text of DynamoDB is in the
/// [`source`](Error::source).
#[derive(thiserror::Error)]
#[error("the table `{table}` {kind}")]
pub struct StoreError {
    table: String,
    kind: StoreErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The reason why a table can't be read or written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// No response within the store's timeout.
    #[error("did not answer in time")]
    TimedOut,
    /// The account has no such table in the region: `ResourceNotFoundException`.
    #[error("does not exist in the region of the configuration")]
    NoTable,
    /// The credentials are invalid or don't allow the request, such as `AccessDeniedException`.
    #[error(
        "refuses the credentials: they are invalid, or lack dynamodb:GetItem, dynamodb:PutItem or dynamodb:DeleteItem"
    )]
    Denied,
    /// Every attempt was throttled.
    #[error("throttled every attempt: use on-demand billing, or raise its capacity")]
    Throttled,
    /// DynamoDB does not take the item: `ValidationException`.
    #[error("refused an item: it is larger than 400 KB, or the table's key is not a string `id`")]
    Refused,
    /// The item of a journal was not written by the store.
    #[error("has an item that is not a journal: only the store may write to it")]
    Unreadable,
    /// The request failed otherwise.
    #[error("can't be reached, or failed")]
    Failed,
}

/// Hides the source, whose `Debug` has the whole response: the items of a call.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreError")
            .field("table", &self.table)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl StoreError {
    /// The reason.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    pub(super) fn unreadable(table: &str) -> Self {
        Self { table: table.to_owned(), kind: StoreErrorKind::Unreadable, source: None }
    }

    pub(super) fn new<E>(table: &str, error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let is_late = match &error {
            SdkError::TimeoutError(_) => true,
            SdkError::DispatchFailure(failure) => failure.is_timeout(),
            _ => false,
        };
        let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
        let kind = match code.unwrap_or_default() {
            _ if is_late => StoreErrorKind::TimedOut,
            "ResourceNotFoundException" => StoreErrorKind::NoTable,
            "AccessDeniedException"
            | "ExpiredTokenException"
            | "InvalidSignatureException"
            | "UnrecognizedClientException" => StoreErrorKind::Denied,
            "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "ThrottlingException" => StoreErrorKind::Throttled,
            "ValidationException" => StoreErrorKind::Refused,
            _ => StoreErrorKind::Failed,
        };
        Self { table: table.to_owned(), kind, source: Some(error.into()) }
    }
}
