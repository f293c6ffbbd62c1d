use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
mod bye {}

#[on_error]
const SORRY: &str = "Sorry.";

fn main() {}
