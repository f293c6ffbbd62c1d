//! A front desk on the phone.

use offhook::prelude::*;

/// The front desk.
#[offhook::app]
pub struct App;

#[on(NewInboundCall)]
async fn welcome() -> action::Speak {
    action::Speak::text("Welcome.")
}

#[tokio::main]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App).await
}
