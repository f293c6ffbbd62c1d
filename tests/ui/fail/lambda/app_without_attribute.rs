use offhook::prelude::*;

pub struct App {
    pub name: String,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall)]
async fn welcome(app: &App, call: &Call, visit: &mut Session<Visit>) -> action::Speak {
    visit.attempts += 1;
    action::Speak::text(format!("{}: {}", app.name, call.transaction_id()))
}

#[on(Hangup)]
async fn bye() {}

fn main() {
    _ = offhook::run(App { name: String::new() });
}
