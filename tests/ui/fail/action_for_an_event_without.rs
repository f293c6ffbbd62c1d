use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup(Speak))]
async fn bye() {}

fn main() {}
