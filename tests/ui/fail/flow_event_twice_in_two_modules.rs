#[offhook::app]
pub struct App;

mod sales {
    use offhook::prelude::*;

    #[flow(NewInboundCall)]
    async fn front_desk(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }
}

mod support {
    use offhook::prelude::*;

    #[flow(CallAnswered | NewInboundCall)]
    async fn help_desk(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }
}

fn main() {}
