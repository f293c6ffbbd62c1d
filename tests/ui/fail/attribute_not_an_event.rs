use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on("Hangup")]
async fn literal() {}

#[on(event::Hangup)]
async fn path() {}

#[on(ActionFailed(action::Speak))]
async fn action_path() {}

#[on(Hangup |)]
async fn unfinished() {}

fn main() {}
