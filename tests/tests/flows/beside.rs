//! Versions of a flow, flows that handlers enter, and handlers beside a flow.

use std::time::Duration;

use offhook::flow::{FlowError, Line};
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind};
use offhook_simulator::{FindingKind, Happening, Simulator};
use offhook_tests::calls::event as json_event;

use crate::{CALLER, NUMBER};

/// An app as it was, and as it is after a deployment.
mod old {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn menu(line: &mut Line) -> Result<()> {
        line.ask("Old: press a key.").digits(1).await?;
        line.ask("Old: press another.").digits(1).await?;
        Ok(())
    }
}

mod new {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(version = 1, of = menu, app = App)]
    async fn menu_1(line: &mut Line) -> Result<()> {
        line.ask("Old: press a key.").digits(1).await?;
        line.ask("Old: press another, says the new process.").digits(1).await?;
        Ok(())
    }

    #[flow(NewInboundCall, version = 2, app = App)]
    async fn menu(line: &mut Line) -> Result<()> {
        line.speak("New.").await?;
        line.ask("Press three keys.").digits(3).await?;
        Ok(())
    }
}

/// Begins calls with the old app, and goes on with the new one.
async fn deployed(invocation: offhook::Invocation) -> Result<Reply> {
    match invocation.event_type() {
        offhook::event::EventType::NewInboundCall => offhook::respond(&old::App, invocation).await,
        _ => offhook::respond(&new::App, invocation).await,
    }
}

#[tokio::test]
async fn a_call_goes_on_with_the_version_with_which_it_began() {
    let mut phone = Simulator::new(deployed).dial(CALLER, NUMBER).await;
    phone.hears("Old: press a key.").presses("1").hears("says the new process").presses("2").await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;

    let mut phone = Simulator::new(new::App).dial(CALLER, NUMBER).await;
    phone.hears("New.").hears("three keys").presses("123").is_hung_up().await;
    phone.ends().by_application().await;
}

/// A handler greets, hands over to a flow, and takes call updates beside it.
mod desk {
    use super::*;

    #[offhook::app(flows(voicemail))]
    pub(super) struct App;

    #[on(NewInboundCall, app = App)]
    async fn greets() -> action::SpeakAndGetDigits {
        action::SpeakAndGetDigits::new("Press 1.").digits(1)
    }

    #[on(ActionSuccessful(SpeakAndGetDigits), app = App)]
    async fn chosen(attributes: &TransactionAttributes) -> Reply {
        Reply::enter::<voicemail>().with_attributes(attributes.clone().with("Line", "7"))
    }

    #[flow(app = App)]
    async fn voicemail(line: &mut Line) -> Result<()> {
        line.speak("Leave a message.").await?;
        line.record("recordings").await?;
        line.speak("Thank you.").await?;
        Ok(())
    }

    #[on(CallUpdateRequested, app = App)]
    async fn updated(
        arguments: Arguments<TransactionAttributes>,
        attributes: &TransactionAttributes,
    ) -> Reply {
        if arguments.0.get("store").is_some() {
            Reply::keep().with_attributes(attributes.clone().with("Line", "8"))
        } else {
            Reply::keep()
        }
    }
}

#[tokio::test]
async fn a_handler_enters_a_flow_and_its_attributes_stay() {
    let mut phone = Simulator::cold(|| desk::App).dial(CALLER, NUMBER).await;
    phone.hears("Press 1.").presses("1").hears("Leave a message.").await;
    assert_eq!(phone.attributes()["Line"], "7");
    phone.says("Hello.").updates([("a", "b")]).presses("#").hears("Thank you.").is_hung_up().await;
    assert_eq!(phone.attributes()["Line"], "7");
    assert_eq!(phone.attributes()["offhook-flow"], "ended");
    phone.ends().by_application().await;
}

