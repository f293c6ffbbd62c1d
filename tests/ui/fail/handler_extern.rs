use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async extern "C" fn bye() {}

fn main() {}
