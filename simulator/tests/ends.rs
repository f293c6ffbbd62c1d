//! Tests of the end of calls: what fails a test that asks for nothing else.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use offhook::Leg;
use offhook::action::{
    ActionType, CallAndBridge, Hangup, Pause, ReceiveDigits, Speak, StartBotConversation,
};
use offhook::prelude::*;
use offhook_simulator::lambda::{InvokeFuture, Replied};
use offhook_simulator::{
    FarEnd, Fault, Finding, FindingKind, Happening, Json, Lambda, Phone, Simulator, Soak, Step,
};

const CALLER: &str = "+14255550199";
const NUMBER: &str = "+12065550100";
const SALES: &str = "+12065550123";
const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";

/// A Lambda that bridges each call, and answers the hang-up of a leg with these actions.
fn bridge(on_hangup: impl Into<Reply>) -> Simulator {
    let on_hangup = on_hangup.into();
    Simulator::new(move |invocation: Invocation| {
        let reply = match invocation.event_type().as_str() {
            "NEW_INBOUND_CALL" => {
                CallAndBridge::pstn(e164!("+12065550123")).caller_id(e164!("+12065550100")).into()
            }
            "HANGUP" => on_hangup.clone(),
            _ => Reply::none(),
        };
        async move { reply }
    })
}

/// A Lambda that answers each event with these actions.
fn always(actions: impl Into<Reply>) -> Simulator {
    let reply = actions.into();
    Simulator::new(move |_: Invocation| {
        let reply = reply.clone();
        async move { reply }
    })
}

/// A Lambda that answers the first event with these actions, and the others with none.
fn first(actions: impl Into<Reply>) -> Simulator {
    let reply = actions.into();
    Simulator::new(move |invocation: Invocation| {
        let is_first = invocation.event_type().as_str() == "NEW_INBOUND_CALL";
        let reply = if is_first { reply.clone() } else { Reply::none() };
        async move { reply }
    })
}

/// Returns the message of the panic.
async fn panic_of(future: impl Future<Output = ()>) -> String {
    use std::future::poll_fn;
    use std::task::Poll;

    let mut future = Box::pin(future);
    let result = poll_fn(|context| {
        let poll = AssertUnwindSafe(|| future.as_mut().poll(context));
        match std::panic::catch_unwind(poll) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(())) => Poll::Ready(None),
            Err(panic) => Poll::Ready(Some(panic)),
        }
    });
    let panic = result.await.expect("a panic");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

async fn bridged(simulator: Simulator) -> Phone {
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.far_end(SALES).answers().await;
    phone
}

#[tokio::test]
async fn caller_left_alone_fails() {
    let mut phone = bridged(bridge(Reply::none())).await;
    phone.far_end(SALES).hangs_up().await;
    let message = panic_of(phone.ends().into_future()).await;
    for part in [
        "LEG-A was left connected without another party",
        "s of dead air from",
        "no step is left: hung up by the simulator",
        "simulator/tests/ends.rs:",
    ] {
        assert!(message.contains(part), "{part} is missing in {message}");
    }
}

#[tokio::test]
async fn far_end_left_alone_fails_unless_allowed() {
    let mut phone = bridged(bridge(Reply::none())).await;
    phone.hangs_up().await;
    let message = panic_of(phone.ends().into_future()).await;
    assert!(message.contains("LEG-B was left connected"), "{message}");

    let mut phone = bridged(bridge(Reply::none())).await;
    phone.hangs_up().ends().allow(FindingKind::LegLeftConnected).await;

    let mut phone = bridged(bridge(Reply::none()).allow(FindingKind::LegLeftConnected)).await;
    phone.hangs_up().ends().by_caller().await;
}

/// The two would talk for ever.
#[tokio::test]
async fn conversation_is_ended_by_the_simulator() {
    let mut phone = bridged(bridge(Hangup::normal().on(Leg::B))).await;
    phone.waits(Duration::from_mins(1)).ends().await;
    let over = |what: &Happening| matches!(what, Happening::StepsOver { leg: Leg::A });
    assert!(phone.transcript().entries.iter().any(|entry| over(&entry.what)));

    let mut phone = bridged(bridge(Hangup::normal().on(Leg::B))).await;
    let message = panic_of(phone.ends().by_caller().into_future()).await;
    assert!(message.ends_with("expected the caller to hang up, but no step was left"), "{message}");

    let mut phone = bridged(bridge(Hangup::normal().on(Leg::B))).await;
    let message = panic_of(phone.hangs_up().ends().by_application().into_future()).await;
    let expected = "expected the application to hang up the caller, but the caller hung up";
    assert!(message.ends_with(expected), "{message}");
}

