use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye(app: &mut App, call: &mut Call) {
    let _ = (app, call);
}

fn main() {}
