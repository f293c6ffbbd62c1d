//! Journals are appended under a condition.

use std::time::{Duration, SystemTime};

use offhook::flow::{JournalStore, StoredJournal};
use offhook_aws::{DynamoDbStore, StoreError, StoreErrorKind};

use crate::server::{
    DOWN, DYNAMODB, First, Proxy, Silent, attribute, config, kind, store, store_at,
};

fn journal(text: &str, revision: u64) -> StoredJournal {
    StoredJournal::new(text, revision)
}

#[tokio::test]
#[ignore = "needs moto"]
async fn one_of_two_processes_stores_the_next_revision() {
    let (one, other) = (store(), store());
    assert_eq!(one.load("append").await.unwrap(), None);
    assert!(one.store("append", journal("a", 1)).await.unwrap());
    assert!(!other.store("append", journal("b", 1)).await.unwrap());
    assert!(other.store("append", journal("b", 2)).await.unwrap());
    assert!(!one.store("append", journal("c", 2)).await.unwrap());
    assert!(!one.store("append", journal("c", 4)).await.unwrap());
    assert_eq!(one.load("append").await.unwrap(), Some(journal("b", 2)));

    one.delete("append").await.unwrap();
    assert_eq!(one.load("append").await.unwrap(), None);
    assert!(!other.store("append", journal("c", 3)).await.unwrap());
    other.delete("append").await.unwrap();
}

#[tokio::test]
#[ignore = "needs moto"]
async fn many_processes_append_one_after_another() {
    let append = |revision| async move { store().store("many", journal("a", revision)).await };
    for revision in 1..=3 {
        let others: Vec<_> = (0..8).map(|_| tokio::spawn(append(revision))).collect();
        let mut stored = 0;
        for other in others {
            stored += u32::from(other.await.unwrap().unwrap());
        }
        assert_eq!(stored, 1, "of revision {revision}");
    }
}

#[tokio::test]
#[ignore = "needs moto"]
async fn a_store_whose_response_is_lost_has_stored() {
    for revision in [1, 2] {
        let store = store_at(&Proxy::start(First::Lost).endpoint);
        assert!(store.store("lost", journal("a", revision)).await.unwrap());
        assert_eq!(store.load("lost").await.unwrap(), Some(journal("a", revision)));
    }
}

#[tokio::test]
#[ignore = "needs moto"]
async fn a_request_that_is_stuck_is_sent_again_in_half_the_time() {
    let proxy = Proxy::start(First::Stuck);
    let store = store_at(&proxy.endpoint).timeout(Duration::from_secs(10));
    assert!(store.store("stuck", journal("a", 1)).await.unwrap());
    assert_eq!(proxy.requests().len(), 2);
}

#[tokio::test]
#[ignore = "needs moto"]
async fn journals_are_read_consistently() {
    let proxy = Proxy::start(First::Arrives);
    store_at(&proxy.endpoint).load("consistent").await.unwrap();
    let [request] = &proxy.requests()[..] else { panic!("one request") };
    assert!(request.contains(r#""ConsistentRead":true"#), "{request}");
}

#[tokio::test]
#[ignore = "needs moto"]
async fn a_journal_expires_a_day_after_it_was_stored() {
    for (store, expiry) in
        [(store(), 24 * 60 * 60), (store().journals_expire_after(Duration::from_mins(1)), 60)]
    {
        let before = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        store.delete("expiry").await.unwrap();
        assert!(store.store("expiry", journal("a", 1)).await.unwrap());
        let after = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let expires: u64 =
            attribute("journal/expiry", "expires").await.as_n().unwrap().parse().unwrap();
        assert!((before + expiry..=after + expiry).contains(&expires), "{expires}");
    }
}

#[tokio::test]
#[ignore = "needs moto"]
async fn errors_say_what_to_do_and_nothing_of_the_call() {
    const SECRET: &str = "+14255550199";
    let absent = DynamoDbStore::new(config(&DYNAMODB.endpoint), "absent");
    let silent = Silent::start();
    let slow = store_at(&silent.endpoint).timeout(Duration::from_millis(200));
    let long = "a".repeat(400 * 1_024);
    for (store, text, expected, message) in [
        (
            absent,
            SECRET,
            StoreErrorKind::NoTable,
            "the table `absent` does not exist in the region of the configuration",
        ),
        (store(), &long, StoreErrorKind::Refused, "refused an item: it is larger than 400 KB"),
        (slow, SECRET, StoreErrorKind::TimedOut, "did not answer in time"),
        (store_at(DOWN), SECRET, StoreErrorKind::Failed, "can't be reached, or failed"),
    ] {
        let error = store.store(SECRET, journal(text, 1)).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{error:?}");
        let error = error.downcast_ref::<StoreError>().unwrap();
        assert!(error.to_string().contains(message), "{error}");
        assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
    }
}
