//! Events that other replies overtook: a slow reply takes the place of a newer journal, and the next
//! event tells the flow what it has missed.

use std::future::IntoFuture;
use std::time::Duration;

use offhook::Participant;
use offhook::action::{Action, CallAndBridge, StartCallRecording};
use offhook::call::Status;
use offhook::flow::{BridgeError, Either, LineError, race};
use offhook::prelude::*;
use offhook_simulator::{Fault, Simulator};
use offhook_tests::calls::event_about;
use serde_json::json;

use crate::course::Course;
use crate::{CALLER, NUMBER};

const AGENT: &str = "+12065550123";
const BILLING: &str = "+12065550145";

#[offhook::app]
struct Desk;

/// Takes a caller back from an agent, and bridges them to somebody else.
#[flow(NewInboundCall, app = Desk)]
async fn take_back(line: &mut Line) -> Result<()> {
    line.speak("Welcome.").await?;
    let mut agent = line.bridge(AGENT.parse()?).await?;
    let update = race(line.updates::<TransactionAttributes>().next(), agent.hung_up()).await;
    let Either::Left(_) = update else { return Ok(()) };
    agent.speak("Goodbye, agent.").await?;
    agent.hang_up().await?;
    line.once("note", async { Ok::<_, Error>(()) }).await?;
    line.speak("Please hold. I am transferring you to billing.").await?;
    let mut billing = line.bridge(BILLING.parse()?).await?;
    Ok(billing.hung_up().await?)
}

/// The update is handled twice, because the first reply is slow. Meanwhile a second one has moved the
/// flow on; the late reply has a journal without the hang-up of the agent.
#[tokio::test]
async fn a_far_end_that_left_unnoticed_is_noticed_at_the_next_event() {
    let simulator = Simulator::cold(|| Desk).fault(3, Fault::SlowLambda);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Welcome.").far_end(AGENT).answers().updates([("n", "1")]).await;
    phone.waits(Duration::from_millis(500)).updates([("n", "2")]).far_end(AGENT).is_hung_up().await;
    phone.hears("Please hold.").await;
    phone.far_end(BILLING).answers().caller().hangs_up().await;
    phone.ends().by_caller().await;
}

mod recorded {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// Records a conversation with an agent.
    #[flow(NewInboundCall, app = App)]
    async fn recorded(line: &mut Line) -> Result<()> {
        let mut agent = line.bridge(AGENT.parse()?).await?;
        line.run(StartCallRecording::to_s3("recordings/calls")).await?;
        line.speak("This call is being recorded.").await?;
        Ok(agent.hung_up().await?)
    }
}

/// The agent leaves while the event of the recording is being answered. Their HANGUP comes with the
/// journal from before, and nothing in it waits for them: the reply keeps the newer journal.
#[tokio::test]
async fn a_hang_up_that_changes_nothing_yet_does_not_undo_another_event() {
    let simulator = Simulator::cold(|| recorded::App).fault(3, Fault::FarEndGone);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.far_end(AGENT).answers().caller().hears("being recorded").is_hung_up().await;
    phone.ends().await;
}

fn bridge(to: &str) -> Succeeded<CallAndBridge> {
    Succeeded::done(CallAndBridge::pstn(to.parse().unwrap()))
}

/// The agent has been hung up, and billing is called.
async fn transferring() -> Course<Desk> {
    let mut course = Course::new(Desk);
    course.hears(event::NewInboundCall).await;
    course.far_end("agent", Status::Connected);
    course.hears(bridge(AGENT)).await;
    course.hears(event::CallUpdateRequested::new([("n", "1")])).await;
    course.far_end("agent", Status::Disconnected);
    let hangup = action::Hangup::normal().on(Leg::B);
    let actions = course.hears(Succeeded::done(hangup)).await;
    assert!(matches!(&*actions, [Action::Speak(_), Action::CallAndBridge(_)]), "{actions:?}");
    course
}

