//! Actions that fail.

use std::time::Duration;

use offhook::action::VoiceFocus;
use offhook::prelude::*;
use offhook_simulator::{Fault, FindingKind, Simulator};
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

#[offhook::app]
struct Bridges;

#[flow(NewInboundCall, app = Bridges)]
async fn bridges(line: &mut Line) -> Result<()> {
    line.ask("Press 1 for the vet.").digits(1).await?;
    line.bridge(e164!("+12065550123")).await?.hung_up().await?;
    Ok(())
}

/// Nothing takes the success of the action.
#[on(CallUpdateRequested, app = Bridges)]
async fn beside() -> VoiceFocus {
    VoiceFocus::enable().on(Leg::A)
}

#[tokio::test]
async fn a_report_that_the_flow_did_not_ask_for_ends_a_call_but_no_conversation() {
    let simulator = Simulator::new(Bridges);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1").presses("1").far_end(crate::VET).answers().updates([("a", "b")]).await;
    log::start();
    phone.far_end(crate::VET).waits(Duration::from_secs(10)).await;
    assert!(log::only(Level::WARN).field("unexpected").starts_with("VoiceFocus was reported"));
    phone.far_end(crate::VET).hangs_up().caller().is_hung_up().await;
    phone.ends().by_application().await;

    let mut phone = simulator.allow(FindingKind::LambdaError).dial(CALLER, NUMBER).await;
    phone.hears("Press 1").updates([("a", "b")]).waits(Duration::from_secs(10)).await;
    phone.ends().with_code(480).await;
}
