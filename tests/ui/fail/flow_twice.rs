use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
#[offhook::flow(NewOutboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
