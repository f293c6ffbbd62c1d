use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn first() {}

#[on(Hangup)]
async fn second() {}

fn main() {}
