//! Bots.

use offhook::action::bot::IntentState;
use offhook::prelude::*;
use offhook_simulator::{Bot, Simulator, intent};

use crate::{VET, dial};

// ANCHOR: bot
/// What the bot found out, or `None` if it was no help.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Wish {
    Hours,
    Talk { to: String },
}

/// Lets a bot of Amazon Lex find out what the caller wants.
async fn wish(line: &mut Line, bot: &'static str) -> Option<Wish> {
    // Speech answers the call; whether a bot does is undocumented.
    line.speak("Welcome.").await.ok()?;
    let talk = line.bot(bot).welcome("How can I help you?").await.ok()?;
    let intent =
        talk.intent().filter(|intent| intent.state != Some(IntentState::Failed))?;
    match intent.name.as_deref()? {
        "OpeningHours" => Some(Wish::Hours),
        "Talk" => Some(Wish::Talk { to: intent.slot("Person")?.to_owned() }),
        _ => None,
    }
}
// ANCHOR_END: bot

const BOT: &str =
    "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";

#[offhook::app]
struct Desk;

#[flow(NewInboundCall, app = Desk)]
async fn call(line: &mut Line) -> Result<()> {
    match wish(line, BOT).await {
        Some(Wish::Hours) => line.speak("From nine to five.").await?,
        Some(Wish::Talk { to }) => {
            line.speak(format!("I can't find {to}.")).await?;
        }
        None => line.bridge(e164!("+12065550123")).await?.hung_up().await?,
    }
    Ok(())
}

#[on_error(app = Desk)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

// ANCHOR: test
#[tokio::test]
async fn the_bot_asks_back() {
    let bot = Bot::new()
        .asks("talk", "Whom do you want to talk to?")
        .concludes("doctor", intent("Talk").slot("Person", "the doctor"))
        .concludes("open", intent("OpeningHours"));
    let mut phone = dial(Simulator::cold(|| Desk).bot(BOT, bot)).await;
    phone.hears("How can I help you?").says("I want to talk to somebody.").await;
    phone
        .hears("Whom do you want")
        .says("The doctor.")
        .hears("can't find the doctor")
        .await;
    phone.is_hung_up().await;
    phone.ends().await;
}
// ANCHOR_END: test

#[tokio::test]
async fn without_an_intent_the_vet_is_called() {
    let mut phone = dial(Simulator::cold(|| Desk).bot(BOT, Bot::new())).await;
    phone
        .hears("How can I help you?")
        .says("Purple monkey.")
        .far_end(VET)
        .answers()
        .await;
    phone.hangs_up().await;
    phone.ends().await;
}
