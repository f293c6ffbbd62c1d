use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup, disconnected)]
async fn bye() {}

fn main() {}
