#[offhook::app(lone_leg = "keep", lone_leg = "hangup")]
pub struct App;

fn main() {}
