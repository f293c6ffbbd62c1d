//! Ends of calls: what a flow does when the caller has left.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use offhook::prelude::*;
use offhook_simulator::{Fault, FindingKind, Phone, Simulator};

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
    Reply::keep().with_attributes(TransactionAttributes::new().with("mood", "sad"))
}

#[tokio::test]
async fn end_of_a_flow_survives_the_attributes_of_a_handler() {
    let call = Call::inbound(CALLER, NUMBER);
    let begun = Invocation::new(&event::NewInboundCall, call.clone());
    let ended = offhook::respond(&Goodbye, begun).await.expect("a reply");
    let call = call.with_attributes(ended.attributes().expect("an end mark").clone());
    let update = Invocation::new(&event::CallUpdateRequested::new([("mood", "sad")]), call);
    let reply = offhook::respond(&Goodbye, update).await.expect("a reply");
    let attributes = reply.attributes().expect("attributes");
    assert_eq!(attributes.get("mood"), Some("sad"));
    assert!(attributes.contains_key("offhook-flow"), "{attributes:?}");
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