#[tokio::test]
async fn call_that_goes_on_fails() {
    let mut phone = always((Speak::text("Hold on."), Pause::secs(3))).dial(CALLER, NUMBER).await;
    let message = panic_of(phone.ends().into_future()).await;
    assert!(message.contains("the call does not end: "), "{message}");
}

/// Without end, the application plays silence to the caller, or to the far end when the simulator has
/// hung up the caller. A finding that a fault explains is no excuse.
#[tokio::test]
async fn bridged_call_that_goes_on_fails() {
    for (begin, leg) in [("ACTION_SUCCESSFUL", Leg::A), ("HANGUP", Leg::B)] {
        let simulator = Simulator::new(move |invocation: Invocation| {
            let is_pause = invocation.action_type() == Some(&ActionType::Pause);
            let reply = match invocation.event_type().as_str() {
                "NEW_INBOUND_CALL" => CallAndBridge::pstn(e164!("+12065550123"))
                    .caller_id(e164!("+12065550100"))
                    .into(),
                event if event == begin || is_pause => Pause::secs(3).on(leg).into(),
                _ => Reply::none(),
            };
            async move { reply }
        });
        let mut phone = bridged(simulator.fault(1, Fault::SlowLambda)).await;
        let message = panic_of(phone.ends().into_future()).await;
        assert!(message.contains(": the call does not end: Pause was running at "), "{message}");
    }
}

/// Neither waits without end: a key, or a word to the bot, would go on with the call.
#[tokio::test]
async fn call_that_waits_for_its_caller_fails() {
    let greeting = || Speak::text("Hello.");
    for (simulator, state) in [
        (first((greeting(), ReceiveDigits::matching("1"))), "no action was running at "),
        (
            first((greeting(), StartBotConversation::new(BOT))),
            "StartBotConversation was running at ",
        ),
    ] {
        let mut phone = simulator.dial(CALLER, NUMBER).await;
        let message = panic_of(phone.ends().into_future()).await;
        assert!(message.contains(&format!(": the call does not end: {state}")), "{message}");
        assert!(!message.contains("left connected"), "{message}");
    }
}

/// Nobody is hung up before the reply to the last event has come, and the prompt has ended.
#[tokio::test]
async fn call_settles_first() {
    let mut phone = always((Speak::text("Goodbye."), Hangup::normal())).dial(CALLER, NUMBER).await;
    phone.ends().by_application().with_code(0).await;
}

#[tokio::test]
async fn party_and_code_are_checked() {
    let simulator = always(Hangup::busy());
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.ends().by_application().with_code(486).await;
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    let message = panic_of(phone.ends().by_caller().with_code(0).into_future()).await;
    let problems = "expected the caller to hang up, but the application hung up the caller\n\
                    expected SIP response 0, found 486";
    assert!(message.ends_with(problems), "{message}");

    let silent =
        Simulator::new(async |_: Invocation| Reply::none()).allow(FindingKind::InvalidReply);
    let mut phone = silent.dial(CALLER, NUMBER).await;
    let message = panic_of(phone.ends().by_application().into_future()).await;
    assert!(message.ends_with(", but the service gave the call up"), "{message}");
}

#[tokio::test]
async fn dropped_phone_panics() {
    let simulator = always(Hangup::normal());
    let phone = simulator.dial(CALLER, NUMBER).await;
    let message = panic_of(async move { drop(phone) }).await;
    assert!(message.contains("the end of the call is not checked: await `phone.ends()`"));

    drop(simulator.clone().unchecked().dial(CALLER, NUMBER).await);

    // A failed test has one panic.
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    let message = panic_of(async move { phone.hears("Hello").await }).await;
    assert!(message.contains("the caller hears \"Hello\""), "{message}");
}

