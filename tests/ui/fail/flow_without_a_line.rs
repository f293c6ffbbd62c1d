use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn missing(app: &App) -> Result<()> {
    let _ = app;
    Ok(())
}

#[flow]
async fn nothing() -> Result<()> {
    Ok(())
}

#[flow]
async fn owned(line: Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow]
async fn shared(line: &Line, app: &App) -> Result<()> {
    let _ = (line, app);
    Ok(())
}

#[flow]
async fn forever(line: &'static mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
