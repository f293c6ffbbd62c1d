use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(NewInboundCal)]
async fn misspelt() -> action::Speak {
    action::Speak::text("Welcome.")
}

#[on(NEW_OUTBOUND_CALL)]
async fn as_on_the_wire() {}

#[on(HangUp)]
async fn case() {}

#[on(Speak)]
async fn action() {}

#[on(Voicemail)]
async fn like_none() {}

fn main() {}
