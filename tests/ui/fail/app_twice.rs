use offhook::prelude::*;

#[offhook::app]
#[offhook::app(lone_leg = "keep")]
pub struct App;

#[on(Hangup)]
async fn bye(app: &App) {
    let _ = app;
}

fn main() {}
