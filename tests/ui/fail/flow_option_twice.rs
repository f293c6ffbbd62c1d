use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall, version = 2, version = 3)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(app = App, app = crate::App)]
async fn complaint(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
