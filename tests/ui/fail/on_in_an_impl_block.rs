use offhook::prelude::*;

#[offhook::app]
pub struct App;

struct Desk;

impl Desk {
    #[on(Hangup)]
    async fn bye(call: &Call) {
        let _ = call;
    }
}

fn main() {}
