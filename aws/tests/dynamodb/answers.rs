//! The store against answers that moto does not give.

use std::time::Duration;

use offhook::flow::{JournalStore, StoredJournal};
use offhook_aws::{DynamoDbStore, StoreErrorKind};

use crate::endpoint::answering;
use crate::server::{config, kind};

const SECRET: &str = "+14255550199";

fn store(status: u16, body: String) -> DynamoDbStore {
    DynamoDbStore::new(config(&answering(status, body)), "calls")
}

#[tokio::test]
async fn exceptions_have_kinds() {
    for (status, exception, expected) in [
        (400, "ResourceNotFoundException", StoreErrorKind::NoTable),
        (400, "AccessDeniedException", StoreErrorKind::Denied),
        (400, "ExpiredTokenException", StoreErrorKind::Denied),
        (400, "InvalidSignatureException", StoreErrorKind::Denied),
        (400, "UnrecognizedClientException", StoreErrorKind::Denied),
        (400, "ProvisionedThroughputExceededException", StoreErrorKind::Throttled),
        (400, "RequestLimitExceeded", StoreErrorKind::Throttled),
        (400, "ThrottlingException", StoreErrorKind::Throttled),
        (400, "ValidationException", StoreErrorKind::Refused),
        (500, "InternalServerError", StoreErrorKind::Failed),
    ] {
        let body = format!(r#"{{"__type":"any#{exception}","message":"{SECRET}"}}"#);
        let error = store(status, body).store("a", StoredJournal::new("a", 1)).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{exception}: {error:?}");
        assert!(!error.to_string().contains(SECRET), "{error}");
        // What DynamoDB says is in the causes.
        assert!(format!("{error:?}").contains(SECRET), "{error:?}");
    }
}

/// Such a time is later than any that a `SystemTime` can be.
#[tokio::test]
async fn a_journal_that_never_expires_is_stored() {
    let store = store(200, "{}".to_owned()).journals_expire_after(Duration::MAX);
    assert!(store.store("a", StoredJournal::new("a", 1)).await.unwrap());
}

#[tokio::test]
async fn an_item_that_is_not_a_journal_is_an_error() {
    for item in [
        r#"{"id":{"S":"journal/a"}}"#,
        r#"{"journal":{"S":"a"}}"#,
        r#"{"journal":{"S":"a"},"revision":{"N":"-1"}}"#,
        r#"{"journal":{"N":"1"},"revision":{"N":"1"}}"#,
    ] {
        let error = store(200, format!(r#"{{"Item":{item}}}"#)).load("a").await.unwrap_err();
        assert_eq!(kind(&error), StoreErrorKind::Unreadable, "{item}: {error:?}");
    }
}

#[tokio::test]
async fn a_response_that_can_not_be_read_is_not_shown() {
    let error = store(200, format!(r#"{{"Item":{{"journal":{{"S":"{SECRET}""#)).load("a").await;
    let error = error.unwrap_err();
    assert_eq!(kind(&error), StoreErrorKind::Failed);
    let debug = format!("{error:?} {:?}", error.as_std());
    assert!(!debug.contains(SECRET), "{debug}");
}
