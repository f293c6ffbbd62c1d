use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line, app: &App, call: &Call) -> Result<()> {
    let _ = (line, app, call);
    Ok(())
}

#[flow(CallAnswered)]
async fn reminder(call: impl AsRef<Call>) -> Result<()> {
    let _ = call;
    Ok(())
}

fn main() {}
