//! Actions that fail.

use std::time::Duration;

use offhook::action::VoiceFocus;
use offhook::prelude::*;
use offhook_simulator::{Fault, FindingKind, Simulator};
use offhook_tests::log;
use tracing::Level;

use crate::course::Course;
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

/// A greeting fails after an update, which the flow awaits alone or with something of the list.
mod late {
    use std::future::IntoFuture;

    use offhook::flow::Line;
    use serde_json::Value;

    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn late(line: &mut Line) -> Result<()> {
        let mut updates = line.updates::<Value>();
        if line.to() == crate::VET {
            let ask = line.ask("Press 1.").digits(1);
            let digits = async {
                line.speak("Welcome.").await?;
                updates.next().await
            };
            tokio::join!(ask.into_future(), digits).1?;
        }
        line.speak("Welcome.").await?;
        line.speak("Press 1 at any time.").await?;
        match updates.next().await?["then"].as_str() {
            Some("done") => line.done().await?,
            _ => _ = updates.next().await?,
        }
        Ok(())
    }

    #[flow(NewOutboundCall, app = App)]
    async fn joined(line: &mut Line) -> Result<()> {
        line.answered().await?;
        let mut updates = line.updates::<Value>();
        line.speak("Welcome.").await?;
        let ask = line.ask("Press 1.").digits(1);
        let (update, digits) = tokio::join!(updates.next(), ask.into_future());
        update?;
        digits?;
        Ok(())
    }
}

const LATE: &str = "Other events have moved the flow since: its await has returned";

/// Whether the failure of the greeting is logged as that of an await that has returned.
async fn is_late(mut course: Course<late::App>, then: &str) -> bool {
    course.hears(event::CallUpdateRequested::new([("then", then)])).await;
    let throttled = event::ErrorType::ActionExecutionThrottled;
    let speak = action::Speak::text("Welcome.");
    let failed = Invocation::numbered(9, &Failed::new(speak, throttled, ""), course.call.clone());
    log::start();
    // An error that an await returns ends the flow.
    let _ = offhook::respond(&course.app, failed).await;
    let warned: Vec<_> = log::records();
    let messages = warned.iter().map(|record| record.field("message"));
    let failures: Vec<_> = messages.filter(|message| message.starts_with("Speak failed")).collect();
    assert_eq!(failures.len(), 1, "{warned:?}");
    failures[0].contains(LATE)
}

#[tokio::test]
async fn a_failure_whose_await_has_returned_says_so() {
    for (then, expected) in [("nothing", true), ("done", false)] {
        let mut course = Course::new(late::App);
        course.hears(event::NewInboundCall).await;
        assert_eq!(is_late(course, then).await, expected, "{then}");
    }

    // It was behind a question.
    let mut course = Course::new(late::App);
    course.call = Call::inbound(CALLER, crate::VET);
    course.hears(event::NewInboundCall).await;
    assert!(is_late(course, "nothing").await);

    // It is before a question, which fails with it.
    let mut course = Course::new(late::App);
    course.hears(event::NewOutboundCall::default()).await;
    course.hears(event::CallAnswered).await;
    assert!(!is_late(course, "nothing").await);
}
