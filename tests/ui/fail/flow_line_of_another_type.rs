use offhook::prelude::{Result, flow};

#[offhook::app]
pub struct App;

mod telephone {
    pub struct Line;
    pub struct App;
}

use telephone::Line;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line, app: &telephone::App) -> Result<()> {
    let _ = (line, app);
    Ok(())
}

fn main() {}
