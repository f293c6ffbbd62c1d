use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(Hangap | Ringing, version = 0, verison = 1)]
unsafe fn bye<T>(_line: &Line, _text: impl Into<String>) {}

fn main() {}
