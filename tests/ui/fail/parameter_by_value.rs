use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye(call: Call, app: App) {
    let _ = (call, app);
}

fn main() {}
