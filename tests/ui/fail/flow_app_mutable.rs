use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line, app: &mut App) -> Result<()> {
    let _ = (line, app);
    Ok(())
}

#[flow]
async fn complaint(line: &mut Line, app: App) -> Result<()> {
    let _ = (line, app);
    Ok(())
}

fn main() {}
