use offhook::prelude::*;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow]
async fn complaint(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
