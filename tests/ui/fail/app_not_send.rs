use std::sync::MutexGuard;

use offhook::prelude::*;

#[offhook::app]
pub struct App {
    pub guard: MutexGuard<'static, u32>,
}

#[on(Hangup)]
async fn bye(app: &App) {
    let _ = *app.guard;
}

fn main() {}
