use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye(calls: (impl Into<String>, u8)) {
    let _ = calls.0.into();
}

fn main() {}
