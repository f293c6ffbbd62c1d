use offhook::prelude::*;

#[offhook::app]
pub struct App;

struct Desk;

#[on(Hangup)]
impl Desk {
    async fn bye() {}
}

fn main() {}
