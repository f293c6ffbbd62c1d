use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
struct FrontDesk;

#[flow]
mod desk {}

fn main() {}
