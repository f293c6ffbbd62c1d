//! Flows: inbound in two versions, outbound, entered by a handler.

use offhook::prelude::*;

#[offhook::app(flows(desk::complaint), journals = journals, attribute_limit = 4_096)]
pub struct App {
    journals: offhook::flow::MemoryStore,
}

/// The current version.
#[flow(NewInboundCall, version = 2)]
async fn front_desk(line: &mut Line, app: &App) -> Result<()> {
    let _ = (line, app);
    Ok(())
}

#[flow(version = 1, of = front_desk)]
async fn front_desk_before_march(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(NewOutboundCall)]
#[cfg(not(doc))]
pub async fn reminder(line: &mut Line) -> Result<(), std::fmt::Error> {
    let _ = line;
    Ok(())
}

mod desk {
    use offhook::prelude::*;

    #[flow]
    pub(crate) async fn complaint(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }
}

fn main() {}
