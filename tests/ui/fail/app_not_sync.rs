use std::cell::Cell;

use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App {
    pub calls: Cell<u32>,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall | CallAnswered)]
async fn welcome(app: &App, call: &Call, visit: &mut Session<Visit>) -> action::Speak {
    visit.attempts += 1;
    app.calls.set(app.calls.get() + 1);
    action::Speak::text(call.transaction_id().to_owned())
}

fn main() {}
