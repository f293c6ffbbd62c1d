use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup, app = Desk)]
async fn bye(visit: &Session<Visit>) -> Result<()> {
    if visit.attempts > 3 { Err("too many attempts".into()) } else { Ok(()) }
}

#[offhook::app(session = Visit)]
pub struct Desk;

fn main() {}
