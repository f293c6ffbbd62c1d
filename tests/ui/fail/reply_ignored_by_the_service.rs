use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Ringing)]
async fn ringing() -> action::Speak {
    action::Speak::text("One moment.")
}

#[on(NewOutboundCall)]
async fn outbound() -> (action::Pause, action::Speak) {
    (action::Pause::secs(1), action::Speak::text("Hello."))
}

#[on(ActionInterrupted(Speak))]
async fn interrupted() -> Result<[action::Speak; 1]> {
    Ok([action::Speak::text("Where was I?")])
}

#[on(ActionInterrupted)]
async fn any_interrupted() -> Option<Vec<action::Action>> {
    None
}

fn main() {}
