//! Journals in a store: large and secret results, retried events and contention.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use offhook::flow::{JournalStore, Line, MemoryStore, StoredJournal, Storing};
use offhook::prelude::*;
use offhook_simulator::{Fault, Simulator};
use offhook_tests::calls::{event, event_about};

use crate::{CALLER, NUMBER};

/// A store in which others come first some of the times.
#[derive(Default)]
struct Store {
    journals: MemoryStore,
    others: AtomicU32,
}

impl JournalStore for Store {
    fn load<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, Option<StoredJournal>> {
        self.journals.load(transaction_id)
    }

    fn store<'a>(&'a self, transaction_id: &'a str, journal: StoredJournal) -> Storing<'a, bool> {
        let fewer = |others: u32| others.checked_sub(1);
        if self.others.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer).is_ok() {
            return Box::pin(std::future::ready(Ok(false)));
        }
        self.journals.store(transaction_id, journal)
    }

    fn delete<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, ()> {
        self.journals.delete(transaction_id)
    }
}

#[offhook::app(journals = store)]
#[derive(Default)]
struct App {
    store: Store,
    bookings: AtomicU32,
}

#[flow(NewInboundCall, app = App)]
async fn booking(line: &mut Line, app: &App) -> Result<()> {
    let offers = line.once("offers", async { Ok::<_, Error>("x".repeat(50_000)) }).await?;
    line.ask("Press 1 to book.").digits(1).await?;
    line.once("book", async {
        app.bookings.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Error>(())
    })
    .await?;
    line.ask(format!("Booked one of {}. Anything else?", offers.len())).digits(1).await?;
    Ok(())
}

async fn booked(simulator: Simulator) {
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1").presses("1").hears("Booked one of 50000.").presses("2").await;
    assert_eq!(phone.attributes().len(), 1);
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn large_results_are_in_the_store_until_the_flow_has_ended() {
    let app = Arc::new(App::default());
    let mut phone = Simulator::new(Arc::clone(&app)).dial(CALLER, NUMBER).await;
    phone.hears("Press 1").await;
    assert_eq!(phone.attributes()["offhook-flow"], "stored");
    assert_eq!(app.store.journals.len(), 1);
    phone.presses("1").hears("Booked").presses("2").is_hung_up().await;
    phone.ends().by_application().await;
    assert!(app.store.journals.is_empty());

    // Also when the caller ends the call.
    let mut phone = Simulator::new(Arc::clone(&app)).dial(CALLER, NUMBER).await;
    phone.hears("Press 1").hangs_up().await;
    phone.ends().by_caller().await;
    assert!(app.store.journals.is_empty());
}

#[tokio::test]
async fn a_repeated_event_changes_nothing() {
    for sequence in 1..=3 {
        for fault in [Fault::DuplicateDelivery, Fault::LambdaError, Fault::SlowLambda] {
            if (sequence, fault) == (3, Fault::SlowLambda) {
                continue;
            }
            let app = Arc::new(App::default());
            let simulator = Simulator::new(Arc::clone(&app)).fault(sequence, fault);
            booked(simulator).await;
            assert_eq!(app.bookings.load(Ordering::Relaxed), 1, "{fault:?} at {sequence}");
        }
    }
}

#[tokio::test]
async fn an_invocation_that_loses_a_race_tries_again_four_times() {
    for others in [1, 4] {
        let app = Arc::new(App::default());
        app.store.others.store(others, Ordering::Relaxed);
        booked(Simulator::new(Arc::clone(&app))).await;
    }
    let app = App::default();
    app.store.others.store(5, Ordering::Relaxed);
    let error = offhook::handle(&app, event("NEW_INBOUND_CALL").to_string()).await;
    let error = format!("{:?}", error.expect_err("an error"));
    assert!(error.contains("changed the stored journal five times in a row"), "{error}");
}

#[tokio::test]
async fn a_journal_that_the_store_has_lost_is_an_error() {
    let mut event = event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits");
    event["CallDetails"]["TransactionAttributes"] = serde_json::json!({ "offhook-flow": "stored" });
    let error = offhook::handle(&App::default(), event.to_string()).await.expect_err("an error");
    assert!(format!("{error:?}").contains("the store does not have it"), "{error:?}");
}
