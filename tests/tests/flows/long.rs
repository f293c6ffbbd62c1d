//! A long call: the size of its journal.

use std::time::Duration;

use offhook::flow::Line;
use offhook::prelude::*;
use offhook_simulator::Simulator;

use crate::{CALLER, NUMBER};

/// Maximum number of characters of the journal of 12 turns.
const MAX_CHARACTERS: usize = 220;

#[offhook::app]
struct App;

/// Twelve turns with a PIN, a recording, a bridge and three side effects.
#[flow(NewInboundCall, app = App)]
async fn bank(line: &mut Line) -> Result<()> {
    line.speak("Welcome to the bank.").await?;
    let customer = line.ask("Your customer number.").digits(6).await?;
    let name =
        line.once("find customer", async { Ok::<_, Error>("Ms. Miller".to_owned()) }).await?;
    let is_known = line
        .ask("Your PIN.")
        .digits(4)
        .once("check PIN", async |pin| Ok::<_, Error>(pin == "4711"))
        .await?;
    for question in ["the menu", "accounts", "cards", "limits", "cards", "the amount"] {
        line.ask(format!("{name}, {is_known}: choose from {question}.")).digits(1).await?;
    }
    let booked = line.once("book", async { Ok::<_, Error>(customer.as_str().len()) }).await?;
    line.speak(format!("Booked {booked}.")).await?;
    line.record("bank-recordings").await?;
    line.speak("Your adviser.").await?;
    let mut adviser = line.bridge(e164!("+12065550123")).await?;
    adviser.hung_up().await?;
    line.ask("Were you satisfied?").digits(1).await?;
    line.ask("Anything else?").digits(1).await?;
    Ok(())
}

#[tokio::test]
async fn the_journal_of_twelve_turns_is_short() {
    let mut phone = Simulator::cold(|| App).dial(CALLER, NUMBER).await;
    phone.hears("customer number").presses("123456").hears("PIN").presses("4711").await;
    for key in ["1", "2", "3", "4", "5", "6"] {
        phone.hears("choose from").presses(key).await;
    }
    phone.hears("Booked 6.").says("Please call me back.").presses("#").hears("adviser").await;
    phone.far_end("+12065550123").answers().waits(Duration::from_secs(30)).hangs_up().await;
    phone.hears("satisfied").presses("1").hears("Anything else").await;
    let attributes = phone.attributes();
    let journal = attributes["offhook-flow"].as_str().expect("the journal");
    println!("{} characters: {journal}", journal.len());
    assert_eq!(attributes.len(), 1);
    assert!(journal.len() <= MAX_CHARACTERS, "{} characters", journal.len());
    phone.presses("2").is_hung_up().await;
    phone.ends().by_application().await;
}
