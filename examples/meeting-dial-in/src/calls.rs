//! Calls, from the first ring to the last hang-up.

use std::sync::Arc;
use std::time::Duration;

use offhook_simulator::{Fault, FindingKind, Phone, Profile, Simulator, Soak, Step};

use crate::App;

const CALLER: &str = "+14255550199";
const LINE: &str = "+12065550100";
const ADMIT: [(&str, &str); 1] = [("action", "admit")];
const REJECT: [(&str, &str); 1] = [("action", "reject")];

fn line() -> Simulator {
    Simulator::new(App::for_test())
}

async fn call() -> Phone {
    line().dial(CALLER, LINE).await
}

/// A caller who waits for the host.
async fn waiting(line: &Simulator) -> Phone {
    let mut phone = line.dial(CALLER, LINE).await;
    phone.hears("Enter your PIN").presses("246810#").hears("Please wait until the host").await;
    phone
}

/// A caller who is in the meeting.
async fn in_meeting(line: &Simulator) -> Phone {
    let mut phone = waiting(line).await;
    phone.updates(ADMIT).hears("The host lets you in.").joins_meeting("standup").await;
    phone
}

#[tokio::test]
async fn the_caller_waits_joins_and_leaves() {
    for profile in Profile::each() {
        let mut phone = line().profile(profile).dial(CALLER, LINE).await;
        phone.hears("Welcome to the meeting line. Enter your PIN").presses("246810#").await;
        phone.hears("Thank you. Please wait until the host lets you in.").await;
        phone.waits(Duration::from_secs(2)).updates(ADMIT).await;
        phone.hears("The host lets you in.").joins_meeting("standup").await;
        phone.presses("*6").hears("You are muted.").presses("*6").hears("no longer muted").await;
        phone.waits(Duration::from_mins(10)).hangs_up().await;
        phone.ends().by_caller().await;
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn the_end_of_the_meeting_is_the_end_of_the_call() {
    for profile in Profile::each() {
        let mut phone = in_meeting(&line().profile(profile)).await;
        phone.meeting_ends().hears("The meeting has ended. Goodbye.").is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn the_host_can_reject_a_caller() {
    for profile in Profile::each() {
        let line = line().profile(profile);
        let mut phone = waiting(&line).await;
        phone.updates(REJECT).hears("The host can't let you in. Goodbye.").is_hung_up().await;
        phone.ends().by_application().await;

        let mut phone = in_meeting(&line).await;
        phone.updates(REJECT).is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn the_host_can_admit_a_caller_during_an_announcement() {
    for profile in Profile::each() {
        let mut phone = line().profile(profile).dial(CALLER, LINE).await;
        phone.hears("PIN").presses("246810#").starts_hearing("Please wait").updates(ADMIT).await;
        phone.hears("The host lets you in.").joins_meeting(None).hangs_up().await;
        phone.ends().await;
    }
}

#[tokio::test]
async fn invalid_and_untimely_updates_change_nothing() {
    let mut phone = call().await;
    phone
        .starts_hearing("PIN")
        .updates(ADMIT)
        .updates(REJECT)
        .hears("PIN")
        .presses("246810#")
        .await;
    phone.hears("Please wait").updates([("action", "amdit")]).updates([("colour", "red")]).await;
    phone.updates(ADMIT).joins_meeting(None).updates(ADMIT).presses("*6").hears("muted").await;
    phone.hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn a_caller_waits_a_limited_time() {
    let patience = Duration::from_mins(15);
    let mut phone = waiting(&line().patience(patience)).await;
    phone.hears("Nobody has let you in.").is_hung_up().await;
    // The waiting room is silent.
    phone.ends().by_application().allow(FindingKind::DeadAir).await;
    assert!(phone.now() < patience && phone.invocations() < 100, "{phone:?}");
}

#[tokio::test]
async fn the_third_wrong_pin_ends_the_call() {
    let mut phone = call().await;
    phone.hears("Enter your PIN").presses("999999#").hears("No meeting has this PIN.").await;
    phone.presses("999998#").hears("No meeting has this PIN.").presses("999997#").await;
    phone.hears("We could not find your meeting. Goodbye.").is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn an_invalid_pin_is_asked_for_again() {
    let mut phone = call().await;
    phone.hears("Enter your PIN").presses("12#").hears("A PIN has 4 to 10 digits.").await;
    phone.presses("246810#").hears("Please wait").hangs_up().await;
    phone.ends().await;

    let mut phone = call().await;
    phone.hears("We did not get a PIN. Goodbye.").is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn the_caller_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let line = line().profile(profile);
        let mut phone = line.dial(CALLER, LINE).await;
        phone.starts_hearing("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = waiting(&line).await;
        phone.hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = waiting(&line).await;
        phone.updates(ADMIT).starts_hearing("lets you in").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = in_meeting(&line).await;
        phone.presses("*6").starts_hearing("You are muted.").hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn a_meeting_that_can_not_be_joined_ends_the_call() {
    let another = line().unchecked().dial(CALLER, LINE).await;
    let token = format!("token-standup-{}", another.transcript().transaction_id);
    let mut phone = waiting(&line().refuses_join_token(&token)).await;
    phone.updates(ADMIT).hears("The meeting can't be joined right now.").is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn a_microphone_that_can_not_be_switched_stays_as_it_is() {
    // Event 7 is star six, and its reply mutes the caller.
    let mut phone = in_meeting(&line().fault(7, Fault::Throttled)).await;
    phone.presses("*6").hears("Your microphone could not be switched.").await;
    phone.presses("*6").hears("You are muted.").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn without_speech_a_meeting_goes_on_and_a_call_does_not_begin() {
    let mut phone = in_meeting(&line().fault(7, Fault::PollyDenied)).await;
    phone.presses("*6").waits(Duration::from_mins(1)).presses("*6").hangs_up().await;
    phone.ends().by_caller().await;

    let mut phone = line().fault(1, Fault::PollyDenied).dial(CALLER, LINE).await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn a_throttled_hangup_is_repeated() {
    let mut phone = waiting(&line().fault(3, Fault::Throttled)).await;
    phone.updates(REJECT).is_hung_up().await;
    phone.ends().by_application().await;

    let mut phone = in_meeting(&line().fault(7, Fault::Throttled)).await;
    phone.updates(REJECT).is_hung_up().await;
    phone.ends().by_application().await;
}

/// The call, with everything that can go wrong in it.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let joined = async |phone: &mut Phone| {
        phone.hears("Enter your PIN").presses("246810#").hears("Please wait until the host").await;
        phone.updates(ADMIT).hears("The host lets you in.").joins_meeting("standup").await;
        phone.presses("*6").hears("You are muted.").hangs_up().await;
        phone.ends().await;
    };
    let line = Simulator::cold(App::for_test);
    line.rehearse(|simulator| simulator.dial(CALLER, LINE), joined).await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let update = |action: &str| Step::Updates([("action".to_owned(), action.to_owned())].into());
    let steps = [
        Step::Presses("246810#".to_owned()),
        Step::Presses("246810#".to_owned()),
        Step::Presses("999999#".to_owned()),
        Step::Presses("*6".to_owned()),
        Step::Presses("5".to_owned()),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_mins(1)),
        update("admit"),
        update("admit"),
        update("reject"),
        update("amdit"),
        Step::MeetingEnds,
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let line = Simulator::new(Arc::new(App::for_test()));
    Soak::new(line, steps).run(|simulator| simulator.dial(CALLER, LINE)).await;
}
