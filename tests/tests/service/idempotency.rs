//! Events that come again get the reply of their first handling.

use std::future::{pending, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use offhook::idempotency::{
    Begun, IdempotencyLayer, MemoryStore, ReplyStore, Storing, WithoutStore,
};
use offhook::prelude::*;
use offhook_tests::log;
use serde_json::Value;
use tokio::sync::Notify;
use tower::{Layer, ServiceExt};
use tracing::Level;

use crate::{event, invoked};

/// An app that charges for each call.
#[offhook::app]
#[derive(Clone, Default)]
struct Shop {
    charged: Arc<AtomicU32>,
    /// If set, a charge waits for it.
    gate: Option<Arc<Notify>>,
}

impl Shop {
    fn charged(&self) -> u32 {
        self.charged.load(Ordering::Relaxed)
    }
}

#[on(NewInboundCall | CallAnswered, app = Shop)]
async fn charge(app: &Shop) -> action::Speak {
    let number = app.charged.fetch_add(1, Ordering::Relaxed) + 1;
    if let Some(gate) = &app.gate {
        gate.notified().await;
    }
    action::Speak::text(format!("Charge {number}."))
}

#[on(Hangup, app = Shop)]
async fn bye(app: &Shop) -> Result<()> {
    app.charged.fetch_add(1, Ordering::Relaxed);
    Err("the till is closed".into())
}

fn shop() -> (Shop, IdempotencyLayer<MemoryStore>) {
    (Shop::default(), IdempotencyLayer::new(MemoryStore::new(10)))
}

async fn answer<T: ReplyStore>(
    app: &Shop,
    layer: &IdempotencyLayer<T>,
    event: &Value,
) -> Result<String> {
    let service = layer.layer(offhook::service(app.clone()));
    let reply = service.oneshot(invoked(event.clone())).await?;
    Ok(reply.to_json())
}

#[tokio::test]
async fn a_repeated_event_gets_the_same_reply() {
    let (app, layer) = shop();
    let first = answer(&app, &layer, &event("NEW_INBOUND_CALL", 1)).await.unwrap();
    let again = answer(&app, &layer, &event("NEW_INBOUND_CALL", 1)).await.unwrap();
    assert!(first.contains("Charge 1."), "{first}");
    assert_eq!(first, again);
    assert_eq!(app.charged(), 1);
}

#[tokio::test]
async fn another_call_sequence_or_event_is_another_event() {
    let (app, layer) = shop();
    let mut other_call = event("NEW_INBOUND_CALL", 1);
    other_call["CallDetails"]["TransactionId"] = "transaction-2".into();
    let events = [
        event("NEW_INBOUND_CALL", 1),
        event("NEW_INBOUND_CALL", 2),
        event("CALL_ANSWERED", 1),
        other_call,
    ];
    for event in &events {
        answer(&app, &layer, event).await.unwrap();
    }
    assert_eq!(app.charged(), 4);
}

#[tokio::test]
async fn an_event_without_a_sequence_is_always_handled() {
    let (app, layer) = shop();
    for _ in 0..2 {
        answer(&app, &layer, &event("NEW_INBOUND_CALL", 0)).await.unwrap();
    }
    assert_eq!(app.charged(), 2);
}

#[tokio::test]
async fn an_event_that_cannot_be_decoded_is_refused_by_the_app() {
    let (app, layer) = shop();
    let error = answer(&app, &layer, &Value::from(7)).await.unwrap_err();
    assert!(error.downcast_ref::<offhook::EventError>().is_some(), "{error}");
}

#[tokio::test]
async fn an_event_that_comes_while_it_is_handled_waits_for_the_reply() {
    let gate = Arc::new(Notify::new());
    let (app, layer) = shop();
    let app = Shop { gate: Some(Arc::clone(&gate)), ..app };
    let new_call = event("NEW_INBOUND_CALL", 1);
    let handling = async {
        let (first, again) =
            tokio::join!(answer(&app, &layer, &new_call), answer(&app, &layer, &new_call));
        assert_eq!(first.unwrap(), again.unwrap());
    };
    tokio::join!(handling, async { gate.notify_one() });
    assert_eq!(app.charged(), 1);
}

#[tokio::test]
async fn an_event_that_failed_is_handled_again() {
    let (app, layer) = shop();
    for _ in 0..2 {
        answer(&app, &layer, &event("HANGUP", 3)).await.unwrap_err();
    }
    assert_eq!(app.charged(), 2);
}

/// The process that began to handle the event has crashed.
#[tokio::test]
async fn an_event_whose_time_is_over_is_handled_again() {
    let store = MemoryStore::new(10);
    let key = "transaction-1/1/NEW_INBOUND_CALL";
    assert_eq!(store.begin(key, SystemTime::now()).await.unwrap(), Begun::Now);
    let (app, _) = shop();
    answer(&app, &IdempotencyLayer::new(store), &event("NEW_INBOUND_CALL", 1)).await.unwrap();
    assert_eq!(app.charged(), 1);
}

#[tokio::test]
async fn the_memory_store_forgets_the_oldest() {
    let store = MemoryStore::new(2);
    let until = SystemTime::now() + Duration::from_secs(60);
    for key in ["a", "b", "c"] {
        assert_eq!(store.begin(key, until).await.unwrap(), Begun::Now);
    }
    assert_eq!(store.len(), 2);
    assert_eq!(store.begin("c", until).await.unwrap(), Begun::Elsewhere);
    assert_eq!(store.begin("a", until).await.unwrap(), Begun::Now);
    store.forget("c").await.unwrap();
    assert_eq!(store.begin("c", until).await.unwrap(), Begun::Now);
}

/// A store that is down, or that never answers.
enum Broken {
    Down,
    Silent,
}

impl Broken {
    fn fails<'a, V: Send + 'a>(&self) -> Storing<'a, V> {
        match self {
            Self::Down => Box::pin(ready(Err("no connection".into()))),
            Self::Silent => Box::pin(pending()),
        }
    }
}

impl ReplyStore for Broken {
    fn begin<'a>(&'a self, _: &'a str, _: SystemTime) -> Storing<'a, Begun> {
        self.fails()
    }

    fn finish<'a>(&'a self, _: &'a str, _: &'a str) -> Storing<'a, ()> {
        self.fails()
    }

    fn forget<'a>(&'a self, _: &'a str) -> Storing<'a, ()> {
        self.fails()
    }
}

#[tokio::test]
async fn without_a_store_events_are_handled_with_a_warning() {
    for (store, problem) in
        [(Broken::Down, "no connection"), (Broken::Silent, "took longer than 20 ms")]
    {
        log::start();
        let (app, _) = shop();
        let layer = IdempotencyLayer::new(store).timeout(Duration::from_millis(20));
        let reply = answer(&app, &layer, &event("NEW_INBOUND_CALL", 1)).await.unwrap();
        assert!(reply.contains("Charge 1."), "{reply}");
        let records = log::records();
        let warnings = records.iter().filter(|record| record.level == Level::WARN);
        let about_it = warnings.filter(|record| record.field("error").contains(problem));
        assert_eq!(about_it.count(), 2, "at the beginning and at the end: {records:?}");
    }
}

#[tokio::test]
async fn without_a_store_the_invocation_can_fail() {
    let (app, _) = shop();
    let layer = IdempotencyLayer::new(Broken::Down).without_store(WithoutStore::Fail);
    let error = answer(&app, &layer, &event("NEW_INBOUND_CALL", 1)).await.unwrap_err();
    assert_eq!(error.to_string(), "no connection");
    assert_eq!(app.charged(), 0);
}
