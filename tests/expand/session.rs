//! A session, several events, every kind of parameter, and failures.

use offhook::prelude::*;

#[offhook::app(session = Visit, lone_leg = "keep", voice = "Vicki", apology = "Sorry.")]
#[derive(Clone)]
pub struct App {
    pub name: String,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall | CallAnswered)]
async fn welcome(app: &App, call: &Call, visit: &mut Session<Visit>) -> Result<action::Speak> {
    visit.attempts += 1;
    Ok(action::Speak::text(format!("{}: {}", app.name, call.transaction_id())))
}

/// Called when the caller is gone, too.
#[on(ActionFailed(Speak | PlayAudio), disconnected)]
async fn failed(failed: Failed, visit: &Session<Visit>) {
    tracing::warn!(%failed, attempts = visit.attempts);
}

#[on(_)]
async fn rest() -> impl offhook::IntoReply<event::Any> {}

#[on_error]
async fn sorry(error: &Error, call: &Call) -> Option<action::Hangup> {
    tracing::error!(%error);
    call.leg().map(|_| action::Hangup::normal())
}

fn main() {}
