use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup, CallAnswered)]
async fn events() {}

#[on(ActionFailed(Speak, PlayAudio))]
async fn actions() {}

fn main() {}
