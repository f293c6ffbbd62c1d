use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall, version = 3)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(of = front_desk)]
async fn without_a_version(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(NewInboundCall | CallAnswered, version = 2, of = front_desk)]
async fn with_events(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
