use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn types<T: Default>(call: &Call) {
    let _ = (call, T::default());
}

#[on(CallAnswered)]
async fn lifetimes<'a>(call: &'a Call) {
    let _ = call;
}

#[on(DigitsReceived)]
async fn constants<const N: usize>() {}

fn main() {}