#[tokio::test]
async fn faults_explain_what_they_cause() {
    let list = || (Speak::text("Hello."), Pause::secs(1), Hangup::normal());
    for (fault, explained) in [
        (Fault::SlowLambda, &[FindingKind::SlowReply][..]),
        (Fault::HungLambda, &[FindingKind::SlowReply]),
        (Fault::LambdaError, &[FindingKind::LambdaError]),
        (Fault::LambdaCrash, &[FindingKind::LambdaError]),
    ] {
        let mut phone = always(list()).fault(1, fault).dial(CALLER, NUMBER).await;
        phone.ends().await;
        let findings = phone.findings();
        let kinds: Vec<FindingKind> = findings.iter().map(Finding::kind).collect();
        assert_eq!(kinds, explained, "{fault}");
        assert!(findings.iter().all(|finding| finding.caused_by == Some(fault)), "{fault}");
    }
}

/// The silence while the reply is late is the fault's; a silence of the app's own is not.
#[tokio::test]
async fn silence_of_a_late_reply_is_explained() {
    let simulator = |pause: u64| {
        let first = Speak::text("Hello.");
        let then = (Pause::secs(pause), Speak::text("Bye."), Hangup::normal());
        Simulator::new(move |invocation: Invocation| {
            let reply: Reply = match invocation.event_type().as_str() {
                "NEW_INBOUND_CALL" => first.clone().into(),
                _ => then.clone().into(),
            };
            async move { reply }
        })
    };
    let mut phone = simulator(1).fault(2, Fault::SlowLambda).dial(CALLER, NUMBER).await;
    phone.ends().await;
    assert_eq!(phone.findings().len(), 2, "{:?}", phone.findings());

    // 50 ms of the second silence are the time of a reply, which another fault does not explain.
    for (pause, fault) in [(9, Fault::SlowLambda), (4, Fault::DuplicateDelivery)] {
        let mut phone = simulator(pause).fault(2, fault).dial(CALLER, NUMBER).await;
        let message = panic_of(phone.ends().into_future()).await;
        assert!(message.contains("s of dead air from"), "{message}");
    }
}

/// The fault makes one attempt fail; the retry's failure is the app's.
#[tokio::test]
async fn failure_beside_an_injected_one_counts() {
    let fails = Simulator::new(async |_: Invocation| Err::<Reply, _>(Error::from("broken")));
    let mut phone = fails.fault(1, Fault::LambdaError).dial(CALLER, NUMBER).await;
    let message = panic_of(phone.ends().into_future()).await;
    assert!(
        message.ends_with(": the Lambda failed for NEW_INBOUND_CALL (sequence 1) (2 times)"),
        "{message}"
    );
}

/// An app whose error handler answers.
#[offhook::app]
pub struct App;

#[on(NewInboundCall)]
async fn welcome() -> Result<Speak> {
    Err("no greeting is left".into())
}

#[on_error]
async fn sorry() -> (Speak, Hangup) {
    (Speak::text("Sorry."), Hangup::normal())
}

#[tokio::test]
async fn failure_that_on_error_answers_is_a_finding() {
    let mut phone = Simulator::new(App).dial(CALLER, NUMBER).await;
    phone.hears("Sorry.").is_hung_up().await;
    let message = panic_of(phone.ends().into_future()).await;
    assert!(message.contains("#[on_error] answers: "), "{message}");
    assert!(message.contains("the handler of NEW_INBOUND_CALL (sequence 1) failed"), "{message}");
    assert!(message.contains("no greeting is left"), "{message}");

    let mut phone = Simulator::new(App).dial(CALLER, NUMBER).await;
    phone.ends().allow(FindingKind::HandlerFailed).await;
}

#[tokio::test]
async fn event_that_fails_alike_at_each_delivery_is_one_finding() {
    let simulator = Simulator::new(App).fault(1, Fault::DuplicateDelivery);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.ends().allow(FindingKind::HandlerFailed).await;
    let findings = phone.findings();
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert!(finding.to_string().ends_with("no greeting is left (2 times)"), "{finding}");
}

/// An app that fails differently each time.
#[offhook::app]
pub struct Counts(AtomicU32);

#[on(NewInboundCall, app = Counts)]
async fn count(Counts(count): &Counts) -> Result<Speak> {
    Err(format!("failure {}", count.fetch_add(1, Ordering::Relaxed)).into())
}

#[on_error(app = Counts)]
async fn counted() -> Hangup {
    Hangup::normal()
}

#[tokio::test]
async fn event_that_fails_differently_is_two_findings() {
    let simulator = Simulator::new(Counts(AtomicU32::new(1))).fault(1, Fault::DuplicateDelivery);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.ends().allow(FindingKind::HandlerFailed).await;
    let findings: Vec<String> = phone.findings().iter().map(Finding::to_string).collect();
    assert!(findings[0].ends_with(": failure 1") && findings[1].ends_with(": failure 2"));
}

