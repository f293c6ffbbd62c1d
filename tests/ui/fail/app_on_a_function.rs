#[offhook::app]
fn app() {}

fn main() {}
