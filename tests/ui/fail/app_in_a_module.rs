use offhook::prelude::*;

mod desk {
    #[offhook::app]
    pub struct App;
}

#[on(Hangup)]
async fn bye() {}

fn main() {}
