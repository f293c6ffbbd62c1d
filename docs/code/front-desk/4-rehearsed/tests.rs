// ANCHOR: head
use offhook_simulator::{FarEnd, Phone, Profile, Scenario, Simulator, Soak, Step};

use super::*;
// ANCHOR_END: head

const VET: &str = "+12065550123";

/// A desk whose processes share the messages, and nothing else.
fn desk(messages: &Messages) -> Simulator {
    let messages = messages.clone();
    Simulator::cold(move || App {
        vet: e164!("+12065550123"),
        bucket: "recordings".to_owned(),
        messages: messages.clone(),
    })
}

async fn dial(desk: Simulator) -> Phone {
    desk.dial("+14255550199", "+12065550100").await
}

#[tokio::test]
async fn a_caller_talks_to_the_vet() {
    let mut phone = dial(desk(&Messages::default())).await;
    phone.hears("press 2").presses("2").hears("I am calling the vet").await;
    phone.far_end(VET).answers().waits(Duration::from_secs(60)).hangs_up().await;
    phone.is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_caller_leaves_a_message() {
    let messages = Messages::default();
    let mut phone = dial(desk(&messages)).await;
    phone.hears("press 2").presses("2").far_end(VET).rings_out().await;
    phone
        .hears("leave a message")
        .says("My cat has eaten a sock.")
        .presses("#")
        .await;
    phone.hears("We will call you back.").is_hung_up().await;
    phone.ends().await;
    assert_eq!(messages.all().len(), 1);
}

#[tokio::test]
async fn a_message_that_ends_with_the_call_is_kept() {
    let messages = Messages::default();
    let mut phone = dial(desk(&messages)).await;
    phone.hears("press 2").presses("2").far_end(VET).is_busy().await;
    phone
        .hears("leave a message")
        .says("My cat has eaten a sock.")
        .hangs_up()
        .await;
    phone.ends().by_caller().await;
    assert_eq!(messages.all().len(), 1);
}

// ANCHOR: rehearsal
#[tokio::test]
async fn the_call_is_rehearsed() {
    let leaves_a_message = async |phone: &mut Phone| {
        phone.hears("press 2").presses("2").far_end(VET).rings_out().await;
        phone
            .hears("leave a message")
            .says("My cat has eaten a sock.")
            .presses("#")
            .await;
        phone.hears("We will call you back.").is_hung_up().await;
    };
    desk(&Messages::default()).check_flow(dial, leaves_a_message).await;
}
// ANCHOR_END: rehearsal

// ANCHOR: profiles
#[tokio::test]
async fn the_vet_is_reached_under_every_profile() {
    for profile in Profile::each() {
        let mut phone = dial(desk(&Messages::default()).profile(profile)).await;
        phone.hears("press 2").presses("2").far_end(VET).answers().await;
        phone.hangs_up().far_end(VET).is_hung_up().await;
        phone.ends().await;
    }
}
// ANCHOR_END: profiles

// ANCHOR: soak
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let steps = [
        Step::Presses("1".to_owned()),
        Step::Presses("2".to_owned()),
        Step::Says("My cat has eaten a sock.".to_owned()),
        Step::Waits(Duration::from_secs(5)),
        Step::BridgedTo(VET.to_owned(), FarEnd::Answers),
        Step::BridgedTo(VET.to_owned(), FarEnd::IsBusy),
        Step::BridgedTo(VET.to_owned(), FarEnd::HangsUp),
        Step::HangsUp,
    ];
    Soak::new(desk(&Messages::default()), steps).check_flow().run(dial).await;
}
// ANCHOR_END: soak

// ANCHOR: scenarios
#[tokio::test]
async fn the_scenarios_pass() {
    for scenario in Scenario::read("scenarios").unwrap() {
        scenario.run(desk(&Messages::default())).await.assert_passed();
    }
}
// ANCHOR_END: scenarios
