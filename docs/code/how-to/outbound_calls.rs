//! Calls that an application places.

use std::sync::{Arc, Mutex};

use offhook::flow::{ArgumentsError, Either, NotAnswered, race};
use offhook::prelude::*;
use offhook_simulator::{Phone, Simulator};
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
/// A call update: `reject=true`.
#[derive(Deserialize)]
struct Decision {
    reject: bool,
}

/// Plays music until the call is updated. Returns whether the caller is rejected.
async fn hold(line: &mut Line) -> Result<bool> {
    line.set_prompt_bucket("prompts");
    let mut updates = line.updates::<Decision>();
    for _ in 0..60 {
        line.play("hold.wav").await?;
        if let Either::Left(update) = race(updates.next(), line.done()).await {
            return Ok(update?.reject);
        }
    }
    Ok(true)
}
// ANCHOR_END: update

#[offhook::app]
struct Notices {
    reports: Arc<Mutex<Vec<Outcome>>>,
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
        if hold(line).await? { "Please call again." } else { "It is your turn." };
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
    let reports = Arc::default();
    let office = Simulator::new(Notices { reports: Arc::clone(&reports) });
    let call =
        office.place(US, CALLER).argument("notice", "Your ferry leaves at eight.");
    let mut phone = call.await;
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
    let reports = Arc::default();
    let simulator = Simulator::new(Notices { reports: Arc::clone(&reports) });
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
    let turn = async |phone: &mut Phone| {
        phone.hears("prompts/hold.wav").starts_hearing("prompts/hold.wav").await;
        phone
            .updates([("reject", "false")])
            .hears("It is your turn.")
            .is_hung_up()
            .await;
    };
    Simulator::cold(|| Queue).check_flow(crate::dial, turn).await;
}
