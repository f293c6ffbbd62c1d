//! Tests of live calls, with tokio's paused clock: timers are those of tokio, but no test waits for them.

use std::time::Duration;

use offhook::action::{
    ActionType, CallAndBridge, Hangup, PlayAudio, ReceiveDigits, Speak, SpeakAndGetDigits,
};
use offhook::prelude::*;
use offhook_simulator::{
    Act, Entries, Entry, FarEnd, Fault, FindingKind, Happening, LiveCall, Simulator, Switchboard,
};
use tokio::time::{Instant, sleep};

const CALLER: &str = "+14255550199";
const DESK: &str = "+12065550100";
const SALES: &str = "+12065550123";

/// A front desk that also calls.
#[offhook::app]
pub struct App;

#[on(NewInboundCall)]
async fn welcome() -> SpeakAndGetDigits {
    SpeakAndGetDigits::new("Press 1 for sales.").digits(1).regex("[12]").attempts(3)
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(digits: Digits) -> Reply {
    match digits.as_str() {
        "1" => CallAndBridge::pstn(e164!("+12065550123")).into(),
        _ => Hangup::normal().into(),
    }
}

#[on(ActionSuccessful(CallAndBridge))]
async fn connected() {}

#[on(ActionFailed)]
async fn failed() -> (Speak, Hangup) {
    (Speak::text("Goodbye."), Hangup::normal())
}

#[on(CallAnswered)]
async fn answered() -> ReceiveDigits {
    ReceiveDigits::matching("^[0-9]{2}$")
}

#[on(DigitsReceived)]
async fn received(digits: Digits) -> Speak {
    Speak::text(format!("You pressed {digits}."))
}

#[on(CallUpdateRequested)]
async fn updated() -> Hangup {
    Hangup::normal()
}

fn board() -> Switchboard {
    Switchboard::new(Simulator::new(App))
}

/// Waits for a happening.
async fn until(entries: &mut Entries, is_it: impl Fn(&Happening) -> bool) -> Entry {
    loop {
        let entry = entries.next().await.expect("the call goes on");
        if is_it(&entry.what) {
            return entry;
        }
    }
}

/// Waits for the end of a call and returns its entries.
async fn all(mut entries: Entries) -> Vec<Entry> {
    let mut all = Vec::new();
    while let Some(entry) = entries.next().await {
        all.push(entry);
    }
    all
}

async fn act(call: &LiveCall, act: Act) {
    call.send(act).await.unwrap();
}

fn hears(what: &Happening) -> bool {
    matches!(what, Happening::Hears { .. })
}

fn rings(what: &Happening) -> bool {
    matches!(what, Happening::Rings { .. })
}

#[tokio::test(start_paused = true)]
async fn people_are_driven_from_outside() {
    let call = board().dial(CALLER, DESK).await;
    let mut entries = call.subscribe();
    until(&mut entries, hears).await;
    act(&call, Act::Press(Leg::A, '1')).await;
    until(&mut entries, rings).await;
    act(&call, Act::Answer(Leg::B)).await;
    until(&mut entries, |what| *what == Happening::Bridged).await;
    sleep(Duration::from_secs(60)).await;
    act(&call, Act::HangUp(Leg::B)).await;
    // No handler for the far end's HANGUP: the caller is hung up.
    let gone = until(&mut entries, |what| matches!(what, Happening::Disconnected { .. })).await;
    assert_eq!(gone.what, Happening::Disconnected { leg: Leg::A, code: 0, given_up: false });
    assert!(gone.at >= Duration::from_secs(60), "{}", call.transcript());
    call.ended().await;
    assert_eq!(call.findings(), []);
}

#[tokio::test(start_paused = true)]
async fn every_subscriber_gets_every_entry_once() {
    let call = board().dial(CALLER, DESK).await;
    let early = tokio::spawn(all(call.subscribe()));
    let mut slow = call.subscribe();
    until(&mut call.subscribe(), hears).await;
    act(&call, Act::Press(Leg::A, '1')).await;
    until(&mut call.subscribe(), rings).await;
    let late = tokio::spawn(all(call.subscribe()));
    act(&call, Act::Reject(Leg::B, 486)).await;
    let early = early.await.unwrap();
    assert_eq!(late.await.unwrap(), early);
    assert_eq!(slow.next().await.as_ref(), early.first());
    assert_eq!(all(slow).await, early[1..]);
    assert_eq!(all(call.subscribe()).await, early, "after the end");
    assert_eq!(all(call.subscribe_from(3)).await, early[2..]);
    assert_eq!(all(call.subscribe_from(u64::MAX)).await, []);
    assert_eq!(call.transcript().entries, early);
    let numbers = early.iter().map(|entry| entry.number);
    assert!(numbers.eq(1..=early.len() as u64));
    assert!(early.is_sorted_by_key(|entry| entry.at));
    let busy = Happening::NotAnswered { leg: Leg::B, code: 486 };
    assert!(early.iter().any(|entry| entry.what == busy), "{}", call.transcript());
}

#[tokio::test(start_paused = true)]
async fn call_leaves_the_switchboard_at_its_end() {
    let board = board();
    let call = board.dial(CALLER, DESK).await;
    let other = board.dial(CALLER, DESK).await;
    assert_ne!(call.transaction_id(), other.transaction_id());
    assert_eq!(board.calls().len(), 2);
    let found = board.call(call.transaction_id()).unwrap();
    until(&mut found.subscribe(), hears).await;
    act(&found, Act::HangUp(Leg::A)).await;
    call.ended().await;
    let unknown = board.call(call.transaction_id()).unwrap_err();
    assert_eq!(unknown.to_string(), "no running call has this TransactionId");
    assert_eq!(call.send(Act::HangUp(Leg::A)).await.unwrap_err().to_string(), "the call is over");
    assert!(board.call(other.transaction_id()).is_ok());
}

#[tokio::test(start_paused = true)]
async fn outbound_call_is_placed_answered_and_updated() {
    let board = board();
    let call = board.place(DESK, CALLER).argument("reason", "test").await;
    let mut entries = call.subscribe();
    until(&mut entries, rings).await;
    act(&call, Act::Answer(Leg::A)).await;
    until(&mut entries, |what| matches!(what, Happening::ActionEnded { .. })).await;
    act(&call, Act::Press(Leg::A, '4')).await;
    act(&call, Act::Press(Leg::A, '2')).await;
    let spoken = until(&mut entries, hears).await;
    assert!(format!("{:?}", spoken.what).contains("You pressed 42."), "{spoken:?}");
    let update = Act::Update([("action".to_owned(), "end".to_owned())].into());
    act(&board.call(call.transaction_id()).unwrap(), update).await;
    let gone = until(&mut entries, |what| matches!(what, Happening::Disconnected { .. })).await;
    assert_eq!(gone.what, Happening::Disconnected { leg: Leg::A, code: 0, given_up: false });
    call.ended().await;
}

#[tokio::test(start_paused = true)]
async fn impossible_acts_have_no_effect() {
    let call = board().dial(CALLER, DESK).await;
    for impossible in [
        Act::Answer(Leg::A),
        Act::Reject(Leg::A, 486),
        Act::Answer(Leg::B),
        Act::HangUp(Leg::B),
        Act::Press(Leg::B, '1'),
        Act::Say(Leg::B, "Hello?".to_owned()),
    ] {
        act(&call, impossible).await;
    }
    let mut entries = call.subscribe();
    until(&mut entries, hears).await;
    act(&call, Act::Press(Leg::A, 'x')).await;
    act(&call, Act::HangUp(Leg::A)).await;
    call.ended().await;
    let acts = call.transcript().entries.into_iter().filter(|entry| {
        use Happening::{Answered, HangsUp, NotAnswered, Presses, Says};
        matches!(entry.what, Answered { .. } | HangsUp { .. } | NotAnswered { .. })
            || matches!(entry.what, Presses { .. } | Says { .. })
    });
    let acts: Vec<_> = acts.map(|entry| entry.what).collect();
    assert_eq!(acts, [Happening::Answered { leg: Leg::A }, Happening::HangsUp { leg: Leg::A }]);
}

#[tokio::test(start_paused = true)]
async fn lambda_that_panics_has_failed() {
    let lambda = async |_: Invocation| -> Reply { panic!("a bug") };
    let began = Instant::now();
    let call = Switchboard::new(Simulator::new(lambda)).dial(CALLER, DESK).await;
    call.ended().await;
    assert!(began.elapsed() < Duration::from_secs(1), "the service does not wait 20 s");
    let is_panic = |what: &Happening| matches!(what, Happening::Failed { problem, .. } if problem == "the Lambda panicked");
    let panics = call.transcript().entries.iter().filter(|entry| is_panic(&entry.what)).count();
    assert_eq!(panics, 2, "{}", call.transcript());
    assert!(call.findings().iter().any(|found| found.kind() == FindingKind::LambdaError));
}

#[tokio::test(start_paused = true)]
async fn fault_makes_the_lambda_late() {
    let simulator = Simulator::new(App).fault(1, Fault::SlowLambda);
    let call = Switchboard::new(simulator).dial(CALLER, DESK).await;
    let mut entries = call.subscribe();
    let late = until(&mut entries, |what| matches!(what, Happening::LateReply { .. })).await;
    assert_eq!(late.at, Duration::from_secs(6));
    act(&call, Act::HangUp(Leg::A)).await;
    call.ended().await;
}

#[tokio::test(start_paused = true)]
async fn person_with_a_set_reaction_reacts_by_themselves() {
    let simulator = Simulator::new(App).far_end(SALES, FarEnd::Answers);
    let call = Switchboard::new(simulator).dial(CALLER, DESK).await;
    let mut entries = call.subscribe();
    until(&mut entries, hears).await;
    act(&call, Act::Press(Leg::A, '1')).await;
    until(&mut entries, |what| *what == Happening::Bridged).await;
    act(&call, Act::HangUp(Leg::A)).await;
    call.ended().await;
}

#[tokio::test(start_paused = true)]
async fn everybody_hangs_up_when_nobody_is_left_to_act() {
    let board = board();
    let call = board.dial(CALLER, DESK).await;
    let entries = call.subscribe();
    until(&mut call.subscribe(), hears).await;
    act(&call, Act::Press(Leg::A, '1')).await;
    until(&mut call.subscribe(), rings).await;
    drop(board);
    sleep(Duration::from_secs(1)).await;
    act(&call, Act::Answer(Leg::B)).await;
    until(&mut call.subscribe(), |what| *what == Happening::Bridged).await;
    drop(call);
    let entries = all(entries).await;
    for leg in [Leg::A, Leg::B] {
        let gone = Happening::HangsUp { leg };
        assert!(entries.iter().any(|entry| entry.what == gone), "{leg}");
    }
}

#[tokio::test(start_paused = true)]
async fn entries_say_how_long_a_prompt_plays() {
    let lambda = async |event: Invocation| match event.action_type() {
        None => Reply::from(PlayAudio::s3("prompts", "menu.wav").repeat(3).terminators("#")),
        Some(ActionType::PlayAudio) => CallAndBridge::pstn(e164!("+12065550123"))
            .caller_id(e164!("+12065550100"))
            .ringback_s3("prompts", "ring.wav")
            .into(),
        _ => Reply::none(),
    };
    let call = Switchboard::new(Simulator::new(lambda)).dial(CALLER, DESK).await;
    let mut entries = call.subscribe();
    until(&mut entries, hears).await;
    // In the middle of the second repetition.
    sleep(Duration::from_millis(4_500)).await;
    act(&call, Act::Press(Leg::A, '#')).await;
    until(&mut entries, rings).await;
    sleep(Duration::from_secs(10)).await;
    act(&call, Act::Answer(Leg::B)).await;
    act(&call, Act::HangUp(Leg::A)).await;
    act(&call, Act::HangUp(Leg::B)).await;
    call.ended().await;
    let transcript = call.transcript();
    let plays: Vec<_> = transcript
        .entries
        .iter()
        .filter_map(|entry| match &entry.what {
            Happening::Hears { length, repeat, .. } => {
                Some((entry.at.as_millis(), Some((length.as_secs(), *repeat))))
            }
            Happening::CutShort { leg: Leg::A } => Some((entry.at.as_millis(), None)),
            _ => None,
        })
        .collect();
    let expected =
        [(0, Some((3, Some(3)))), (4_500, None), (4_500, Some((3, None))), (15_500, None)];
    assert_eq!(plays, expected, "{transcript}");
    // The end of the ringback is not shown.
    assert_eq!(transcript.to_string().matches("cut short").count(), 1, "{transcript}");
}
