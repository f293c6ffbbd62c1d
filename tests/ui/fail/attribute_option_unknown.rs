use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup, disconected)]
async fn misspelt() {}

#[on(CallAnswered, app = App, app = App)]
async fn twice() {}

#[on(ActionFailed, disconnected = true)]
async fn value() {}

#[on_error(disconnected)]
async fn on_error() {}

fn main() {}
