use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
fn bye() {}

fn main() {}
