use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye(error: &Error) {
    let _ = error;
}

fn main() {}
