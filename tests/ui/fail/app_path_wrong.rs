use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup, app = crate::desk::Desk)]
async fn bye() {}

fn main() {}
