//! Lists of actions: more than 10, and actions that had resolved at once and fail.

use offhook::flow::{Line, LineError};
use offhook::prelude::*;
use offhook_simulator::{Fault, Happening, Phone, Simulator};
use offhook_tests::log;

use crate::{CALLER, NUMBER};

mod long {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// Says more than fits into a list.
    #[flow(NewInboundCall, app = App)]
    async fn long(line: &mut Line) -> Result<()> {
        for number in 1..=23 {
            line.speak(format!("Text {number}.")).await?;
        }
        Ok(())
    }
}

/// The number of actions of each reply that has some.
fn lists(phone: &Phone) -> Vec<usize> {
    let replies = phone.replies();
    let lists = replies.iter().map(|reply| reply.actions.as_ref().map_or(0, Vec::len));
    lists.filter(|count| *count > 0).collect()
}

#[tokio::test]
async fn more_than_10_actions_are_sent_in_lists() {
    let mut phone = Simulator::cold(|| long::App).dial(CALLER, NUMBER).await;
    phone.hears("Text 1.").hears("Text 10.").hears("Text 11.").hears("Text 23.").is_hung_up().await;
    assert_eq!(lists(&phone), [10, 10, 4]);
    phone.ends().by_application().await;
}

mod full {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// Leaves no room for the hang-up.
    #[flow(NewInboundCall, app = App)]
    async fn full(line: &mut Line) -> Result<()> {
        for number in 1..=10 {
            line.speak(format!("Text {number}.")).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn the_hang_up_waits_for_a_full_list() {
    let mut phone = Simulator::cold(|| full::App).dial(CALLER, NUMBER).await;
    phone.hears("Text 10.").is_hung_up().await;
    assert_eq!(lists(&phone), [10, 1]);
    phone.ends().by_application().await;
}

mod equal {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn equal(line: &mut Line) -> Result<()> {
        line.speak("One moment.").await?;
        line.speak("One moment.").await?;
        line.done().await?;
        line.speak("Here I am.").await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_list_is_over_when_the_last_of_equal_actions_is() {
    let mut phone = Simulator::cold(|| equal::App).dial(CALLER, NUMBER).await;
    phone.hears("One moment.").hears("One moment.").hears("Here I am.").is_hung_up().await;
    assert_eq!(lists(&phone), [2, 2]);
    phone.ends().by_application().await;
}

mod bridged {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// Leaves room for one hang-up.
    #[flow(NewInboundCall, app = App)]
    async fn bridged(line: &mut Line) -> Result<()> {
        line.bridge(e164!("+12065550123")).await?;
        for number in 1..=9 {
            line.speak(format!("Text {number}.")).await?;
        }
        Ok(())
    }
}

/// The far end leaves while the flow waits for room: it waits on.
#[tokio::test]
async fn hang_ups_wait_for_a_list_whoever_leaves() {
    let mut phone = Simulator::cold(|| bridged::App).dial(CALLER, NUMBER).await;
    phone
        .far_end("+12065550123")
        .answers()
        .waits(std::time::Duration::from_secs(1))
        .hangs_up()
        .await;
    phone.hears("Text 9.").is_hung_up().await;
    assert_eq!(lists(&phone), [1, 9, 1]);
    phone.ends().by_application().await;
}

mod back {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[offhook::app]
    #[derive(Default)]
    pub(super) struct App {
        pub(super) booked: AtomicU32,
    }

    #[flow(NewInboundCall, app = App)]
    async fn back(line: &mut Line, app: &App) -> Result<()> {
        line.set_prompt_bucket("prompts");
        line.speak("One.").await?;
        let is_heard = match line.play("missing.wav").await {
            Ok(()) => true,
            Err(LineError::Failed(..)) => false,
            Err(error) => return Err(error.into()),
        };
        // What the flow writes itself does not keep it from going back.
        let _ = line.now();
        let booking =
            line.once("book", async { Ok::<_, Error>(app.booked.fetch_add(1, Ordering::Relaxed)) });
        let booking = booking.await?;
        let ask = line.ask(format!("Heard: {is_heard}, booking {booking}. Press 1.")).digits(1);
        ask.attempts(2).await?;
        line.ask("And 2.").digits(1).await?;
        Ok(())
    }
}

/// The flow goes back to the await of the action that failed, whose result is an error now. Side
/// effects that ran stay: what has happened does not happen again.
#[tokio::test]
async fn a_flow_goes_back_to_an_action_that_had_resolved_at_once() {
    let app = std::sync::Arc::new(back::App::default());
    let buckets = offhook_simulator::Buckets::in_memory().strict();
    let simulator = Simulator::new(std::sync::Arc::clone(&app)).buckets(buckets);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("One.").hears("Heard: false, booking 0. Press 1.").presses("1").await;
    phone.hears("And 2.").presses("2").is_hung_up().await;
    assert_eq!(app.booked.load(std::sync::atomic::Ordering::Relaxed), 1);
    phone.ends().by_application().await;
}

/// The await whose action failed returns the error, which this flow passes on.
#[tokio::test]
async fn an_error_that_a_flow_passes_on_is_a_lambda_error() {
    let app = std::sync::Arc::new(back::App::default());
    let simulator = Simulator::new(std::sync::Arc::clone(&app)).fault(1, Fault::Throttled);
    let mut phone =
        simulator.allow(offhook_simulator::FindingKind::LambdaError).dial(CALLER, NUMBER).await;
    phone.waits(std::time::Duration::from_secs(5)).await;
    let failed = phone.transcript().entries.iter().any(|entry| {
        matches!(&entry.what, Happening::Failed { problem, .. } if problem.contains("Speak failed: ActionExecutionThrottled"))
    });
    assert!(failed, "{}", phone.transcript());
    phone.ends().await;
}

mod raced {
    use offhook::flow::race;

    use super::*;

    #[offhook::app]
    pub(super) struct App;

    async fn slow(name: &'static str) -> Result<String> {
        tokio::task::yield_now().await;
        Ok(name.to_owned())
    }

    /// The first side effect wins, until the flow goes back: then it has its result already, and the
    /// second runs.
    #[flow(NewInboundCall, app = App)]
    async fn raced(line: &mut Line) -> Result<()> {
        line.set_prompt_bucket("prompts");
        let _ = line.play("missing.wav").await;
        let (one, two) = (line.once("one", slow("One")), line.once("two", slow("Two")));
        let (offhook::flow::Either::Left(first) | offhook::flow::Either::Right(first)) =
            race(one, two).await;
        let first = first?;
        line.ask(format!("{first}. Press 1.")).digits(1).await?;
        line.speak(format!("{first} again.")).await?;
        Ok(())
    }
}

#[tokio::test]
async fn the_first_of_two_side_effects_stays_the_first_after_the_flow_went_back() {
    let buckets = offhook_simulator::Buckets::in_memory().strict();
    let simulator = Simulator::cold(|| raced::App).buckets(buckets);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Two. Press 1.").presses("1").hears("Two again.").is_hung_up().await;
    phone.ends().by_application().await;
}

mod advised {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    /// Asks the far end, which can leave instead of answering.
    #[flow(NewInboundCall, app = App)]
    async fn advised(line: &mut Line) -> Result<()> {
        let mut adviser = line.bridge(e164!("+12065550123")).await?;
        let accepts = adviser.run(action::SpeakAndGetDigits::new("Press 1 to accept.").digits(1));
        if accepts.await.is_err() {
            adviser.speak("Never heard.").await.ok();
            line.speak("The adviser has left.").await?;
        }
        adviser.hang_up().await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_far_end_that_leaves_answers_nothing_more() {
    for profile in offhook_simulator::Profile::each() {
        let mut phone =
            Simulator::cold(|| advised::App).profile(profile).dial(CALLER, NUMBER).await;
        let mut far_end = phone.far_end("+12065550123").answers();
        far_end = far_end.waits(std::time::Duration::from_secs(1)).hangs_up();
        log::start();
        far_end.await;
        phone.hears("The adviser has left.").is_hung_up().await;
        let is_warned = |record: &log::Record| {
            record.field("message").ends_with(" is not sent: LEG-B has left")
        };
        assert!(log::records().iter().any(is_warned));
        phone.ends().by_application().await;
    }
}
