use offhook::prelude::*;

#[offhook::app]
pub struct App;

struct Desk;

impl Desk {
    #[on(Hangup)]
    async fn bye(&self) {}
}

fn main() {}
