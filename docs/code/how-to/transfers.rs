//! Transfers.

use std::time::Duration;

use offhook::flow::{BridgeError, Either, race};
use offhook::prelude::*;
use offhook_simulator::{Phone, Simulator};
use serde::Deserialize;

use crate::{VET, dial};

// ANCHOR: transfer
/// The arguments of a call update: `transfer=+12065550145`.
#[derive(Deserialize)]
struct Transfer {
    transfer: E164,
}

/// Bridges the caller to the vet, and to another number when the call is updated.
async fn consult(line: &mut Line, vet: E164) -> Result<(), BridgeError> {
    let mut updates = line.updates::<Transfer>();
    let mut other = line.bridge(vet).timeout(Duration::from_secs(20)).await?;
    loop {
        let Either::Left(update) = race(updates.next(), other.hung_up()).await
        else {
            return Ok(());
        };
        let number = update?.transfer;
        other.hang_up().await?;
        line.speak("Please hold. I am transferring you.").await.ok();
        other = line
            .bridge(number)
            .timeout(Duration::from_secs(20))
            .sip_header("X-Case", line.transaction_id())
            .await?;
    }
}
// ANCHOR_END: transfer

#[offhook::app]
struct Desk;

#[flow(NewInboundCall, app = Desk)]
async fn call(line: &mut Line) -> Result<()> {
    line.speak("I am calling the vet.").await.ok();
    if consult(line, e164!("+12065550123")).await.is_err() {
        line.speak("Nobody can talk to you right now. Goodbye.").await?;
    }
    Ok(())
}

#[on_error(app = Desk)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

const CLINIC: &str = "+12065550145";

// ANCHOR: test
#[tokio::test]
async fn the_caller_is_transferred() {
    let transferred = async |phone: &mut Phone| {
        phone.hears("I am calling the vet.").far_end(VET).answers().await;
        phone.updates([("transfer", CLINIC)]).far_end(VET).is_hung_up().await;
        phone.hears("I am transferring you.").far_end(CLINIC).answers().await;
        phone.hangs_up().far_end(CLINIC).is_hung_up().await;
    };
    Simulator::cold(|| Desk).check_flow(dial, transferred).await;
}
// ANCHOR_END: test

#[tokio::test]
async fn the_target_is_busy() {
    let mut phone = dial(Simulator::cold(|| Desk)).await;
    phone.far_end(VET).answers().updates([("transfer", CLINIC)]).await;
    phone
        .far_end(CLINIC)
        .is_busy()
        .caller()
        .hears("Nobody can talk")
        .is_hung_up()
        .await;
    phone.ends().await;
}
