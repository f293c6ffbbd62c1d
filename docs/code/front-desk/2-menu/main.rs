//! The front desk of a vet.

#[cfg(test)]
mod tests;

use offhook::flow::AskError;
use offhook::prelude::*;

/// The app.
#[offhook::app]
pub struct App;

// ANCHOR: flow
/// Maximum number of times that a caller hears the menu: no call goes on forever.
const ROUNDS: usize = 4;

/// A whole call, from the first ring to the last word.
#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    line.speak("Welcome to Riverside Vets.").await?;
    for _ in 0..ROUNDS {
        let menu =
            line.ask("For our opening hours, press 1. For our address, press 2.");
        let key = match menu.digits(1).regex("[12]").attempts(3).await {
            Ok(key) => key,
            Err(AskError::NoDigits) => break,
            Err(error) => return Err(error.into()),
        };
        let answer = match key.as_str() {
            "1" => "We are open from nine to five.",
            _ => "You find us at 1 River Street.",
        };
        line.speak(answer).await?;
    }
    line.speak("Goodbye.").await?;
    Ok(())
}
// ANCHOR_END: flow

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App).await
}
