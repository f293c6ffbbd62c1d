use offhook::prelude::*;

#[offhook::app]
pub struct App;

mod desk {
    use offhook::prelude::*;

    #[flow(NewInboundCall)]
    pub(crate) async fn front_desk(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }
}

#[flow(version = 1, of = desk::front_desk)]
async fn before_march(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
