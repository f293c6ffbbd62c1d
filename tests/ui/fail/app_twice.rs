#[offhook::app]
#[offhook::app(lone_leg = "keep")]
pub struct App;

fn main() {}
