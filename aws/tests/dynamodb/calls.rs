//! Calls of a Lambda whose processes share the table and nothing else.

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lambda_runtime::{Context, LambdaEvent};
use offhook::RawEvent;
use offhook::flow::JournalStore;
use offhook::idempotency::{IdempotencyLayer, WithoutStore};
use offhook::prelude::*;
use offhook_aws::{DynamoDbStore, StoreError};
use offhook_simulator::{Fault, Simulator};
use offhook_test_support::build;
use serde_json::json;
use tower::{Layer, ServiceExt};

use crate::server::{DOWN, DYNAMODB, First, PATIENCE, Proxy, Silent, store, store_at};

const CALLER: &str = "+14255550199";
const NUMBER: &str = "+12065550100";

/// A process of the Lambda.
#[offhook::app(journals = store)]
struct App {
    store: DynamoDbStore,
    /// Counts for all processes.
    bookings: Arc<AtomicU32>,
    /// If set, a booking waits until another process has sent a request through it.
    other: Option<Arc<Proxy>>,
}

impl App {
    fn with(store: DynamoDbStore) -> Self {
        Self { store, bookings: Arc::default(), other: None }
    }

    async fn book(&self) -> Result<u32> {
        let booking = self.bookings.fetch_add(1, Ordering::Relaxed) + 1;
        while self.other.as_ref().is_some_and(|other| other.requests().is_empty()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(booking)
    }

    /// Answers an event behind the layer.
    async fn answer(self, invocation: Invocation) -> Result<Reply> {
        let replies = IdempotencyLayer::new(self.store.clone()).timeout(PATIENCE);
        let service = replies.layer(offhook::service(self));
        service.oneshot(lambda_event(&invocation)).await
    }
}

#[flow(NewInboundCall, app = App)]
async fn call(line: &mut Line, app: &App) -> Result<()> {
    let offers = line.once("offers", async { Ok::<_, Error>("x".repeat(50_000)) }).await?;
    line.ask("Press 1 to book.").digits(1).await?;
    let booking = line.once("book", app.book()).await?;
    line.ask(format!("Booking {booking} of {}.", offers.len())).digits(1).await?;
    Ok(())
}

#[on(CallAnswered, app = App)]
async fn answered(app: &App) -> Result<action::Speak> {
    Ok(action::Speak::text(format!("Booking {}.", app.book().await?)))
}

fn lambda_event(invocation: &Invocation) -> LambdaEvent<RawEvent> {
    LambdaEvent::new(serde_json::from_str(invocation.raw()).unwrap(), Context::default())
}

fn event(event_type: &str, transaction_id: &str) -> Invocation {
    let event = json!({
        "InvocationEventType": event_type,
        "Sequence": 1,
        "CallDetails": {
            "TransactionId": transaction_id,
            "Participants": [{ "CallId": "a", "ParticipantTag": "LEG-A", "Status": "Connected" }],
        },
    });
    Invocation::from_json(event.to_string().as_bytes()).unwrap()
}

#[tokio::test]
#[ignore = "needs moto"]
async fn a_flow_lives_through_a_new_process_for_every_event() {
    let faults = [Fault::DuplicateDelivery, Fault::LambdaError, Fault::SlowLambda];
    let faults = faults.into_iter().flat_map(|fault| [(1, fault), (2, fault)]).map(Some);
    for (seed, fault) in (0..).zip(faults.chain([None])) {
        let bookings = Arc::<AtomicU32>::default();
        let id = Arc::<OnceLock<String>>::default();
        let simulator = {
            let (bookings, id) = (Arc::clone(&bookings), Arc::clone(&id));
            Simulator::new(move |invocation: Invocation| {
                id.get_or_init(|| invocation.call().transaction_id().to_owned());
                let app = App { bookings: Arc::clone(&bookings), ..App::with(store()) };
                app.answer(invocation)
            })
        };
        let mut simulator = simulator.seed(seed);
        if let Some((sequence, fault)) = fault {
            simulator = simulator.fault(sequence, fault);
        }
        let mut phone = simulator.dial(CALLER, NUMBER).await;
        phone.hears("Press 1").presses("1").hears("Booking 1 of 50000.").await;
        let id = id.get().unwrap();
        assert!(store().load(id).await.unwrap().is_some());
        phone.presses("2").is_hung_up().await;
        phone.ends().by_application().await;
        assert_eq!(bookings.load(Ordering::Relaxed), 1, "{fault:?}");
        assert_eq!(store().load(id).await.unwrap(), None);
    }
}

#[tokio::test]
#[ignore = "needs moto"]
async fn an_event_that_two_processes_get_is_handled_once() {
    let proxy = Arc::new(Proxy::start(First::Arrives));
    let one = App { other: Some(Arc::clone(&proxy)), ..App::with(store()) };
    let bookings = Arc::clone(&one.bookings);
    let other = App { bookings: Arc::clone(&bookings), ..App::with(store_at(&proxy.endpoint)) };
    let again = async {
        while bookings.load(Ordering::Relaxed) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        other.answer(event("CALL_ANSWERED", "twice")).await
    };
    let (first, again) = tokio::join!(one.answer(event("CALL_ANSWERED", "twice")), again);
    let (first, again) = (first.unwrap().to_json(), again.unwrap().to_json());
    assert!(first.contains("Booking 1."), "{first}");
    assert_eq!(first, again);
}

#[tokio::test]
#[ignore = "needs moto"]
async fn without_the_table_an_event_is_handled_or_fails() {
    let silent = Silent::start();
    for endpoint in [DOWN, &silent.endpoint] {
        let app = App::with(store_at(endpoint).timeout(Duration::from_millis(100)));
        let bookings = Arc::clone(&app.bookings);
        let open = IdempotencyLayer::new(app.store.clone());
        let closed = open.clone().without_store(WithoutStore::Fail);
        let service = offhook::service(app);
        let event = || lambda_event(&event("CALL_ANSWERED", "down"));
        let reply = open.layer(service.clone()).oneshot(event()).await.unwrap();
        assert_eq!(reply.actions().len(), 1);
        let error = closed.layer(service).oneshot(event()).await.unwrap_err();
        assert!(error.downcast_ref::<StoreError>().is_some(), "{error:?}");
        assert_eq!(bookings.load(Ordering::Relaxed), 1);
    }
}

#[tokio::test]
#[ignore = "needs moto"]
async fn without_the_table_a_flow_fails() {
    let app = App::with(store_at(DOWN));
    let error = offhook::handle(&app, event("NEW_INBOUND_CALL", "down").raw()).await.unwrap_err();
    assert!(error.to_string().contains("can't be reached, or failed"), "{error}");
}

#[test]
#[ignore = "needs moto"]
fn the_example_answers_a_call() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bookings");
    let mut command = Command::new(build("offhook", &["--package", "offhook-cli"]));
    let status = command
        .args(["call".as_ref(), folder.join("call.yaml").as_os_str(), "--".as_ref()])
        .arg(env::current_exe().unwrap().with_file_name("../examples/bookings"))
        .envs([("AWS_ENDPOINT_URL_DYNAMODB", &*DYNAMODB.endpoint), ("TABLE", &DYNAMODB.table)])
        .envs([("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "any")])
        .env("AWS_REGION", "us-east-1")
        .status();
    assert!(status.unwrap().success());
}
