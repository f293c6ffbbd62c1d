use std::cell::Cell;

use offhook::prelude::*;

#[offhook::app]
pub struct App {
    pub calls: Cell<u32>,
}

#[on(NewInboundCall)]
async fn welcome(app: &App, call: &Call) -> action::Speak {
    app.calls.set(app.calls.get() + 1);
    action::Speak::text(call.from().to_owned())
}

fn main() {}
