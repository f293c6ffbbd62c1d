//! Calls, from the first ring to the last hang-up.

use std::sync::Arc;
use std::time::Duration;

use offhook_simulator::{FarEnd, Fault, Phone, Profile, Simulator, Soak, Step};

use crate::App;

const CALLER: &str = "+14255550199";
const LINE: &str = "+12065550100";
const AGENT: &str = "+12065550123";
const BILLING: &str = "+12065550145";
const TRANSFER: [(&str, &str); 2] = [("transfer", BILLING), ("reason", "billing")];

fn line() -> Simulator {
    Simulator::new(App::for_test())
}

/// A call bridged to the agent.
async fn talking(line: &Simulator) -> Phone {
    let mut phone = line.dial(CALLER, LINE).await;
    phone.hears("I am calling an agent for you.").far_end(AGENT).answers().await;
    phone
}

#[tokio::test]
async fn the_caller_is_transferred() {
    for profile in Profile::each() {
        let mut phone = line().profile(profile).dial(CALLER, LINE).await;
        phone.hears("Welcome. I am calling an agent for you.").far_end(AGENT).answers().await;
        phone.waits(Duration::from_mins(1)).updates(TRANSFER).await;
        phone.far_end(AGENT).hears("I am taking this caller back.").await;
        phone.far_end(AGENT).is_hung_up().caller().hears("I am transferring you.").await;
        phone.far_end(BILLING).answers().waits(Duration::from_mins(1)).caller().hangs_up().await;
        phone.far_end(BILLING).is_hung_up().await;
        phone.ends().by_caller().await;
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn a_hang_up_of_the_other_leg_ends_the_call() {
    for profile in Profile::each() {
        let mut phone = talking(&line().profile(profile)).await;
        phone.far_end(AGENT).hangs_up().caller().is_hung_up().await;
        phone.ends().by_application().await;

        let mut phone = talking(&line().profile(profile)).await;
        phone.updates(TRANSFER).far_end(BILLING).answers().await;
        phone.far_end(BILLING).hangs_up().caller().is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn a_transfer_that_fails_leads_back_to_the_agent() {
    for profile in Profile::each() {
        for does in [FarEnd::IsBusy, FarEnd::RingsOut, FarEnd::Refuses, FarEnd::IsUnreachable] {
            let mut phone = talking(&line().profile(profile)).await;
            phone.updates(TRANSFER).await;
            phone.take(&Step::BridgedTo(BILLING.to_owned(), does)).await.unwrap();
            phone.hears("I am calling your agent again.").far_end(AGENT).answers().await;
            phone.hangs_up().await;
            phone.ends().by_caller().await;
        }
    }
}

#[tokio::test]
async fn a_caller_who_reaches_no_agent_hears_it() {
    for does in [FarEnd::IsBusy, FarEnd::RingsOut, FarEnd::Refuses, FarEnd::IsUnreachable] {
        let mut phone = line().dial(CALLER, LINE).await;
        phone.take(&Step::BridgedTo(AGENT.to_owned(), does.clone())).await.unwrap();
        phone.hears("No agent can talk to you right now.").is_hung_up().await;
        phone.ends().by_application().await;

        let mut phone = talking(&line()).await;
        phone.updates(TRANSFER).far_end(BILLING).is_busy().await;
        phone.take(&Step::BridgedTo(AGENT.to_owned(), does)).await.unwrap();
        phone.hears("No agent can talk to you right now.").is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn the_transfer_continues_when_the_agent_leaves_during_the_announcement() {
    for profile in Profile::each() {
        let mut phone = talking(&line().profile(profile)).await;
        phone.updates(TRANSFER).waits(Duration::from_millis(500)).await;
        phone.far_end(AGENT).hangs_up().caller().hears("I am transferring you.").await;
        phone.far_end(BILLING).answers().caller().hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn a_transfer_can_follow_a_transfer() {
    for profile in Profile::each() {
        let mut phone = talking(&line().profile(profile)).await;
        phone.updates(TRANSFER).far_end(BILLING).answers().await;
        phone.updates([("transfer", AGENT)]).far_end(BILLING).is_hung_up().await;
        phone.far_end(AGENT).answers().caller().hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn invalid_and_untimely_updates_change_nothing() {
    let mut phone = line().dial(CALLER, LINE).await;
    phone.starts_hearing("Welcome").updates(TRANSFER).far_end(AGENT).answers().await;
    phone.updates([("transfer", "555-0145")]).updates([("colour", "red")]).await;
    phone.updates(TRANSFER).updates(TRANSFER).far_end(BILLING).answers().await;
    phone.hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn the_caller_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let line = line().profile(profile);
        let mut phone = line.dial(CALLER, LINE).await;
        phone.starts_hearing("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = line.dial(CALLER, LINE).await;
        phone.hears("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = talking(&line).await;
        phone.updates(TRANSFER).waits(Duration::from_millis(500)).hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = talking(&line).await;
        phone.updates(TRANSFER).starts_hearing("I am transferring you.").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = talking(&line).await;
        phone.updates(TRANSFER).hears("I am transferring you.").hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn a_deed_is_done_without_its_announcement() {
    for fault in [Fault::Throttled, Fault::PollyDenied] {
        for sequence in 1..=4 {
            let mut phone = line().fault(sequence, fault).dial(CALLER, LINE).await;
            phone.far_end(AGENT).answers().updates(TRANSFER).await;
            phone.far_end(BILLING).answers().caller().hangs_up().await;
            phone.ends().by_caller().await;
        }
    }
}

#[tokio::test]
async fn a_slow_or_repeated_lambda_changes_nothing() {
    for fault in [Fault::SlowLambda, Fault::LambdaError, Fault::DuplicateDelivery] {
        for sequence in 1..=5 {
            let mut phone = line().fault(sequence, fault).dial(CALLER, LINE).await;
            phone.far_end(AGENT).answers().waits(Duration::from_secs(10)).await;
            phone.updates(TRANSFER).far_end(BILLING).answers().caller().hangs_up().await;
            phone.ends().by_caller().await;
        }
    }
}

#[tokio::test]
async fn a_throttled_hangup_is_repeated() {
    let mut phone = talking(&line().fault(3, Fault::Throttled)).await;
    phone.hangs_up().await;
    phone.far_end(AGENT).is_hung_up().await;
    phone.ends().by_caller().await;

    let mut phone = talking(&line().fault(3, Fault::Throttled)).await;
    phone.far_end(AGENT).hangs_up().caller().is_hung_up().await;
    phone.ends().by_application().await;
}

/// The call, with everything that can go wrong in it.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let transferred = async |phone: &mut Phone| {
        phone.hears("I am calling an agent").far_end(AGENT).answers().await;
        phone.updates(TRANSFER).far_end(AGENT).hears("I am taking this caller back.").await;
        phone.far_end(AGENT).is_hung_up().caller().hears("I am transferring you.").await;
        phone.far_end(BILLING).answers().caller().hangs_up().far_end(BILLING).is_hung_up().await;
    };
    let line = Simulator::cold(App::for_test);
    line.rehearse(|simulator| simulator.dial(CALLER, LINE), transferred).await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let transfer =
        |number: &str| Step::Updates([("transfer".to_owned(), number.to_owned())].into());
    let steps = [
        transfer(BILLING),
        transfer(AGENT),
        transfer("555-0145"),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_mins(1)),
        Step::BridgedTo(AGENT.to_owned(), FarEnd::Answers),
        Step::BridgedTo(AGENT.to_owned(), FarEnd::Answers),
        Step::BridgedTo(AGENT.to_owned(), FarEnd::IsBusy),
        Step::BridgedTo(BILLING.to_owned(), FarEnd::Answers),
        Step::BridgedTo(BILLING.to_owned(), FarEnd::IsBusy),
        Step::BridgedTo(BILLING.to_owned(), FarEnd::HangsUp),
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let line = Simulator::new(Arc::new(App::for_test()));
    Soak::new(line, steps).check_flow().run(|simulator| simulator.dial(CALLER, LINE)).await;
}
