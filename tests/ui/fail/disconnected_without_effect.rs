use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup, disconnected)]
async fn bye() {}

#[on(DigitsReceived | Ringing, disconnected)]
async fn several() {}

fn main() {}