/// The service reports the hang-up as the action's success first, and as HANGUP some time later.
#[tokio::test]
async fn a_late_hang_up_is_not_that_of_the_next_far_end() {
    let agents_hangup = || event::Hangup::new(Leg::B, "agent", 0);
    let mut course = transferring().await;
    assert_eq!(course.hears(agents_hangup()).await, [], "billing is called");
    course.far_end("billing", Status::Connected);
    course.hears(bridge(BILLING)).await;
    assert_eq!(course.hears(agents_hangup()).await, [], "the caller talks with billing");
    course.far_end("billing", Status::Disconnected);
    let actions = course.hears(event::Hangup::new(Leg::B, "billing", 0)).await;
    assert!(matches!(&*actions, [Action::Hangup(_)]), "{actions:?}");
}

/// The far end hangs up while the event of its answer is being answered: the next one has the journal
/// from before.
#[tokio::test]
async fn the_hang_up_of_a_second_far_end_tells_that_it_had_answered() {
    let mut course = transferring().await;
    course.far_end("billing", Status::Disconnected);
    let actions = course.hears(event::Hangup::new(Leg::B, "billing", 0)).await;
    assert!(matches!(&*actions, [Action::Hangup(_)]), "{actions:?}");
}

mod farewell {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// Hangs up the far end, and then the caller.
    #[flow(NewInboundCall, app = App)]
    async fn farewell(line: &mut Line) -> Result<()> {
        let mut agent = line.bridge(AGENT.parse()?).await?;
        agent.hang_up().await?;
        line.hang_up().await?;
        Err("the caller has left".into())
    }
}

/// The event that shows that the far end has left is the success of its hang-up, which is not that of
/// the caller's.
#[tokio::test]
async fn the_hang_up_of_a_leg_is_not_that_of_the_other() {
    let mut course = Course::new(farewell::App);
    course.hears(event::NewInboundCall).await;
    course.far_end("agent", Status::Connected);
    course.hears(bridge(AGENT)).await;
    course.far_end("agent", Status::Disconnected);
    let actions = course.hears(Succeeded::done(action::Hangup::normal().on(Leg::B))).await;
    assert!(matches!(&*actions, [Action::Hangup(_)]), "{actions:?}");
}

/// The far end's hang-up is repeated, and the caller stays.
#[tokio::test]
async fn throttled_hangup_of_one_leg_is_not_that_of_the_other() {
    let mut course = Course::new(farewell::App);
    course.hears(event::NewInboundCall).await;
    let caller = Participant::new(Leg::A, "caller").with_status(Status::Connected);
    course.call = course.call.with_participant(caller);
    course.far_end("agent", Status::Connected);
    course.hears(bridge(AGENT)).await;
    let hangup = action::Hangup::normal().on(Leg::B);
    let throttled = event::ErrorType::ActionExecutionThrottled;
    let actions = course.hears(Failed::new(hangup, throttled, "")).await;
    assert!(matches!(&*actions, [Action::Pause(_), Action::Hangup(_)]), "{actions:?}");
}

mod reception {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn reception(line: &mut Line) -> Result<()> {
        let (bridge, holds) = (line.bridge(AGENT.parse()?), line.speak("Please hold."));
        let (agent, _) = tokio::join!(bridge.into_future(), holds.into_future());
        line.speak("You are connected.").await?;
        Ok(agent?.hung_up().await?)
    }
}

/// The success of the last action of a list proves that of the bridge before it, after which the flow
/// speaks again.
#[tokio::test]
async fn an_event_does_not_report_what_is_sent_in_reply_to_it() {
    let mut course = Course::new(reception::App);
    course.hears(event::NewInboundCall).await;
    course.far_end("agent", Status::Connected);
    let actions = course.hears(Succeeded::done(action::Speak::text("Please hold."))).await;
    assert!(matches!(&*actions, [Action::Speak(_)]), "{actions:?}");
}

