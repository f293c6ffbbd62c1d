use offhook::prelude::*;

#[offhook::app]
pub struct App;

use std::rc::Rc;

#[on(Hangup)]
async fn bye() {
    let reason = Rc::new("the caller left");
    notify(&reason).await;
}

async fn notify(reason: &str) {
    let _ = reason;
}

fn main() {}
