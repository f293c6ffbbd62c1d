use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn front_desk<'a, T>(line: &'a mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
