//! A phone menu: callers press keys and hear answers.

#[cfg(test)]
mod tests;

use offhook::action::{Hangup, Speak};
use offhook::flow::AskError;
use offhook::prelude::*;

/// Maximum number of answers per call: no caller keeps the line forever.
const ANSWERS: usize = 5;

const CHOICES: &str =
    "For opening hours, press 1. For our address, press 2. To end the call, press 9.";

/// The app. Its fields are what calls share: clients, configuration.
#[offhook::app]
pub struct App {
    /// The name that callers hear: `COMPANY`.
    company: String,
}

/// A whole call. It runs from here at each event, and its awaits return what they returned before.
#[flow(NewInboundCall)]
async fn menu(line: &mut Line, app: &App) -> Result<()> {
    line.set_failure_prompt(format!("Sorry, I did not get that. {CHOICES}"));
    let mut opening = format!("Welcome to {}.", app.company);
    for _ in 0..ANSWERS {
        let menu = line.ask(format!("{opening} {CHOICES}"));
        let key = match menu.digits(1).regex("[129]").attempts(3).await {
            Ok(key) => key,
            Err(AskError::NoDigits) => return goodbye(line, "We did not get your choice.").await,
            Err(error) => return Err(error.into()),
        };
        opening = match key.as_str() {
            "1" => "We are open from nine to five, Monday to Friday.".to_owned(),
            "2" => "You find us at 1 Example Street.".to_owned(),
            _ => return goodbye(line, "Thank you for calling.").await,
        };
    }
    goodbye(line, &opening).await
}

/// Says goodbye. When the flow has returned, the caller is hung up.
async fn goodbye(line: &mut Line, opening: &str) -> Result<()> {
    line.speak(format!("{opening} Goodbye.")).await?;
    Ok(())
}

/// Ends a call whose flow returned an error.
#[on_error]
async fn failed() -> (Speak, Hangup) {
    let apology = "Something went wrong. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    let company = std::env::var("COMPANY").unwrap_or_else(|_| "Example Corporation".to_owned());
    offhook::metrics::run(App { company }).await
}
