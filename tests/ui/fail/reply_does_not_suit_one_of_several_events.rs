use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(NewInboundCall | Ringing | CallAnswered)]
async fn welcome() -> action::Speak {
    action::Speak::text("Welcome.")
}

fn main() {}
