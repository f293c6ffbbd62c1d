use std::time::Duration;

use offhook_simulator::{Fault, Phone, Profile, Scenario, Simulator};

use super::*;

fn line() -> Simulator {
    Simulator::new(App { meetings: Meetings })
}

async fn dial(line: Simulator) -> Phone {
    line.dial("+14255550199", "+12065550100").await
}

/// A handler is a function.
#[tokio::test]
async fn the_third_unknown_pin_ends_the_call() {
    let app = App { meetings: Meetings };
    let call = Call::inbound("+14255550199", "+12065550100");
    let mut visit = Session::default();
    for _ in 1..TRIES {
        let reply = entered(&app, &call, &mut visit, digits!("9999")).await;
        assert_eq!(reply.unwrap(), ask("No meeting has this PIN.").into());
    }
    let reply = entered(&app, &call, &mut visit, digits!("9999")).await;
    assert_eq!(
        reply.unwrap(),
        goodbye("We could not find your meeting.").into()
    );
}

/// A whole call, under each reading of what the service's documentation leaves open.
#[tokio::test]
async fn the_caller_joins_and_leaves() {
    for profile in Profile::each() {
        let mut phone = dial(line().profile(profile)).await;
        phone.hears("Enter your PIN").presses("999999#").await;
        phone
            .hears("No meeting has this PIN.")
            .presses("246810#")
            .await;
        phone.joins_meeting("standup").await;
        phone.waits(Duration::from_secs(600)).hangs_up().await;
        phone.ends().await;
    }
}

#[tokio::test]
async fn the_end_of_the_meeting_ends_the_call() {
    for profile in Profile::each() {
        let mut phone = dial(line().profile(profile)).await;
        phone
            .hears("Enter your PIN")
            .presses("246810#")
            .joins_meeting("standup")
            .await;
        phone
            .meeting_ends()
            .hears("The meeting has ended.")
            .is_hung_up()
            .await;
        phone.ends().await;
    }
}

#[tokio::test]
async fn a_caller_without_a_pin_is_hung_up() {
    let mut phone = dial(line()).await;
    phone
        .hears("Enter your PIN")
        .presses("12#")
        .hears("A PIN has 4 to 10 digits.")
        .await;
    phone.hears("We did not get a PIN.").is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_meeting_that_cannot_be_joined_ends_the_call() {
    // Event 2 has the PIN.
    let mut phone = dial(line().fault(2, Fault::Throttled)).await;
    phone.hears("Enter your PIN").presses("246810#").await;
    phone
        .hears("The meeting can't be joined")
        .is_hung_up()
        .await;
    phone.ends().await;
}

#[tokio::test]
async fn callers_can_hang_up_at_any_time() {
    let mut phone = dial(line()).await;
    phone.starts_hearing("Welcome").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_call_without_speech_ends() {
    let mut phone = dial(line().fault(1, Fault::PollyDenied)).await;
    phone.is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn the_scenarios_pass() {
    for scenario in Scenario::read("scenarios").unwrap() {
        scenario.run(line()).await.assert_passed();
    }
}

/// The files in `events` are events of one call.
#[tokio::test]
async fn the_events_are_handled() {
    let app = App { meetings: Meetings };
    for event in [
        include_str!("../events/1-new-inbound-call.json"),
        include_str!("../events/2-digits.json"),
        include_str!("../events/3-hangup.json"),
    ] {
        offhook::handle(&app, event).await.unwrap();
    }
}
