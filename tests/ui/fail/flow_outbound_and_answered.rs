use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewOutboundCall)]
async fn reminder(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[on(CallAnswered)]
async fn answered() -> action::Speak {
    action::Speak::text("Good morning.")
}

fn main() {}
