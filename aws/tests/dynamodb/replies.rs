//! One process handles an event.

use std::time::{Duration, SystemTime};

use offhook::flow::JournalStore;
use offhook::idempotency::{Begun, ReplyStore};
use offhook_aws::{DynamoDbStore, StoreErrorKind};

use crate::server::{First, PATIENCE, Proxy, Silent, attribute, config, kind, store, store_at};

fn soon() -> SystemTime {
    SystemTime::now() + Duration::from_mins(1)
}

#[tokio::test]
#[ignore = "needs moto"]
async fn one_of_many_processes_begins() {
    let asked = || async { store().begin("many/1/HANGUP", soon()).await };
    let others: Vec<_> = (0..8).map(|_| tokio::spawn(asked())).collect();
    let mut begun = 0;
    for other in others {
        match other.await.unwrap().unwrap() {
            Begun::Now => begun += 1,
            other => assert_eq!(other, Begun::Elsewhere),
        }
    }
    assert_eq!(begun, 1);

    store().finish("many/1/HANGUP", "{}").await.unwrap();
    assert_eq!(asked().await.unwrap(), Begun::Done("{}".to_owned()));
    assert_eq!(store().begin("many/2/HANGUP", soon()).await.unwrap(), Begun::Now);
}

#[tokio::test]
#[ignore = "needs moto"]
async fn an_event_of_a_process_that_ended_begins_again_when_its_time_is_over() {
    let store = store();
    assert_eq!(store.begin("crash/1/HANGUP", SystemTime::now()).await.unwrap(), Begun::Now);
    assert_eq!(store.begin("crash/1/HANGUP", soon()).await.unwrap(), Begun::Now);
    assert_eq!(store.begin("crash/1/HANGUP", soon()).await.unwrap(), Begun::Elsewhere);
}

#[tokio::test]
#[ignore = "needs moto"]
async fn an_event_that_failed_begins_again() {
    let store = store();
    store.begin("failed/1/HANGUP", soon()).await.unwrap();
    store.forget("failed/1/HANGUP").await.unwrap();
    assert_eq!(store.begin("failed/1/HANGUP", soon()).await.unwrap(), Begun::Now);

    // The other process was faster.
    store.finish("failed/1/HANGUP", "{}").await.unwrap();
    store.forget("failed/1/HANGUP").await.unwrap();
    let begun = store.begin("failed/1/HANGUP", soon()).await.unwrap();
    assert_eq!(begun, Begun::Done("{}".to_owned()));
}

#[tokio::test]
#[ignore = "needs moto"]
async fn an_event_whose_response_is_lost_has_begun() {
    let proxy = Proxy::start(First::Lost);
    let begun = store_at(&proxy.endpoint).begin("lost/1/HANGUP", soon()).await.unwrap();
    assert_eq!(begun, Begun::Now);
    assert_eq!(proxy.requests().len(), 2);
    assert_eq!(store().begin("lost/1/HANGUP", soon()).await.unwrap(), Begun::Elsewhere);
}

#[tokio::test]
#[ignore = "needs moto"]
async fn a_reply_expires_after_five_minutes() {
    let store = store();
    for is_done in [false, true] {
        let before = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        if is_done {
            store.finish("expiry/1/HANGUP", "{}").await.unwrap();
        } else {
            store.begin("expiry/1/HANGUP", soon()).await.unwrap();
        }
        let after = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let expires = attribute("reply/expiry/1/HANGUP", "expires").await;
        let expires: u64 = expires.as_n().unwrap().parse().unwrap();
        assert!((before + 300..=after + 300).contains(&expires), "{expires}");
    }
}

#[tokio::test]
#[ignore = "needs moto"]
async fn a_table_that_does_not_answer_is_given_up() {
    let silent = Silent::start();
    let store = DynamoDbStore::new(config(&silent.endpoint), "calls");
    let all = async {
        [
            store.begin("slow/1/HANGUP", soon()).await.unwrap_err(),
            store.finish("slow/1/HANGUP", "{}").await.unwrap_err(),
            store.forget("slow/1/HANGUP").await.unwrap_err(),
            store.load("slow").await.unwrap_err(),
            store.delete("slow").await.unwrap_err(),
        ]
    };
    for error in tokio::time::timeout(PATIENCE, all).await.expect("a timeout by default") {
        assert_eq!(kind(&error), StoreErrorKind::TimedOut, "{error:?}");
    }
    assert!(silent.connections() <= 2 * 5, "the time is over before a third attempt");
}
