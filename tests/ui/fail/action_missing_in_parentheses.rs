use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(ActionFailed())]
async fn failed() {}

fn main() {}