mod bridging {
    use std::sync::Mutex;

    use serde_json::Value;

    use super::*;

    #[offhook::app]
    #[derive(Default)]
    pub(super) struct App {
        pub(super) results: Mutex<Vec<Result<(), BridgeError>>>,
    }

    /// Bridges the caller, and counts updates.
    #[flow(NewInboundCall, app = App)]
    async fn bridging(line: &mut Line, app: &App) -> Result<()> {
        let result = line.bridge(AGENT.parse()?).await.map(drop);
        app.results.lock().unwrap().push(result);
        let mut updates = line.updates::<Value>();
        for number in 1..=3 {
            line.speak(format!("After {number}.")).await?;
            updates.next().await?;
        }
        Ok(())
    }
}

/// A call of `bridging`, whose far end is shown with this status.
async fn bridging(status: Option<Status>) -> Course<bridging::App> {
    let mut course = Course::new(bridging::App::default());
    course.hears(event::NewInboundCall).await;
    let far_end = Participant::new(Leg::B, "agent");
    let far_end = status.into_iter().fold(far_end, Participant::with_status);
    course.call = course.call.with_participant(far_end);
    course
}

#[tokio::test]
async fn a_far_end_that_has_not_answered_is_not_bridged() {
    let mut course = bridging(Some(Status::Connected)).await;
    course.hears(event::Ringing).await;
    assert!(course.app.results.lock().unwrap().is_empty(), "it rings");

    // LEG-B has no status before it answers.
    let mut course = bridging(None).await;
    let update = event::CallUpdateRequested::new([("a", "b")]);
    course.hears(update).await;
    assert!(course.app.results.lock().unwrap().is_empty(), "an update proves nothing");

    // An example of the service has LEG-B Connected although the bridge failed.
    let mut course = bridging(Some(Status::Connected)).await;
    let failed = CallAndBridge::pstn(AGENT.parse().unwrap());
    course.hears(Failed::new(failed, event::ErrorType::CallNotAnswered, "")).await;
    let results = course.app.results.into_inner().unwrap();
    assert_eq!(results, [Err(BridgeError::NotAnswered)]);

    let mut course = bridging(Some(Status::Disconnected)).await;
    course.hears(event::Hangup::new(Leg::A, "caller", 0)).await;
    let ended = LineError::CallEnded;
    let results = course.app.results.into_inner().unwrap();
    assert_eq!(results, [Err(BridgeError::Line(ended))]);
}

/// On the far leg of a bridged call, `Type` can be another action's.
#[tokio::test]
async fn a_hang_up_tells_of_the_far_end_whatever_action_it_names() {
    let course = bridging(Some(Status::Disconnected)).await;
    let mut hangup = event_about("HANGUP", "CallAndBridge");
    hangup["ActionData"]["Parameters"] =
        json!({ "SipResponseCode": 0, "CallId": "agent", "ParticipantTag": "LEG-B" });
    hangup["CallDetails"]["Participants"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "CallId": "agent", "ParticipantTag": "LEG-B", "Status": "Disconnected" }));
    let attributes = serde_json::to_value(course.call.attributes()).unwrap();
    hangup["CallDetails"]["TransactionAttributes"] = attributes;
    offhook::handle(&course.app, hangup.to_string()).await.unwrap();
    assert_eq!(course.app.results.into_inner().unwrap(), [Ok(())]);
}

#[tokio::test]
async fn an_event_that_comes_again_late_changes_nothing() {
    let update = || event::CallUpdateRequested::new([("a", "b")]);
    let mut course = bridging(Some(Status::Connected)).await;
    course.hears(bridge(AGENT)).await;
    for _ in 0..2 {
        assert_eq!(course.hears(update()).await.len(), 1);
    }
    let sequence = course.sequence - 1;
    assert_eq!(course.hears_at(sequence, update()).await, []);
}
