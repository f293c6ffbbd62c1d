//! Ends of calls: what a flow does when the caller has left.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use offhook::action::Action;
use offhook::prelude::*;
use offhook_simulator::{Fault, FindingKind, Phone, Simulator};

use crate::course::Course;
use crate::{CALLER, NUMBER};

#[offhook::app]
#[derive(Default)]
struct Recorder {
    /// How often it fails to keep a recording before it does.
    failures: AtomicU8,
    kept: AtomicU8,
}

impl Recorder {
    async fn keep(&self) -> Result<()> {
        if self
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
            .is_ok()
        {
            return Err("no connection".into());
        }
        self.kept.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// Keeps a recording, whether or not the caller stays to hear of it.
#[flow(NewInboundCall, app = Recorder)]
async fn recorder(line: &mut Line, app: &Recorder) -> Result<()> {
    line.speak("Please speak.").await?;
    let recording = line.record("recordings").await?;
    let _ = line.ask("Press 1 to keep it.").digits(1).await;
    if recording.file().is_some() {
        line.once("keep", app.keep()).await?;
    }
    Ok(())
}

#[offhook::app]
struct Goodbye;

#[flow(NewInboundCall, app = Goodbye)]
async fn goodbye(line: &mut Line) -> Result<()> {
    line.speak("Goodbye.").await?;
    Ok(())
}

#[on(CallUpdateRequested, app = Goodbye)]
async fn moved() -> Reply {
    let stale = TransactionAttributes::new().with("mood", "sad").with("offhook-flow-1", "stale");
    Reply::keep().with_attributes(stale)
}

#[on(ActionFailed(Hangup), app = Goodbye)]
async fn stays() -> action::Speak {
    action::Speak::text("You can't leave.")
}

/// A call whose flow has ended.
async fn said_goodbye() -> Call {
    let call = Call::inbound(CALLER, NUMBER);
    let begun = Invocation::new(&event::NewInboundCall, call.clone());
    let ended = offhook::respond(&Goodbye, begun).await.expect("a reply");
    call.with_attributes(ended.attributes().expect("an end mark").clone())
}

#[tokio::test]
async fn end_of_a_flow_survives_the_attributes_of_a_handler() {
    let update = event::CallUpdateRequested::new([("mood", "sad")]);
    let update = Invocation::new(&update, said_goodbye().await);
    let reply = offhook::respond(&Goodbye, update).await.expect("a reply");
    let attributes = reply.attributes().expect("attributes");
    assert_eq!(attributes.get("mood"), Some("sad"));
    assert!(attributes.contains_key("offhook-flow"), "{attributes:?}");
    assert!(!attributes.contains_key("offhook-flow-1"), "{attributes:?}");
}

/// An empty list would take the place of the hang-ups with which the flow has ended.
#[tokio::test]
async fn last_list_of_an_ended_flow_is_kept() {
    let spoken = || Succeeded::done(action::Speak::text("Goodbye."));
    let over = said_goodbye().await;
    let reply = offhook::respond(&Goodbye, Invocation::new(&spoken(), over.clone())).await.unwrap();
    assert!(reply.is_keep(), "{reply:?}");

    let hangup = Invocation::new(&event::Hangup::new(Leg::A, "call-a", 0), over);
    let reply = offhook::respond(&Goodbye, hangup).await.unwrap();
    assert!(!reply.is_keep(), "{reply:?}");

    let no_flow = Invocation::new(&spoken(), Call::inbound(CALLER, NUMBER));
    let reply = offhook::respond(&Goodbye, no_flow).await.unwrap();
    assert!(!reply.is_keep(), "{reply:?}");
}

#[tokio::test]
async fn ended_flow_does_not_begin_again() {
    let again = Invocation::new(&event::NewInboundCall, said_goodbye().await);
    offhook::respond(&Goodbye, again).await.expect_err("no handler");
}

/// A flow's own hang-up is repeated; that of a call without a flow is its handlers'.
#[tokio::test]
async fn throttled_hangup_of_a_flow_goes_to_no_handler() {
    let throttled = event::ErrorType::ActionExecutionThrottled;
    let failed = Failed::new(action::Hangup::normal().on(Leg::A), throttled, "");
    let no_flow = Invocation::new(&failed, Call::inbound(CALLER, NUMBER));
    let reply = offhook::respond(&Goodbye, no_flow).await.unwrap();
    assert!(matches!(reply.actions(), [Action::Speak(_)]), "{reply:?}");

    let over = Invocation::new(&failed, said_goodbye().await);
    let reply = offhook::respond(&Goodbye, over).await.unwrap();
    assert!(matches!(reply.actions(), [Action::Pause(_), Action::Hangup(_)]), "{reply:?}");
}

fn recorder_that_fails(times: u8) -> (Simulator, Arc<Recorder>) {
    let app = Arc::new(Recorder { failures: times.into(), ..Recorder::default() });
    (Simulator::new(Arc::clone(&app)), app)
}

async fn recorded(simulator: &Simulator) -> Phone {
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Please speak.").says("Hello?").await;
    phone
}

/// HANGUP is on its way when the recording is reported: its journal does not have it.
#[tokio::test]
async fn what_is_reported_when_the_caller_leaves_is_not_lost() {
    let (simulator, app) = recorder_that_fails(0);
    let mut phone = recorded(&simulator).await;
    phone.hangs_up().await;
    phone.ends().by_caller().await;
    assert_eq!(app.kept.load(Ordering::SeqCst), 1, "{}", phone.transcript());
}

#[tokio::test]
async fn a_hang_up_is_no_error_and_that_of_a_side_effect_is() {
    let (simulator, app) = recorder_that_fails(0);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.starts_hearing("Please speak.").hangs_up().await;
    phone.ends().by_caller().await;
    assert_eq!(app.kept.load(Ordering::SeqCst), 0);

    // The service repeats the event.
    let (simulator, app) = recorder_that_fails(1);
    let mut phone = recorded(&simulator.allow(FindingKind::LambdaError)).await;
    phone.presses("#").hears("Press 1").hangs_up().waits(Duration::from_secs(10)).await;
    phone.ends().by_caller().await;
    assert_eq!(app.kept.load(Ordering::SeqCst), 1, "{}", phone.transcript());
}

/// Goes on when it has hung up the caller.
mod late {
    use std::future::IntoFuture;

    use offhook::flow::LineError;

    use super::*;

    #[offhook::app]
    #[derive(Default)]
    pub(super) struct App {
        pub(super) has_ended: AtomicU8,
    }

    #[flow(NewInboundCall, app = App)]
    async fn late(line: &mut Line, app: &App) -> Result<()> {
        line.speak("Goodbye.").await?;
        let (one, two) = (line.hang_up(), line.hang_up());
        let hung_up = tokio::join!(one.into_future(), two.into_future());
        if hung_up == (Ok(()), Ok(())) && line.done().await == Err(LineError::CallEnded) {
            app.has_ended.store(1, Ordering::SeqCst);
        }
        Ok(())
    }
}

#[tokio::test]
async fn hang_ups_succeed_and_nothing_after_them() {
    let app = Arc::new(late::App::default());
    let mut phone = Simulator::new(Arc::clone(&app)).dial(CALLER, NUMBER).await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(app.has_ended.load(Ordering::SeqCst), 1);
}

mod dial_in {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn dial_in(line: &mut Line) -> Result<()> {
        line.speak("Welcome.").await?;
        line.join_meeting("token").meeting_id("meeting").await?;
        Ok(())
    }
}

/// A repeated Hangup takes the place of the one behind it, and in a meeting no HANGUP follows.
#[tokio::test]
async fn everybody_is_hung_up_after_a_throttled_hangup() {
    let simulator = Simulator::cold(|| dial_in::App).fault(2, Fault::Throttled);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Welcome.").is_hung_up().await;
    phone.ends().by_application().await;
}

mod reminder {
    use offhook::flow::AskError;

    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// An error of the app's own.
    #[derive(Debug)]
    struct Unconfirmed(AskError);

    impl std::fmt::Display for Unconfirmed {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the reminder was not confirmed")
        }
    }

    impl std::error::Error for Unconfirmed {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    #[flow(NewOutboundCall, app = App)]
    async fn reminder(line: &mut Line) -> Result<()> {
        line.answered().await?;
        line.ask("Press 1.").digits(1).await.map_err(Unconfirmed)?;
        Ok(())
    }
}

/// `Course` expects a reply to each event.
#[tokio::test]
async fn errors_of_a_call_that_is_over_end_a_flow_normally() {
    let mut course = Course::new(reminder::App);
    course.hears(event::NewOutboundCall::default()).await;
    course.hears(event::Hangup::new(Leg::A, "call-a", 486)).await;

    let mut course = Course::new(reminder::App);
    course.hears(event::NewOutboundCall::default()).await;
    course.hears(event::CallAnswered).await;
    course.hears(event::Hangup::new(Leg::A, "call-a", 0)).await;
}
