use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye(digits: Digits) {
    let _ = digits;
}

fn main() {}