#[tokio::test]
async fn a_handler_beside_a_flow_can_not_change_attributes() {
    let simulator = Simulator::cold(|| desk::App).allow(FindingKind::LambdaError);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1.").presses("1").hears("Leave a message.").await;
    phone.updates([("store", "it")]).waits(Duration::from_secs(1)).await;
    let problems = phone.transcript().entries.iter().filter_map(|entry| match &entry.what {
        Happening::Failed { problem, .. } => Some(problem),
        _ => None,
    });
    for problem in problems.clone() {
        assert!(problem.contains("changed transaction attributes or the session"), "{problem}");
    }
    assert_eq!(problems.count(), 2);
    phone.ends().await;
}

/// A handler that enters a flow and says something.
mod chatty {
    use super::*;

    #[offhook::app(flows(menu))]
    pub(super) struct App;

    #[on(NewInboundCall, app = App)]
    async fn greets() -> Reply {
        Reply::enter::<menu>().then(action::Speak::text("Welcome."))
    }

    #[flow(app = App)]
    async fn menu(line: &mut Line) -> Result<()> {
        line.speak("Hello.").await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_reply_that_enters_a_flow_holds_no_actions() {
    let result = offhook::handle(&chatty::App, json_event("NEW_INBOUND_CALL").to_string()).await;
    let error = result.expect_err("an error");
    let failure = error.downcast_ref::<InvocationError>().expect("a failure");
    assert!(
        matches!(failure.kind(), InvocationErrorKind::Flow(FlowError::Enter { .. })),
        "{failure}"
    );
    assert!(failure.to_string().contains("it holds actions"), "{failure}");
}

/// The default that repeats a throttled Hangup is not the flow's, nor is the Pause that it sends.
#[tokio::test]
async fn the_pause_of_a_repeated_hangup_is_not_the_flows() {
    let call = Call::inbound(CALLER, NUMBER);
    let begin = Invocation::new(&event::NewInboundCall, call.clone());
    let attributes = offhook::respond(&old::App, begin).await.unwrap().attributes().cloned();
    let call = call.with_attributes(attributes.unwrap());
    let report = async |event: Invocation| offhook::respond(&old::App, event).await;

    let pause = || action::Pause::millis(1_002).on(Leg::A);
    let succeeded = Succeeded::done(pause());
    let reply = report(Invocation::numbered(2, &succeeded, call.clone())).await.unwrap();
    assert!(reply.is_keep() && reply.attributes().is_none());

    let failed = Failed::new(pause(), event::ErrorType::SystemException, "");
    let reply = report(Invocation::numbered(2, &failed, call.clone())).await.unwrap();
    assert_eq!(reply, action::Hangup::unavailable().on(Leg::A).into());

    let other = Succeeded::done(action::Pause::millis(1_004));
    report(Invocation::numbered(2, &other, call)).await.unwrap_err();
}

/// A flow beside a handler that fails.
mod clinic {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn menu(line: &mut Line) -> Result<()> {
        line.ask("Press a key.").digits(1).await?;
        Ok(())
    }

    #[on(CallUpdateRequested, app = App)]
    async fn updated() -> Result<()> {
        Err("no database".into())
    }

    #[on_error(app = App)]
    async fn failed() -> Reply {
        Reply::keep().with_attributes(TransactionAttributes::new().with("failed", "yes"))
    }
}

#[tokio::test]
async fn failure_of_a_handler_beside_a_flow_does_not_end_the_flow() {
    let call = Call::inbound(CALLER, NUMBER);
    let first = Invocation::numbered(1, &event::NewInboundCall, call.clone());
    let begun = offhook::respond(&clinic::App, first).await.unwrap().attributes().cloned().unwrap();
    let call = call.with_attributes(begun.clone());
    let update = event::CallUpdateRequested::new([("a", "b")]);
    let reply = offhook::respond(&clinic::App, Invocation::numbered(2, &update, call)).await;
    assert_eq!(reply.unwrap().attributes(), Some(&begun.with("failed", "yes")));
}
