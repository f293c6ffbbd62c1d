use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(NewInboundCall)]
async fn welcome() {}

fn main() {}
