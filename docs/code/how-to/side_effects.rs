//! Side effects, and stores of journals.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use offhook::flow::{JournalStore, StoredJournal, Storing};
use offhook::prelude::*;
use offhook_simulator::Simulator;

use crate::dial;

// ANCHOR: once
/// A line for appointments.
#[offhook::app]
struct Appointments {
    calendar: Calendar,
}

#[flow(NewInboundCall, app = Appointments)]
async fn appointment(line: &mut Line, app: &Appointments) -> Result<()> {
    let day = line
        .ask("For today, press 1. For tomorrow, press 2.")
        .digits(1)
        .regex("[12]")
        .await?;
    let key = line.idempotency_key("book");
    let time = line.once("book", app.calendar.book(&day, &key)).await?;
    line.speak(format!("Your appointment is at {time}. Goodbye.")).await?;
    Ok(())
}
// ANCHOR_END: once

// ANCHOR: calendar
impl Calendar {
    /// Books the next hour that is free. The same key gets the same hour.
    async fn book(&self, day: &Digits, key: &str) -> Result<String> {
        let mut booked = self.0.lock().map_err(|_| "the calendar is broken")?;
        let free = 9 + booked.values().filter(|(on, _)| on == day).count();
        let (_, hour) =
            booked.entry(key.to_owned()).or_insert_with(|| (day.clone(), free));
        Ok(format!("{hour} o'clock"))
    }
}
// ANCHOR_END: calendar

/// Bookings by idempotency key: the day and the hour.
#[derive(Clone, Default)]
struct Calendar(Arc<Mutex<BTreeMap<String, (Digits, usize)>>>);

// ANCHOR: store
/// A line whose journals are in a table, not in transaction attributes.
#[offhook::app(journals = journals)]
struct WithStore {
    journals: Journals,
}

/// The table. An item has the transaction id, the text and the revision.
#[derive(Clone, Default)]
struct Journals(Table);

impl JournalStore for Journals {
    fn load<'a>(&'a self, id: &'a str) -> Storing<'a, Option<StoredJournal>> {
        Box::pin(async move {
            let item = self.0.get(id).await?;
            Ok(item.map(|(text, revision)| StoredJournal::new(text, revision)))
        })
    }

    fn store<'a>(
        &'a self,
        id: &'a str,
        journal: StoredJournal,
    ) -> Storing<'a, bool> {
        // Refused if another invocation of the call was faster.
        let StoredJournal { text, revision, .. } = journal;
        Box::pin(
            async move { self.0.put(id, (text, revision), revision - 1).await },
        )
    }

    fn delete<'a>(&'a self, id: &'a str) -> Storing<'a, ()> {
        Box::pin(async move { self.0.delete(id).await })
    }
}
// ANCHOR_END: store

#[flow(NewInboundCall, app = WithStore)]
async fn call(line: &mut Line) -> Result<()> {
    let secret = line
        .once("secret", async { Ok::<_, Error>("a secret".repeat(1_000)) })
        .await?;
    let key = line.ask("Press 1.").digits(1).await?;
    line.speak(format!("{} characters, key {key}.", secret.len())).await?;
    Ok(())
}

#[on_error(app = Appointments)]
#[on_error(app = WithStore)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

/// A stand-in for a table with conditional writes.
#[derive(Clone, Default)]
struct Table(Arc<Mutex<BTreeMap<String, (String, u64)>>>);

impl Table {
    async fn get(&self, id: &str) -> Result<Option<(String, u64)>> {
        Ok(self.0.lock().unwrap().get(id).cloned())
    }

    /// Writes an item if the one that is there has this revision, 0 if none is.
    async fn put(&self, id: &str, item: (String, u64), after: u64) -> Result<bool> {
        let mut items = self.0.lock().unwrap();
        let is_next = items.get(id).map_or(0, |(_, revision)| *revision) == after;
        if is_next {
            items.insert(id.to_owned(), item);
        }
        Ok(is_next)
    }

    async fn delete(&self, id: &str) -> Result<()> {
        self.0.lock().unwrap().remove(id);
        Ok(())
    }
}

#[tokio::test]
async fn a_repeated_event_books_once() {
    let calendar = Calendar::default();
    let booked = calendar.clone();
    Simulator::cold(move || Appointments { calendar: calendar.clone() })
        .check_flow(dial, async |phone| {
            phone.hears("press 1").presses("1").hears("o'clock").is_hung_up().await;
        })
        .await;
    let calls: Vec<String> = booked.0.lock().unwrap().keys().cloned().collect();
    assert!(!calls.is_empty());
    assert!(
        calls.iter().all(|key| key.ends_with("/appointment/book/0")),
        "{calls:?}"
    );
}

#[tokio::test]
async fn a_large_secret_is_in_the_store_while_the_call_is_up() {
    let journals = Journals::default();
    let app = journals.clone();
    let mut phone =
        dial(Simulator::cold(move || WithStore { journals: app.clone() })).await;
    phone.hears("Press 1.").await;
    assert_eq!(journals.0.0.lock().unwrap().len(), 1);
    phone.presses("1").hears("8000 characters, key 1.").is_hung_up().await;
    phone.ends().await;
    assert!(!format!("{:?}", phone.attributes()).contains("secret"));
    assert!(journals.0.0.lock().unwrap().is_empty(), "the call has ended");
}
