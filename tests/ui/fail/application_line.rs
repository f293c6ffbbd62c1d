use offhook::prelude::*;
use offhook::{Application, NoArguments};

enum Notices {}

impl Application for Notices {
    type Arguments = NoArguments;
    type Update = NoArguments;
}

#[offhook::app(application = Notices)]
pub struct App;

#[flow(NewOutboundCall)]
async fn call(line: &mut Line) -> Result<()> {
    let order: String = line.arguments()?;
    line.speak(order).await?;
    Ok(())
}

mod second {
    use offhook::prelude::*;
    use offhook::{Application, NoArguments};

    #[offhook::app(application = super::Notices)]
    pub struct App;

    enum Others {}

    impl Application for Others {
        type Arguments = NoArguments;
        type Update = NoArguments;
    }

    #[flow(NewInboundCall, app = App)]
    async fn call(line: &mut Line<Others>) -> Result<()> {
        line.arguments()?;
        Ok(())
    }
}

fn main() {}