/// A Lambda with this greeting whose handler of one event fails, which its error handler answers.
struct Recovers(Speak, &'static str);

impl Lambda for Recovers {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        let is =
            |name: &str| event.as_str().contains(&format!(r#""InvocationEventType":"{name}""#));
        let reply: Reply = if is("NEW_INBOUND_CALL") {
            self.0.clone().into()
        } else if is("ACTION_SUCCESSFUL") {
            (Pause::millis(500), Hangup::normal()).into()
        } else if is("ACTION_FAILED") {
            Hangup::normal().into()
        } else {
            Reply::none()
        };
        let mut replied: Replied = reply.to_json().into();
        replied.failure = is(self.1).then(|| "broken".to_owned());
        Box::pin(async { Ok(replied) })
    }
}

#[tokio::test]
async fn fault_that_fails_an_action_explains_a_failure_to_handle_it() {
    // The second fault comes with the failure, too late to cause it.
    let simulator = Simulator::new(Recovers(Speak::text("Hello."), "ACTION_FAILED"));
    let simulator = simulator.fault(2, Fault::Throttled).fault(3, Fault::S3Denied);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.ends().await;
    let causes: Vec<_> = phone.findings().iter().map(|finding| finding.caused_by).collect();
    assert_eq!(causes, [Some(Fault::Throttled)]);

    for (greeting, fails, fault) in [
        (Speak::text("Hello."), "ACTION_SUCCESSFUL", Fault::S3Denied),
        (Speak::ssml("<speak>"), "ACTION_FAILED", Fault::DuplicateDelivery),
    ] {
        let simulator = Simulator::new(Recovers(greeting, fails)).fault(1, fault);
        let mut phone = simulator.dial(CALLER, NUMBER).await;
        let message = panic_of(phone.ends().into_future()).await;
        assert!(message.ends_with("failed, and #[on_error] answered: broken"), "{message}");
    }
}

/// A list whose second half the reply to the bridge replaces.
#[tokio::test]
async fn replaced_actions_are_a_finding_unless_asked_for() {
    let simulator = |event: &'static str| {
        Simulator::new(move |invocation: Invocation| {
            let bridge =
                CallAndBridge::pstn(e164!("+12065550123")).caller_id(e164!("+12065550100"));
            let hang_up = Hangup::normal().on(Leg::A);
            let is_event = invocation.event_type().as_str() == event
                && invocation.action_type().is_none_or(|action| action.as_str() != "Hangup");
            let reply: Reply = match invocation.event_type().as_str() {
                "NEW_INBOUND_CALL" => (bridge, Pause::secs(5), Pause::secs(5), hang_up).into(),
                _ if is_event => (Speak::text("Bye."), Hangup::normal().on(Leg::B), hang_up).into(),
                _ => Reply::none(),
            };
            async move { reply }
        })
    };
    let mut phone = bridged(simulator("ACTION_SUCCESSFUL")).await;
    let message = panic_of(phone.ends().into_future()).await;
    assert!(message.contains("replaced: Pause, Pause"), "{message}");
    let finding = "the reply to ACTION_SUCCESSFUL (sequence 2) replaced actions that had not run: Pause, Pause";
    assert!(message.ends_with(finding), "{message}");

    let mut phone = bridged(simulator("CALL_UPDATE_REQUESTED")).await;
    phone.updates([("end", "it")]).ends().await;
    assert!(phone.transcript().to_string().contains("replaced: Pause"));
    assert!(phone.findings().is_empty());
}

/// A soak test demands an end of each call, and allows what random people and faults cause.
#[tokio::test]
async fn soak_fails_if_a_leg_is_left_connected() {
    let dial = |simulator: Simulator| simulator.dial(CALLER, NUMBER);
    let steps = [Step::BridgedTo(SALES.to_owned(), FarEnd::Answers), Step::HangsUp];
    let soak = Soak::new(bridge(Reply::none()), steps.clone()).random_faults(0);
    let message = panic_of(soak.run(dial)).await;
    assert!(message.starts_with("the call with seed "), "{message}");
    assert!(message.contains(": LEG-B was left connected"), "{message}");

    let silent = always((Speak::text("Hello."), Pause::secs(9), Hangup::normal()));
    Soak::new(silent, steps).random_faults(0).run(dial).await;
}
