use offhook::prelude::*;

#[offhook::app]
pub struct App<T> {
    pub directory: T,
}

#[on(Hangup)]
async fn bye() {}

fn main() {}
