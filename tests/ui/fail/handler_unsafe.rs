use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async unsafe fn bye() {}

fn main() {}
