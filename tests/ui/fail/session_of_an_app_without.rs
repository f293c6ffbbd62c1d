use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn bye(visit: &mut Session<Visit>) {
    visit.attempts += 1;
}

#[on(Ringing)]
async fn ringing(visit: &Session<Visit>) {
    assert!(visit.attempts < 3);
}

fn main() {}
