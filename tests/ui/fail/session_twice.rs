use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn bye(first: &mut Session<Visit>, second: &mut Session<Visit>) {
    first.attempts = second.attempts;
}

fn main() {}
