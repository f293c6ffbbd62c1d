use offhook::prelude::*;

pub struct App {
    pub name: String,
}

#[on(NewInboundCall)]
async fn welcome(app: &App) -> action::Speak {
    action::Speak::text(app.name.clone())
}

fn main() {}
