use offhook::prelude::*;

#[on(Hangup)]
async fn bye() {}

#[on(NewInboundCall)]
async fn welcome(call: &Call) -> action::Speak {
    action::Speak::text(call.from().to_owned())
}

fn main() {}
