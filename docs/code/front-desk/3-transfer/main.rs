//! The front desk of a vet.

// ANCHOR: head
mod messages;
#[cfg(test)]
mod tests;

use std::env;
use std::time::Duration;

use offhook::flow::{AskError, BridgeError};
use offhook::prelude::*;

use crate::messages::Messages;
// ANCHOR_END: head

// ANCHOR: app
/// The app. Its fields are what calls share: settings and clients.
#[offhook::app]
pub struct App {
    /// The number of the vet: `VET`.
    vet: E164,
    /// The S3 bucket of the recordings: `BUCKET`.
    bucket: String,
    messages: Messages,
}
// ANCHOR_END: app

/// Maximum number of times that a caller hears the menu: no call goes on forever.
const ROUNDS: usize = 4;

// ANCHOR: flow
/// A whole call, from the first ring to the last word.
#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line, app: &App) -> Result<()> {
    line.speak("Welcome to Riverside Vets.").await?;
    for _ in 0..ROUNDS {
        let menu =
            line.ask("For our opening hours, press 1. To talk to a vet, press 2.");
        match menu.digits(1).regex("[12]").attempts(3).await {
            Ok(key) if key == "2" => return talk_to_vet(line, app).await,
            Ok(_) => {
                line.speak("We are open from nine to five.").await?;
            }
            Err(AskError::NoDigits) => break,
            Err(error) => return Err(error.into()),
        }
    }
    line.speak("Goodbye.").await?;
    Ok(())
}
// ANCHOR_END: flow

// ANCHOR: vet
/// Bridges the caller to the vet until one of them hangs up, or takes a message.
async fn talk_to_vet(line: &mut Line, app: &App) -> Result<()> {
    line.speak("I am calling the vet for you.").await?;
    match line.bridge(app.vet.clone()).timeout(Duration::from_secs(20)).await {
        Ok(mut vet) => Ok(vet.hung_up().await?),
        Err(BridgeError::NotAnswered) => take_message(line, app).await,
        Err(error) => Err(error.into()),
    }
}
// ANCHOR_END: vet

// ANCHOR: message
/// Records a message, until the pound key or five seconds of silence.
async fn take_message(line: &mut Line, app: &App) -> Result<()> {
    line.speak(
        "The vet can't talk right now. Please leave a message, then press pound.",
    )
    .await?;
    let recording = line
        .record(app.bucket.clone())
        .prefix("messages/")
        .max(Duration::from_secs(120))
        .silence(Duration::from_secs(5))
        .await?;
    if let Some(file) = recording.file() {
        let message = format!("{}: {}", line.from(), file.key);
        line.once("keep message", app.messages.keep(message)).await?;
    }
    line.speak("Thank you. We will call you back. Goodbye.").await?;
    Ok(())
}
// ANCHOR_END: message

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    let setting = |name| env::var(name).map_err(|error| format!("{name}: {error}"));
    let (vet, bucket) = (setting("VET")?.parse()?, setting("BUCKET")?);
    offhook::run(App { vet, bucket, messages: Messages::default() }).await
}
// ANCHOR_END: main
