//! Events that other replies overtook: a slow reply takes the place of a newer journal, and the next
//! event tells the flow what it has missed.

use std::time::Duration;

use offhook::flow::{Either, race};
use offhook::prelude::*;
use offhook_simulator::{Fault, Simulator};

use crate::{CALLER, NUMBER};

const AGENT: &str = "+12065550123";
const BILLING: &str = "+12065550145";

#[offhook::app]
struct Desk;

/// Takes a caller back from an agent, and bridges them to somebody else.
#[flow(NewInboundCall, app = Desk)]
async fn take_back(line: &mut Line) -> Result<()> {
    line.speak("Welcome.").await?;
    let mut agent = line.bridge(AGENT.parse()?).await?;
    let update = race(line.updates::<TransactionAttributes>().next(), agent.hung_up()).await;
    let Either::Left(_) = update else { return Ok(()) };
    agent.speak("Goodbye, agent.").await?;
    agent.hang_up().await?;
    line.once("note", async { Ok::<_, Error>(()) }).await?;
    line.speak("Please hold. I am transferring you to billing.").await?;
    let mut billing = line.bridge(BILLING.parse()?).await?;
    Ok(billing.hung_up().await?)
}

/// The update is handled twice, because the first reply is slow. Meanwhile a second one has moved the
/// flow on; the late reply has a journal without the hang-up of the agent.
#[tokio::test]
async fn a_far_end_that_left_unnoticed_is_noticed_at_the_next_event() {
    let simulator = Simulator::cold(|| Desk).fault(3, Fault::SlowLambda);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Welcome.").far_end(AGENT).answers().updates([("n", "1")]).await;
    phone.waits(Duration::from_millis(500)).updates([("n", "2")]).far_end(AGENT).is_hung_up().await;
    phone.hears("Please hold.").await;
    phone.far_end(BILLING).answers().caller().hangs_up().await;
    phone.ends().by_caller().await;
}
