//! One handler without parameters.

#[offhook::app]
pub struct App;

#[offhook::on(NewInboundCall)]
async fn welcome() -> offhook::action::Speak {
    offhook::action::Speak::text("Welcome.")
}

fn main() {}
