use offhook::prelude::*;

#[offhook::app]
pub enum App {
    Test,
    Production,
}

#[on(Hangup)]
async fn bye(app: &App) {
    let _ = app;
}

fn main() {}
