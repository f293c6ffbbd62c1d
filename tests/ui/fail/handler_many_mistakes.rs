use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangap | Ringing(Speak))]
unsafe fn bye<T>(_call: impl Into<String>) {}

fn main() {}
