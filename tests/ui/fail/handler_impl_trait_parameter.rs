use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye(call: impl Into<String>) {
    let _ = call.into();
}

fn main() {}
