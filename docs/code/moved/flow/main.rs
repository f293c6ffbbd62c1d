//! The front desk, as one flow.

#[cfg(test)]
#[path = "../tests.rs"]
mod tests;

use std::time::Duration;

use offhook::prelude::*;

/// The app.
#[offhook::app]
pub struct App {
    sales: E164,
}

// ANCHOR: flow
const MENU: &str = "For our opening hours, press 1. For sales, press 2.";

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line, app: &App) -> Result<()> {
    if serve(line, app).await.is_err() {
        line.speak("Please call again later. Goodbye.").await?;
    }
    Ok(())
}

/// Answers questions until the caller wants sales.
async fn serve(line: &mut Line, app: &App) -> Result<()> {
    line.set_failure_prompt(format!("Sorry. {MENU}"));
    let mut opening = "Welcome.";
    while line
        .ask(format!("{opening} {MENU}"))
        .digits(1)
        .regex("^[12]$")
        .attempts(3)
        .await?
        == "1"
    {
        opening = "We are open from nine to five.";
    }
    line.bridge(app.sales.clone())
        .timeout(Duration::from_secs(20))
        .await?
        .hung_up()
        .await?;
    Ok(())
}
// ANCHOR_END: flow

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App { sales: std::env::var("SALES")?.parse()? }).await
}
