use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCal | NEW_OUTBOUND_CALL)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(Speak)]
async fn welcome(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(Everything)]
async fn rest(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
