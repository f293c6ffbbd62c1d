//! The front desk of a vet.

#[cfg(test)]
mod tests;

use offhook::prelude::*;

/// The app.
#[offhook::app]
pub struct App;

/// A whole call, from the first ring to the last word.
#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    line.speak(
        "Welcome to Riverside Vets. We are open from nine to five. Goodbye.",
    )
    .await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App).await
}
