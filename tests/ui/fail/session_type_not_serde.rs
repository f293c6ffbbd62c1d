use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn bye(visit: &mut Session<Visit>) {
    visit.attempts += 1;
}

fn main() {}
