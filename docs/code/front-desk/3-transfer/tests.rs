use std::panic::AssertUnwindSafe;

use offhook_simulator::{Phone, Simulator};

use super::*;

// ANCHOR: desk
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
// ANCHOR_END: desk

// ANCHOR: tests
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
// ANCHOR_END: tests

/// The failures that the book shows: this desk has no `#[on_error]`.
#[test]
fn the_rehearsal_in_the_book() {
    let rehearsal = async {
        desk(&Messages::default())
            .check_flow(dial, async |phone| {
                phone.hears("press 2").presses("2").far_end(VET).rings_out().await;
                phone
                    .hears("leave a message")
                    .says("My cat has eaten a sock.")
                    .presses("#")
                    .await;
                phone.hears("We will call you back.").is_hung_up().await;
            })
            .await;
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let failed =
        std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(rehearsal)));
    let message = *failed.unwrap_err().downcast::<String>().unwrap();
    let shown = include_str!("rehearsal.txt");
    assert!(message.starts_with(shown), "rehearsal.txt is out of date:\n{message}");
}
