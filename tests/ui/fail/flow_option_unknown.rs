use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall, disconnected)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(NewOutboundCall, verison = 2, ap = App)]
async fn reminder(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
