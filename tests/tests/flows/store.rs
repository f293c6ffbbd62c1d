//! Journals in a store: large and secret results, retried events and contention.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use offhook::action::Action;
use offhook::flow::{JournalStore, Line, MemoryStore, StoredJournal, Storing};
use offhook::prelude::*;
use offhook_simulator::{Fault, Phone, Simulator};
use offhook_tests::calls::{event, event_about};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{CALLER, NUMBER, VET};

/// A store in which others come first some of the times.
#[derive(Default)]
struct Store {
    journals: MemoryStore,
    others: AtomicU32,
    /// Another invocation is about to end the call.
    ends: AtomicBool,
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
        if self.ends.load(Ordering::Relaxed) {
            return Box::pin(async move {
                self.journals.delete(transaction_id).await?;
                self.journals.store(transaction_id, journal).await
            });
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

#[offhook::app(journals = store)]
struct Shared {
    store: Arc<MemoryStore>,
}

#[flow(NewInboundCall, app = Shared)]
async fn vet(line: &mut Line) -> Result<()> {
    line.ask("Press 1.").digits(1).attempts(2).await?;
    line.bridge(e164!("+12065550123")).await?.hung_up().await?;
    Ok(())
}

#[derive(Deserialize)]
struct Turn {
    turn: u8,
}

#[flow(CallAnswered, app = Shared)]
async fn hold(line: &mut Line) -> Result<()> {
    let mut updates = line.updates::<Turn>();
    line.speak("Welcome.").await?;
    line.done().await?;
    line.speak("Please hold.").await?;
    let Turn { turn } = updates.next().await?;
    line.ask(format!("Your turn: {turn}.")).digits(1).attempts(2).await?;
    Ok(())
}

#[on_error(app = Shared)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

/// Notes the price of an offer.
#[on(CallUpdateRequested, app = App)]
async fn priced(attributes: &TransactionAttributes) -> Reply {
    Reply::keep().with_attributes(attributes.clone().with("price", "7"))
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

    // Each call has its own.
    let simulator = Simulator::new(Arc::clone(&app));
    let mut phones = [simulator.dial(CALLER, NUMBER).await, simulator.dial(CALLER, NUMBER).await];
    for phone in &mut phones {
        phone.hears("Press 1").await;
    }
    assert_eq!(app.store.journals.len(), 2);
    for mut phone in phones {
        phone.hangs_up().await;
        phone.ends().by_caller().await;
    }
    assert!(app.store.journals.is_empty());

    // Also when the caller ends the call.
    let mut phone = Simulator::new(Arc::clone(&app)).dial(CALLER, NUMBER).await;
    phone.hears("Press 1").hangs_up().await;
    phone.ends().by_caller().await;
    assert!(app.store.journals.is_empty());
}

#[tokio::test]
async fn a_handler_beside_a_stored_flow_can_change_attributes() {
    let mut phone = Simulator::new(App::default()).dial(CALLER, NUMBER).await;
    phone.hears("Press 1").updates([("a", "b")]).presses("1").hears("Booked").await;
    let attributes = phone.attributes();
    assert_eq!(
        (&attributes["price"], &attributes["offhook-flow"]),
        (&"7".into(), &"stored".into())
    );
    phone.presses("2").is_hung_up().await;
    phone.ends().by_application().await;
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

/// An event of a call whose journal is in the store.
fn stored(mut event: Value) -> Value {
    event["CallDetails"]["TransactionAttributes"] = json!({ "offhook-flow": "stored" });
    event
}

/// The event, after the caller has hung up.
fn hung_up(mut event: Value) -> Value {
    event["CallDetails"]["Participants"][0]["Status"] = "Disconnected".into();
    event
}

/// The event that reports the hang-up of LEG-A.
fn hangup() -> Value {
    let mut event = hung_up(event_about("HANGUP", "Hangup"));
    event["ActionData"]["Parameters"]["ParticipantTag"] = "LEG-A".into();
    event
}

async fn handled(app: &App, event: Value) -> Reply {
    offhook::handle(app, event.to_string()).await.expect("a reply")
}

/// The reply to the event that ended the call was lost, after the journal was deleted.
#[tokio::test]
async fn the_last_event_comes_again_without_a_journal() {
    let reply = handled(&App::default(), stored(hangup())).await;
    assert_eq!(reply.actions(), []);
}

/// The caller hangs up before the first event is answered: HANGUP still moves the flow.
#[tokio::test]
async fn a_flow_that_waits_on_a_dead_call_keeps_its_journal() {
    let app = App::default();
    handled(&app, hung_up(first())).await;
    assert_eq!(app.store.journals.len(), 1);
    handled(&app, stored(hangup())).await;
    assert!(app.store.journals.is_empty());
}

#[tokio::test]
async fn a_mark_that_is_there_is_not_sent_again() {
    let app = App::default();
    assert!(handled(&app, first()).await.attributes().is_some());
    let reply = handled(&app, pressed(2)).await;
    assert_eq!(reply.actions().len(), 1);
    assert_eq!(reply.attributes(), None);
}

/// The event that begins a flow.
fn first() -> Value {
    let mut event = event("NEW_INBOUND_CALL");
    event["Sequence"] = 1.into();
    event
}

/// A report of the keys that a caller pressed.
fn pressed(sequence: u64) -> Value {
    let mut event = stored(event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits"));
    event["Sequence"] = sequence.into();
    event["ActionData"]["ReceivedDigits"] = "1".into();
    event
}

/// Events that occur before the reply which ended the flow has arrived.
#[tokio::test]
async fn an_ended_flow_leaves_events_to_handlers() {
    let app = App::default();
    handled(&app, first()).await;
    handled(&app, pressed(2)).await;
    let ended = handled(&app, pressed(3)).await;
    assert!(matches!(ended.actions(), [Action::Hangup(_)]), "{ended:?}");

    let mut success = stored(event_about("ACTION_SUCCESSFUL", "Speak"));
    success["Sequence"] = 4.into();
    assert!(handled(&app, success).await.is_keep());
    let mut update = stored(event("CALL_UPDATE_REQUESTED"));
    update["Sequence"] = 5.into();
    let reply = handled(&app, update).await;
    assert_eq!(reply.attributes().unwrap().get("price"), Some("7"));

    // The reply was lost.
    assert_eq!(handled(&app, pressed(3)).await, ended);
    assert_eq!(app.store.journals.len(), 1);
    let mut last = stored(hangup());
    last["Sequence"] = 6.into();
    assert_eq!(handled(&app, last).await.actions(), []);
    assert!(app.store.journals.is_empty());
}

/// The service repeats an event whose reply was late, after another event.
#[tokio::test]
async fn actions_of_a_lost_reply_are_sent_again() {
    let store = Arc::new(MemoryStore::new());
    let simulator = Simulator::new(Shared { store }).fault(4, Fault::SlowLambda);
    let mut phone = simulator.place(NUMBER, CALLER).await;
    phone.answers().hears("Welcome.").updates([("turn", "?")]).hears("Please hold.").await;
    phone.updates([("turn", "7")]).hears("Your turn: 7.").presses("1").is_hung_up().await;
    phone.ends().by_application().await;

    // Later ones have taken their place.
    let mut phone = simulator.place(NUMBER, CALLER).await;
    phone.answers().hears("Welcome.").updates([("turn", "7")]).waits(Duration::from_secs(6)).await;
    phone.hears("Your turn: 7.").presses("1").is_hung_up().await;
    phone.ends().by_application().await;
}

/// Another invocation ends the call while this one runs.
#[tokio::test]
async fn a_journal_that_is_deleted_meanwhile_is_no_error() {
    let app = App::default();
    handled(&app, first()).await;
    app.store.ends.store(true, Ordering::Relaxed);
    assert!(handled(&app, pressed(2)).await.is_keep());
}

/// Apps that are made anew share a store.
#[tokio::test]
async fn apps_share_a_store() {
    let store = Arc::new(MemoryStore::new());
    let simulator = Simulator::cold(move || Shared { store: Arc::clone(&store) });
    let call = |simulator: Simulator| simulator.dial(CALLER, NUMBER);
    let talk = async |phone: &mut Phone| {
        phone
            .hears("Press 1")
            .presses("1")
            .far_end(VET)
            .answers()
            .hangs_up()
            .caller()
            .is_hung_up()
            .await;
    };
    simulator.check_flow(call, talk).await;
}

#[tokio::test]
async fn a_journal_that_the_store_has_lost_is_an_error() {
    let event = stored(event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits"));
    let error = offhook::handle(&App::default(), event.to_string()).await.expect_err("an error");
    assert!(format!("{error:?}").contains("the store does not have it"), "{error:?}");
}

#[test]
fn debug_does_not_show_a_journal() {
    let journal = StoredJournal::new("secret", 3);
    assert_eq!(format!("{journal:?}"), "StoredJournal { characters: 6, revision: 3 }");
}
