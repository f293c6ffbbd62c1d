use offhook::Application;
use offhook::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
struct Order;

#[derive(serde::Serialize, serde::Deserialize)]
struct Change;

enum Notices {}

impl Application for Notices {
    type Arguments = Order;
    type Update = Change;
}

#[offhook::app(application = Notices)]
pub struct App;

#[on(CallUpdateRequested)]
async fn changed(_: Arguments<Order>) {}

#[flow(NewOutboundCall)]
async fn call(line: &mut Line<Notices>) -> Result<()> {
    let _: Change = line.arguments()?;
    Ok(())
}

mod handlers {
    use super::{Change, Notices};
    use offhook::prelude::*;

    #[offhook::app(application = Notices)]
    pub struct App;

    #[on(NewOutboundCall | CallUpdateRequested, app = App)]
    async fn both(_: Arguments<Change>) {}
}

/// A type is checked, not its name.
mod aliases {
    use super::{Change, Notices, Order};
    use offhook::Arguments as Sent;
    use offhook::prelude::*;

    type Changed = Arguments<Change>;

    #[offhook::app(application = Notices)]
    pub struct App;

    #[on(NewOutboundCall, app = App)]
    async fn placed(_: Changed) {}

    #[on(CallUpdateRequested, app = App)]
    async fn updated(_: &mut Sent<Order>) {}
}

fn main() {}
