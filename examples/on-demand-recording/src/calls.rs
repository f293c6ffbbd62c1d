//! Calls, from the first ring to the last hang-up.

use std::sync::Arc;
use std::time::Duration;

use offhook::Leg;
use offhook_simulator::{FarEnd, Fault, Phone, Profile, Simulator, Soak, Step};

use crate::App;

const CALLER: &str = "+14255550199";
const SUPPORT: &str = "+12065550100";
const AGENT: &str = "+12065550123";

fn support() -> Simulator {
    Simulator::new(App::for_test())
}

/// A call bridged to the agent, who has heard about the keys.
async fn talking(support: &Simulator) -> Phone {
    let mut phone = support.dial(CALLER, SUPPORT).await;
    phone.hears("I am calling an agent for you.").far_end(AGENT).answers().await;
    phone.far_end(AGENT).hears("To record this call, press star 1.").await;
    phone
}

#[tokio::test]
async fn a_call_is_recorded_paused_and_resumed() {
    for profile in Profile::each() {
        let mut phone = support().profile(profile).dial(CALLER, SUPPORT).await;
        phone.hears("Welcome to Example Support.").far_end(AGENT).answers().await;
        phone.far_end(AGENT).hears("press star 1").presses("*1").await;
        phone.hears("This call is now being recorded.").await;
        phone.far_end(AGENT).hears("This call is now being recorded.").await;
        assert!(phone.is_recording(Leg::A), "{profile}");
        phone.presses("*2").hears("The recording is paused.").await;
        assert!(!phone.is_recording(Leg::A), "{profile}");
        phone.waits(Duration::from_secs(10)).presses("*3").hears("The recording goes on.").await;
        phone.waits(Duration::from_secs(10)).presses("*0").hears("The recording has ended.").await;
        phone.is_recorded("recordings/calls/").hangs_up().await;
        phone.ends().by_caller().await;
        assert_eq!(phone.recordings().len(), 1, "{profile}");
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn a_recording_ends_with_the_call() {
    for profile in Profile::each() {
        let mut phone = talking(&support().profile(profile)).await;
        phone.presses("*1").hears("now being recorded").hangs_up().await;
        phone.ends().by_caller().await;
        assert_eq!(phone.recordings().len(), 1, "{profile}");

        let mut phone = talking(&support().profile(profile)).await;
        phone.presses("*1").hears("now being recorded").far_end(AGENT).hangs_up().await;
        phone.is_hung_up().await;
        phone.ends().by_application().await;
        assert_eq!(phone.recordings().len(), 1, "{profile}");
    }
}

#[tokio::test]
async fn without_keys_nothing_is_recorded() {
    for profile in Profile::each() {
        let mut phone = talking(&support().profile(profile)).await;
        phone.presses("*9").presses("1").waits(Duration::from_mins(1)).hangs_up().await;
        phone.ends().by_caller().await;
        assert!(phone.recordings().is_empty());
    }
}

#[tokio::test]
async fn keys_without_effect_are_answered() {
    let mut phone = talking(&support()).await;
    phone.presses("*2").hears("This call is not being recorded.").await;
    phone.presses("*1").hears("now being recorded").presses("*3").hears("already").await;
    phone.presses("*2").hears("paused").presses("*1").hears("To resume it, press star 3.").await;
    phone.presses("*0").hears("has ended").presses("*1").hears("It can not start again.").await;
    phone.hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn the_agent_is_answered_too() {
    let mut phone = talking(&support()).await;
    phone.far_end(AGENT).presses("*2").hears("not being recorded.").await;
    phone.far_end(AGENT).presses("*1").caller().hears("now being recorded").hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn a_caller_who_does_not_reach_the_agent_hears_it() {
    for does in [FarEnd::IsBusy, FarEnd::RingsOut, FarEnd::Refuses, FarEnd::IsUnreachable] {
        let mut phone = support().dial(CALLER, SUPPORT).await;
        phone.take(&Step::BridgedTo(AGENT.to_owned(), does)).await.unwrap();
        phone.hears("No agent can take your call right now.").is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn a_leg_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let support = support().profile(profile);
        let mut phone = support.dial(CALLER, SUPPORT).await;
        phone.starts_hearing("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = support.dial(CALLER, SUPPORT).await;
        phone.hears("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = support.dial(CALLER, SUPPORT).await;
        phone.hears("Welcome").far_end(AGENT).answers().hangs_up().await;
        phone.is_hung_up().await;
        phone.ends().by_application().await;

        let mut phone = talking(&support).await;
        phone.presses("*1").starts_hearing("now being recorded").hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn a_recording_that_fails_is_announced() {
    let mut phone = talking(&support().fault(1, Fault::S3Denied)).await;
    phone.presses("*1").hears("This call is still not being recorded.").await;
    phone.far_end(AGENT).hears("still not being recorded.").caller().hangs_up().await;
    phone.ends().by_caller().await;

    // Event 4 is the first key, to which nothing is said then.
    let mut phone = talking(&support().fault(4, Fault::Throttled)).await;
    phone.presses("*1").waits(Duration::from_secs(10)).presses("*1").hears("now being").await;
    phone.hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn without_speech_a_conversation_goes_on_and_a_call_does_not_begin() {
    let mut phone = support().fault(2, Fault::PollyDenied).dial(CALLER, SUPPORT).await;
    phone.far_end(AGENT).answers().caller().presses("*1").waits(Duration::from_secs(10)).await;
    assert!(phone.is_recording(Leg::A));
    phone.hangs_up().await;
    phone.ends().by_caller().await;

    let mut phone = support().fault(1, Fault::PollyDenied).dial(CALLER, SUPPORT).await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn a_slow_or_repeated_lambda_changes_nothing() {
    for fault in [Fault::SlowLambda, Fault::LambdaError, Fault::DuplicateDelivery] {
        for sequence in 1..=6 {
            let mut phone = support().fault(sequence, fault).dial(CALLER, SUPPORT).await;
            phone.far_end(AGENT).answers().hears("press star 1").await;
            phone.waits(Duration::from_secs(10)).presses("*1").hears("now being recorded").await;
            phone.hangs_up().await;
            phone.ends().by_caller().await;
            assert_eq!(phone.recordings().len(), 1, "{fault} at {sequence}");
        }
    }
}

#[tokio::test]
async fn keys_do_not_keep_a_leg_that_is_alone() {
    let mut phone = support().dial(CALLER, SUPPORT).await;
    phone.hears("Welcome").far_end(AGENT).answers().presses("*1").await;
    // The agent still hears about the keys when their hang-up is asked for.
    phone.hangs_up().far_end(AGENT).is_hung_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn a_throttled_hangup_is_repeated() {
    // Event 4 is the caller's hang-up.
    let mut phone = talking(&support().fault(4, Fault::Throttled)).await;
    phone.hangs_up().far_end(AGENT).is_hung_up().await;
    phone.ends().by_caller().await;
}

/// The call, with everything that can go wrong in it.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let recorded = async |phone: &mut Phone| {
        phone.hears("I am calling an agent").far_end(AGENT).answers().await;
        phone.far_end(AGENT).hears("press star 1").presses("*1").await;
        phone.hears("now being recorded").waits(Duration::from_secs(10)).presses("*0").await;
        phone.hears("has ended").is_recorded("recordings/calls/").hangs_up().await;
        phone.ends().await;
    };
    let support = Simulator::cold(App::for_test);
    support.rehearse(|simulator| simulator.dial(CALLER, SUPPORT), recorded).await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let agent = |does| Step::BridgedTo(AGENT.to_owned(), does);
    let steps = [
        agent(FarEnd::Answers),
        agent(FarEnd::Answers),
        agent(FarEnd::IsBusy),
        agent(FarEnd::Presses("*1".to_owned())),
        agent(FarEnd::HangsUp),
        Step::Presses("*1".to_owned()),
        Step::Presses("*2".to_owned()),
        Step::Presses("*3".to_owned()),
        Step::Presses("*0".to_owned()),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_mins(1)),
        Step::Updates([("a".to_owned(), "b".to_owned())].into()),
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let support = Simulator::new(Arc::new(App::for_test()));
    Soak::new(support, steps).run(|simulator| simulator.dial(CALLER, SUPPORT)).await;
}
