//! Actions that fail.

use offhook::prelude::*;
use offhook_simulator::{Fault, Simulator};
use offhook_tests::log;
use tracing::Level;

use crate::{CALLER, NUMBER};

#[offhook::app]
struct Menu;

/// Goes on without its greeting.
#[flow(NewInboundCall, app = Menu)]
async fn menu(line: &mut Line) -> Result<()> {
    line.speak("Welcome.").await.ok();
    let _ = line.ask("Press 1.").digits(1).await;
    Ok(())
}

/// The flow gets no message, and can pass over the error.
#[tokio::test]
async fn a_failed_action_is_logged_once_with_its_message() {
    log::start();
    let mut phone = Simulator::new(Menu).fault(1, Fault::Throttled).dial(CALLER, NUMBER).await;
    phone.hears("Press 1.").is_hung_up().await;
    phone.ends().by_application().await;
    let logged = log::only(Level::WARN);
    assert!(
        logged.field("message").starts_with("Speak failed: ActionExecutionThrottled: "),
        "{logged:?}"
    );
}
