use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall | NewInboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(NewOutboundCall | CallAnswered)]
async fn reminder(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
