use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(NewInboundCall)]
async fn welcome() -> Result<Option<action::Speak>> {
    Ok(None)
}

fn main() {}
