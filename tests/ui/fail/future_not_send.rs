use std::rc::Rc;
use std::sync::Mutex;

use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App {
    pub calls: Mutex<u32>,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup | CallAnswered)]
async fn bye(call: &Call, visit: &mut Session<Visit>) -> Result<()> {
    let reason = Rc::new("the caller left");
    notify(&reason).await;
    visit.attempts += 1;
    let _ = call;
    Ok(())
}

#[on(NewInboundCall)]
async fn welcome(app: &App) -> action::Speak {
    let calls = app.calls.lock().unwrap();
    notify("a call").await;
    action::Speak::text(format!("You are caller {calls}."))
}

#[on_error]
async fn sorry() {
    count().await;
}

async fn notify(reason: &str) {
    let _ = reason;
}

async fn count() {
    let failures = Rc::new(1);
    notify("a failure").await;
    drop(failures);
}

fn main() {}
