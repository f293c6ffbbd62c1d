//! Events that other replies overtook: a slow reply takes the place of a newer journal, and the next
//! event tells the flow what it has missed.

use std::future::IntoFuture;
use std::time::Duration;

use offhook::Participant;
use offhook::action::{Action, CallAndBridge};
use offhook::call::Status;
use offhook::event::Event;
use offhook::flow::{Either, race};
use offhook::prelude::*;
use offhook_simulator::{Fault, Simulator};

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

/// A call whose events the test makes.
struct Course<A> {
    app: A,
    call: Call,
    sequence: u64,
}

impl<A: offhook::App> Course<A> {
    fn new(app: A) -> Self {
        Self { app, call: Call::inbound(CALLER, NUMBER), sequence: 0 }
    }

    async fn hears(&mut self, event: impl Event) -> Vec<Action> {
        self.sequence += 1;
        let event = Invocation::numbered(self.sequence, &event, self.call.clone());
        let reply = offhook::respond(&self.app, event).await.unwrap();
        if let Some(attributes) = reply.attributes() {
            self.call = self.call.clone().with_attributes(attributes.clone());
        }
        reply.actions().to_vec()
    }

    fn far_end(&mut self, id: &str, status: Status) {
        let far_end = Participant::new(Leg::B, id).with_status(status);
        self.call = self.call.clone().with_participant(far_end);
    }
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
