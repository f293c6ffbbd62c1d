use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall, version = 0)]
async fn zero(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(version = 100)]
async fn hundred(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(version = "2")]
async fn string(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(version)]
async fn nothing(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
