use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow]
async fn complaint(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[on(NewInboundCall)]
async fn welcome() -> Reply {
    Reply::enter::<complaint>()
}

fn main() {}
