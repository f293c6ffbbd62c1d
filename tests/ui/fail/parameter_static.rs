use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn call(call: &'static Call) {
    let _ = call;
}

#[on(CallAnswered)]
async fn app(app: &'static App) {
    let _ = app;
}

#[on(DigitsReceived)]
async fn session(visit: &'static mut Session<Visit>) {
    visit.attempts += 1;
}

#[on_error]
async fn error(error: &'static Error) {
    let _ = error;
}

fn main() {}
