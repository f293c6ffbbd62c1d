use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[on(NewInboundCall)]
async fn welcome() -> action::Speak {
    action::Speak::text("Welcome.")
}

fn main() {}
