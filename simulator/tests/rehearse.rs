//! Tests of rehearsals, of cold starts, and of faults at the next event.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};

use offhook::action::{CallAndBridge, Hangup, Speak, SpeakAndGetDigits, StartBotConversation};
use offhook::prelude::*;
use offhook_simulator::{Fault, FindingKind, Phone, Simulator};

const CALLER: &str = "+14255550199";
const NUMBER: &str = "+12065550100";
const SALES: &str = "+12065550123";
const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";

/// A menu that leads to a bridge, with the mistakes that a test asks for.
#[offhook::app]
#[derive(Default)]
pub struct App {
    leaves_a_lone_caller: bool,
    keeps_state: bool,
    ignores_failures: bool,
    further_digits: usize,
    events: AtomicU32,
}

#[on(NewInboundCall)]
async fn welcome(app: &App) -> SpeakAndGetDigits {
    app.events.fetch_add(1, Ordering::Relaxed);
    SpeakAndGetDigits::new("Press 1.").digits(1 + app.further_digits).regex("1")
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(app: &App) -> Reply {
    if app.keeps_state && app.events.load(Ordering::Relaxed) == 0 {
        return (Speak::text("Who are you?"), Hangup::normal()).into();
    }
    CallAndBridge::pstn(e164!("+12065550123")).into()
}

#[on(ActionFailed)]
async fn failed(app: &App) -> Reply {
    if app.ignores_failures { Reply::none() } else { Hangup::normal().into() }
}

#[on(Hangup)]
async fn hung_up(app: &App) -> Reply {
    if app.leaves_a_lone_caller { Reply::keep() } else { Hangup::normal().into() }
}

async fn bridged(phone: &mut Phone) {
    phone.hears("Press 1").presses("1").await;
    phone.far_end(SALES).answers().await;
    phone.far_end(SALES).hangs_up().caller().is_hung_up().await;
    phone.ends().by_application().await;
}

/// Returns the message of a rehearsal that fails.
async fn failure(make: fn() -> App, happy_path: impl AsyncFn(&mut Phone)) -> String {
    use std::future::poll_fn;
    use std::task::Poll;

    let rehearsal = Simulator::cold(make);
    let rehearsal = rehearsal.rehearse(|simulator| simulator.dial(CALLER, NUMBER), happy_path);
    let mut rehearsal = Box::pin(rehearsal);
    let panic = poll_fn(|context| {
        let poll = AssertUnwindSafe(|| rehearsal.as_mut().poll(context));
        match std::panic::catch_unwind(poll) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(())) => Poll::Ready(None),
            Err(panic) => Poll::Ready(Some(panic)),
        }
    });
    let panic = panic.await.expect("a run fails");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn good_app_passes() {
    let simulator = Simulator::cold(App::default);
    simulator.rehearse(|simulator| simulator.dial(CALLER, NUMBER), bridged).await;
    // The app of `new` stays the same.
    let simulator = Simulator::new(App { keeps_state: true, ..App::default() });
    simulator.rehearse(|simulator| simulator.dial(CALLER, NUMBER), bridged).await;
}

#[tokio::test]
async fn state_in_memory_is_found_out() {
    let message = failure(|| App { keeps_state: true, ..App::default() }, bridged).await;
    let expected = "1 of ";
    assert!(message.starts_with(expected), "{message}");
    let failed = "- with a new app for every event:\n  expected: +12065550123 answers; instead: ";
    assert!(message.contains(failed), "{message}");
    assert!(message.contains("\"Who are you?\""), "the call is shown: {message}");
}

#[tokio::test]
async fn each_failed_variant_is_named() {
    let message = failure(|| App { ignores_failures: true, ..App::default() }, bridged).await;
    for variant in [
        "- with the fault polly_denied at NEW_INBOUND_CALL (sequence 1):\n  LEG-A was left connected",
        "- with the fault throttled at ACTION_SUCCESSFUL (sequence 2):\n  LEG-A was left connected",
    ] {
        assert!(message.contains(variant), "{variant} is missing in {message}");
    }
    assert!(!message.contains("slow_lambda"), "{message}");
}

