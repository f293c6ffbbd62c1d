//! A balance by phone, whose spans go to an OpenTelemetry collector.

#[path = "../../../runtime/docs/traces.rs"]
mod traces;

use offhook::prelude::*;
use tracing::level_filters::LevelFilter;

/// The line.
#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn balance(line: &mut Line) -> Result<()> {
    let account = line.ask("Please enter your account number.").digits(9).await?;
    let euros = line.once("balance", look_up(account)).await?;
    line.speak(format!("Your balance is {euros} euros. Goodbye.")).await?;
    Ok(())
}

/// Asks the ledger. A span shows its arguments, which this one leaves out.
#[tracing::instrument(skip_all)]
async fn look_up(account: Digits) -> Result<u32> {
    if account == "598203174" {
        return Err("the ledger is closed".into());
    }
    Ok(17)
}

#[on(Hangup)]
async fn ended(hangup: event::Hangup) {
    tracing::info!(code = hangup.sip_response_code, "the call has ended");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let level = std::env::var("TRACES_LEVEL").ok().and_then(|level| level.parse().ok());
    traces::run(App, level.unwrap_or(LevelFilter::INFO)).await
}
