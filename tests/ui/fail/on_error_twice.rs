use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on_error]
async fn sorry() {}

#[on_error]
async fn apologise() {}

fn main() {}
