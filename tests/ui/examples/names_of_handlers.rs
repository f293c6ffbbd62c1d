//! Handlers may have the names that glue code tends to use.

use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    events: u8,
}

#[on(NewInboundCall)]
async fn app(app: &App, invocation: &Invocation) -> action::Speak {
    let (_, _) = (app, invocation);
    action::Speak::text("Welcome.")
}

#[on(NewOutboundCall)]
async fn inv(parameter_0: &Call) {
    let _ = parameter_0;
}

#[on(Ringing)]
async fn invocation(reply: &App, app: &Invocation) {
    let (_, _) = (reply, app);
}

#[on(CallAnswered)]
async fn reply(reply: &mut Session<Visit>) -> Reply {
    reply.events += 1;
    Reply::none()
}

#[on(ActionSuccessful)]
async fn handler(handler: Succeeded) {
    let _ = handler;
}

#[on(ActionFailed)]
async fn load(load: Failed, store: &mut Session<Visit>) {
    let _ = load;
    store.events += 1;
}

#[on(ActionInterrupted)]
async fn parameter_0() {}

#[on(Hangup)]
async fn parameter_1(parameter_1: &App, parameter_0: &mut Session<Visit>) {
    let (_, _) = (parameter_1, parameter_0);
}

#[on(DigitsReceived)]
async fn store(digits: Digits) {
    let _ = digits;
}

#[on(CallUpdateRequested)]
async fn event() -> Reply {
    Reply::keep()
}

#[on(InvalidLambdaResponse)]
async fn glue() {}

#[on(_)]
async fn r#async() {}

#[on_error]
async fn drop() {}

fn main() {}