/// The call itself fails: nothing else is tried.
#[tokio::test]
async fn failed_happy_path_is_shown() {
    let message = failure(|| App { leaves_a_lone_caller: true, ..App::default() }, bridged).await;
    let expected =
        "1 of 1 runs of the call failed\n- as written:\n  expected: the caller is hung up; ";
    assert!(message.starts_with(expected), "{message}");
}

/// What the end of the happy path allows is allowed in each run.
#[tokio::test]
async fn hang_ups_are_added() {
    let make = || App { leaves_a_lone_caller: true, ..App::default() };
    let busy = async |phone: &mut Phone| {
        phone.hears("Press 1").presses("1").far_end(SALES).is_busy().await;
        phone.ends().await;
    };
    let simulator = Simulator::cold(make);
    simulator.rehearse(|simulator| simulator.dial(CALLER, NUMBER), busy).await;

    let answers = async |phone: &mut Phone| {
        phone.hears("Press 1").presses("1").far_end(SALES).answers().await;
        phone.updates([("a", "b")]).far_end(SALES).hangs_up().await;
        phone.ends().allow(FindingKind::DeadAir).allow(FindingKind::LegLeftConnected).await;
    };
    simulator.rehearse(|simulator| simulator.dial(CALLER, NUMBER), answers).await;

    // The caller hangs up before the far end does, which is left alone then.
    let waits = async |phone: &mut Phone| {
        phone.hears("Press 1").presses("1").far_end(SALES).answers().await;
        phone.far_end(SALES).hangs_up().caller().hangs_up().await;
        phone.ends().await;
    };
    let message = failure(make, waits).await;
    let hang_up = "- with a hang-up after: +12065550123 answers:\n  LEG-B was left connected";
    assert!(message.contains(hang_up), "{message}");
    let [act, over] = ["╰── hangs up", "no step is left"].map(|part| message.find(part));
    assert!(act.is_some() && act < over, "{message}");
}

#[tokio::test]
async fn variants_have_their_profile() {
    let make = || App { further_digits: 1, ..App::default() };
    let happy_path = async |phone: &mut Phone| {
        phone.hears("Press 1").presses("21").far_end(SALES).answers().hangs_up().await;
        phone.caller().is_hung_up().await;
    };
    // The key that matches is not the only one.
    let message = failure(make, happy_path).await;
    assert!(message.contains("\n- under the profile digit_regex="), "{message}");
}

/// A fault can lead to where a person would have to go on: that the call waits there is no problem.
#[tokio::test]
async fn disturbed_call_may_wait_for_its_caller() {
    let simulator = Simulator::new(async |invocation: Invocation| -> Reply {
        match invocation.event_type().as_str() {
            "NEW_INBOUND_CALL" => (Speak::text("Hello."), Hangup::normal()).into(),
            "ACTION_FAILED" => StartBotConversation::new(BOT).into(),
            _ => Reply::none(),
        }
    });
    let happy_path = async |phone: &mut Phone| phone.hears("Hello").is_hung_up().ends().await;
    simulator.rehearse(|simulator| simulator.dial(CALLER, NUMBER), happy_path).await;
}

#[tokio::test]
async fn fault_occurs_at_the_next_event() {
    let simulator = Simulator::new(App::default());
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1").next_event(Fault::Throttled).presses("1").is_hung_up().await;
    phone.ends().by_application().await;
    let text = phone.transcript().to_string();
    let [event, fault] = ["2 ACTION_SUCCESSFUL", "! fault: throttled"].map(|part| text.find(part));
    assert!(event.is_some() && event < fault, "{text}");
}

#[tokio::test]
async fn cold_app_forgets() {
    let simulator = Simulator::cold(|| App { keeps_state: true, ..App::default() });
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1").presses("1").hears("Who are you?").is_hung_up().ends().await;
}
