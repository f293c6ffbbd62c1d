//! Menus and questions.

use std::time::Duration;

use offhook::flow::{AskError, Either, race};
use offhook::prelude::*;
use offhook_simulator::Simulator;

use crate::{VET, dial};

// ANCHOR: choice
/// What a caller can choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Choice {
    Hours,
    Vet,
    Nothing,
}

/// Asks for a choice, with three attempts of eight seconds.
async fn choice(line: &mut Line) -> Result<Choice, AskError> {
    let menu = line
        .ask("For our opening hours, press 1. For a vet, press 2.")
        .failure("Sorry, I did not get that.")
        .digits(1)
        .regex("[12]")
        .attempts(3)
        .timeout(Duration::from_secs(8));
    match menu.await {
        Ok(key) if key == "1" => Ok(Choice::Hours),
        Ok(_) => Ok(Choice::Vet),
        Err(AskError::NoDigits) => Ok(Choice::Nothing),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: choice

// ANCHOR: pin
/// Asks for a PIN three times at most. Returns the number of the customer.
async fn customer(
    line: &mut Line,
    customers: &Customers,
) -> Result<Option<u32>, AskError> {
    for _ in 0..3 {
        let pin = line
            .ask("Enter your PIN, then press pound.")
            .digits(4..=8)
            .terminator("#")
            // Whether the expression sees the terminator is undocumented.
            .regex("^[0-9]{4,8}#?$")
            .attempts(2);
        let customer = pin
            .once("find customer", async |pin| customers.find(&pin).await)
            .await?;
        if customer.is_some() {
            return Ok(customer);
        }
        line.speak("This PIN is not known.").await?;
    }
    Ok(None)
}
// ANCHOR_END: pin

// ANCHOR: keys
/// Bridges the caller to the vet. Star 0 ends the conversation.
async fn consult(line: &mut Line, vet: E164) -> Result<()> {
    line.speak("To come back to this menu, press star 0.").await?;
    let mut keys = line.keys(r"^\*0$").await?;
    let mut vet = line.bridge(vet).await?;
    match race(keys.next(), vet.hung_up()).await {
        Either::Left(pressed) => {
            pressed?;
            vet.hang_up().await?;
        }
        Either::Right(left) => left?,
    }
    Ok(())
}
// ANCHOR_END: keys

/// Customers by their PINs.
struct Customers;

impl Customers {
    /// The number of the customer with this PIN.
    async fn find(&self, pin: &Digits) -> Result<Option<u32>> {
        // By one page of the guide the terminator is among the digits.
        Ok((pin.as_str().trim_end_matches('#') == "2468").then_some(7))
    }
}

#[offhook::app]
struct Desk;

#[flow(NewInboundCall, app = Desk)]
async fn call(line: &mut Line) -> Result<()> {
    let Some(number) = customer(line, &Customers).await? else { return Ok(()) };
    line.speak(format!("You are customer {number}.")).await?;
    while choice(line).await? == Choice::Vet {
        consult(line, e164!("+12065550123")).await?;
    }
    line.speak("Goodbye.").await?;
    Ok(())
}

#[on_error(app = Desk)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

#[tokio::test]
async fn the_caller_comes_back_to_the_menu() {
    Simulator::cold(|| Desk)
        .check_flow(dial, async |phone| {
            phone.hears("Enter your PIN").presses("1111#").hears("not known").await;
            phone
                .hears("Enter your PIN")
                .presses("2468#")
                .hears("customer 7")
                .await;
            phone.hears("For a vet").presses("7").hears("Sorry").presses("2").await;
            phone.far_end(VET).answers().waits(Duration::from_secs(30)).await;
            phone.presses("*0").far_end(VET).is_hung_up().await;
            phone
                .hears("For a vet")
                .presses("2")
                .far_end(VET)
                .answers()
                .hangs_up()
                .await;
            phone
                .hears("opening hours")
                .presses("1")
                .hears("Goodbye.")
                .is_hung_up()
                .await;
        })
        .await;
}

#[tokio::test]
async fn no_pin_is_written_down() {
    let mut phone = dial(Simulator::new(Desk)).await;
    phone
        .hears("Enter your PIN")
        .presses("2468#")
        .hears("customer 7")
        .hangs_up()
        .await;
    phone.ends().await;
    let written = format!("{:?}", phone.attributes());
    assert!(!written.contains("2468"), "{written}");
}
