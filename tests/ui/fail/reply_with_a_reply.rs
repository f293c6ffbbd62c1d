use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(NewInboundCall)]
async fn last() -> (action::Speak, Reply) {
    (action::Speak::text("Welcome."), Reply::none())
}

#[on(CallAnswered)]
async fn first() -> Result<(Reply, action::Speak)> {
    Ok((Reply::none(), action::Speak::text("Hello.")))
}

#[on(DigitsReceived)]
async fn both() -> Option<(Reply, Reply)> {
    None
}

fn main() {}
