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

#[on(Ringing)]
async fn ringing(first: &mut Session<Visit>, second: &Session<Visit>) {
    first.attempts = second.attempts;
}

#[on(CallAnswered)]
async fn answered(first: &Session<Visit>, second: &Session<Visit>) {
    assert_eq!(first.attempts, second.attempts);
}

#[on(DigitsReceived)]
async fn digits(first: &Session<Visit>, second: Session<Visit>) {
    assert_eq!(first.attempts, second.attempts);
}

fn main() {}
