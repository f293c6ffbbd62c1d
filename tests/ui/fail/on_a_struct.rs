use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
struct Bye;

fn main() {}
