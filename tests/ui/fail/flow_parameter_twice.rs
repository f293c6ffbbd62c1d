use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line, other: &mut Line, app: &App, again: &App) -> Result<()> {
    let _ = (line, other, app, again);
    Ok(())
}

fn main() {}
