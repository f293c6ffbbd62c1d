use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
pub struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn mutable(visit: &mut Visit) {
    visit.attempts += 1;
}

#[on(CallAnswered)]
async fn reference(visit: &crate::Visit) {
    let _ = visit.attempts;
}

#[on(DigitsReceived)]
async fn by_value(visit: Visit) {
    let _ = visit.attempts;
}

fn main() {}
