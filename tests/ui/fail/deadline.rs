use offhook::prelude::*;

#[offhook::app(deadline = "5s")]
pub struct App;

#[on(NewInboundCall, deadline = "soon")]
async fn soon() -> action::Hangup {
    action::Hangup::normal()
}

#[on(CallAnswered, deadline = 4)]
async fn number() {}

#[on(Hangup, deadline)]
async fn nothing() {}

#[on(DigitsReceived, deadline = "0s")]
async fn at_once() {}

#[on(Ringing, deadline = "4s", deadline = "4s")]
async fn twice() {}

fn main() {}
