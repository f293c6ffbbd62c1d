use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall, CallAnswered)]
async fn comma(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow("NewInboundCall")]
async fn string(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(event::NewInboundCall)]
async fn path(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(NewInboundCall(Speak))]
async fn action(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(CallAnswered version = 2)]
async fn no_comma(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
