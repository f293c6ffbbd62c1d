use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Ringing)]
async fn ringing(hangup: event::Hangup) {
    let _ = hangup;
}

fn main() {}
