//! Flows of every form, with names that glue code tends to use.

use offhook::flow::MemoryStore;
use offhook::prelude::*;

#[offhook::app(flows(desk::complaint, app, flow, r#async,), journals = journals)]
pub struct App {
    pub journals: MemoryStore,
}

/// Without a `flows` or a `journals`, and with a field that has no name.
#[offhook::app(journals = 0)]
pub struct Night(MemoryStore);

#[flow(NewInboundCall | NewOutboundCall, version = 3)]
async fn line(line: &mut Line, app: &App) -> Result<()> {
    desk::greet(line, app).await
}

#[flow(version = 1, of = line)]
async fn result(app: &App, Line { .. }: &mut Line) -> Result<(), std::fmt::Error> {
    let _ = app;
    Ok(())
}

#[flow]
async fn app(parameter_1: &mut Line, parameter_0: &crate::App) -> Result<(), &'static str> {
    let (_, _) = (parameter_0, parameter_1);
    Err("not yet")
}

#[flow(version = 1)]
async fn flow(_: &mut offhook::flow::Line) -> Result<(), impl Into<Error> + use<>> {
    Ok::<_, std::fmt::Error>(())
}

#[flow()]
async fn r#async(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(CallAnswered, version = 2, app = crate::Night)]
async fn parameter_0(line: &mut Line, night: &Night) -> Result<()> {
    let (_, _) = (line, night);
    Ok(())
}

#[on(ActionFailed)]
#[on(Hangup, app = Night)]
async fn handled_beside_a_flow() -> Reply {
    Reply::keep()
}

pub mod desk {
    use offhook::prelude::*;

    use crate::App;

    pub(crate) async fn greet(line: &mut Line, app: &App) -> Result<()> {
        let _ = (line, app);
        Ok(())
    }

    #[flow(app = App)]
    pub(crate) async fn complaint(line: &mut Line, app: &App) -> Result<()> {
        greet(line, app).await
    }

    #[flow(version = 2, of = super::line)]
    async fn before_march(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }
}

macro_rules! flow_of_a_macro {
    ($($event:ident)|*, $app:path, ($($parameter:ident: $type:ty),*) -> $result:ty) => {
        const _: () = {
            #[flow($($event)|*, app = $app)]
            async fn front_desk($($parameter: $type),*) -> $result {
                let (_, _) = ($($parameter),*);
                Ok(())
            }
        };
    };
}
flow_of_a_macro!(NewInboundCall, Night, (line: &mut Line, app: &Night) -> Result<()>);

fn main() {}
