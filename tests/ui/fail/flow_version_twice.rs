use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall, version = 2)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(version = 1, of = front_desk)]
async fn before_march(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(version = 1, of = front_desk)]
async fn before_april(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
