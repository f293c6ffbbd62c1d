use offhook::Answer;
use offhook::action::{Hangup, Speak};
use offhook::prelude::*;

#[offhook::app]
pub struct App;

struct Goodbye;

impl Answer for Goodbye {
    type Content = <(Speak, Hangup) as Answer>::Content;

    fn reply(self) -> Result<Reply> {
        (Speak::text("Goodbye."), Hangup::normal()).reply()
    }
}

#[on(Ringing)]
async fn ignored() -> Goodbye {
    Goodbye
}

#[on(NewInboundCall)]
async fn optional() -> Result<Option<Goodbye>> {
    Ok(None)
}

struct Welcome;

impl Answer for Welcome {
    type Content = Speak;

    fn reply(self) -> Result<Reply> {
        Speak::text("Welcome.").reply()
    }
}

fn main() {}
