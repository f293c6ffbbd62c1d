//! Calls that an application places.

use offhook::flow::{ArgumentsError, Either, NotAnswered, race};
use offhook::prelude::*;
use offhook_simulator::{Place, Simulator};
use serde::Deserialize;

use crate::{CALLER, US};

// ANCHOR: notice
/// The ArgumentsMap with which a call is placed.
#[derive(Deserialize)]
struct Order {
    notice: String,
    /// How often the notice is said.
    repeat: Option<u8>,
}

/// What is reported of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Confirmed,
    NotConfirmed,
    Busy,
    NoAnswer,
}

#[flow(NewOutboundCall, app = Notices)]
async fn notice(line: &mut Line, app: &Notices) -> Result<()> {
    let order: Order = match line.arguments() {
        // The attributes of the first reply were not kept: there is nothing to say.
        Err(ArgumentsError::Unknown) => return Ok(()),
        order => order?,
    };
    let outcome = match line.answered().await {
        Ok(()) => give(line, &order).await,
        Err(NotAnswered { code: 486, .. }) => Outcome::Busy,
        Err(_) => Outcome::NoAnswer,
    };
    line.once("report", app.report(outcome)).await?;
    Ok(())
}

/// Says the notice until it is confirmed. A hang-up does not confirm it.
async fn give(line: &mut Line, order: &Order) -> Outcome {
    for _ in 0..order.repeat.unwrap_or(1) {
        let notice = format!("{} To confirm this, press 1.", order.notice);
        if line.ask(notice).digits(1).regex("1").attempts(2).await.is_ok() {
            line.speak("Thank you. Goodbye.").await.ok();
            return Outcome::Confirmed;
        }
    }
    Outcome::NotConfirmed
}
// ANCHOR_END: notice

// ANCHOR: update
/// A call update: `cancel=true`.
#[derive(Deserialize)]
struct Cancel {
    cancel: bool,
}

/// Says a text again and again until the call is updated, for an hour at most.
async fn wait(line: &mut Line) -> Result<bool> {
    let mut updates = line.updates::<Cancel>();
    for _ in 0..240 {
        line.speak("Please wait.").await?;
        line.pause(std::time::Duration::from_secs(13)).await?;
        if let Either::Left(update) = race(updates.next(), line.done()).await {
            return Ok(update?.cancel);
        }
    }
    Ok(true)
}
// ANCHOR_END: update

#[offhook::app]
struct Notices {
    reports: std::sync::Arc<std::sync::Mutex<Vec<Outcome>>>,
}

impl Notices {
    async fn report(&self, outcome: Outcome) -> Result<()> {
        self.reports.lock().unwrap().push(outcome);
        Ok(())
    }
}

/// A line whose callers wait.
#[offhook::app]
struct Queue;

#[flow(NewInboundCall, app = Queue)]
async fn queue(line: &mut Line) -> Result<()> {
    let text =
        if wait(line).await? { "Please call again." } else { "It is your turn." };
    line.speak(text).await?;
    Ok(())
}

#[on_error(app = Notices)]
#[on_error(app = Queue)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

// ANCHOR: test
#[tokio::test]
async fn the_notice_is_confirmed() {
    let reports = std::sync::Arc::default();
    let app = Notices { reports: std::sync::Arc::clone(&reports) };
    let call: Place = Simulator::new(app).place(US, CALLER);
    let mut phone = call.argument("notice", "Your ferry leaves at eight.").await;
    phone
        .answers()
        .hears("leaves at eight")
        .presses("1")
        .hears("Thank you.")
        .is_hung_up()
        .await;
    phone.ends().await;
    assert_eq!(*reports.lock().unwrap(), [Outcome::Confirmed]);
}
// ANCHOR_END: test

#[tokio::test]
async fn other_outcomes_are_reported() {
    let reports = std::sync::Arc::default();
    let simulator =
        Simulator::new(Notices { reports: std::sync::Arc::clone(&reports) });
    let place = || simulator.place(US, CALLER).argument("notice", "Hello.");
    let mut phone = place().await;
    phone.is_busy().await;
    phone.ends().await;
    let mut phone = place().await;
    phone.rings_out().await;
    phone.ends().await;
    let mut phone = place().await;
    phone.answers().hears("press 1").hangs_up().await;
    phone.ends().await;
    let expected = [Outcome::Busy, Outcome::NoAnswer, Outcome::NotConfirmed];
    assert_eq!(*reports.lock().unwrap(), expected);
}

#[tokio::test]
async fn an_update_ends_the_wait() {
    let turn = async |phone: &mut offhook_simulator::Phone| {
        phone
            .hears("Please wait.")
            .hears("Please wait.")
            .updates([("cancel", "false")])
            .await;
        phone.hears("It is your turn.").is_hung_up().await;
        phone.ends().allow(offhook_simulator::FindingKind::DeadAir).await;
    };
    Simulator::cold(|| Queue).check_flow(crate::dial, turn).await;
}
