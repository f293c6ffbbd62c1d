use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn bye(visit: &Session<Visit>) {
    visit.attempts += 1;
}

fn main() {}
