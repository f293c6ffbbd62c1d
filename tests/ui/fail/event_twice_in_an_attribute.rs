use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup | CallAnswered | Hangup)]
async fn twice() {}

#[on(ActionFailed(Speak | Pause | Speak))]
async fn action_twice() {}

#[on(ActionSuccessful(Speak) | ActionSuccessful(Speak))]
async fn both_twice() {}

#[on(_ | _)]
async fn rest_twice() {}

fn main() {}
