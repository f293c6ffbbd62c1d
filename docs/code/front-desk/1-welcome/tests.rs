// ANCHOR: test
use offhook_simulator::Simulator;

use super::*;

#[tokio::test]
async fn callers_hear_the_opening_hours() {
    let mut phone =
        Simulator::cold(|| App).dial("+14255550199", "+12065550100").await;
    phone.hears("open from nine to five").is_hung_up().await;
    phone.ends().await;
}
// ANCHOR_END: test

/// The ladder that the book shows.
#[tokio::test]
async fn the_ladder_in_the_book() {
    let mut phone = Simulator::new(App).dial("+14255550199", "+12065550100").await;
    phone.hears("open from nine to five").is_hung_up().await;
    phone.ends().await;
    let ladder = phone.transcript().ladder().width(80).to_string();
    assert_eq!(
        ladder.trim_end(),
        include_str!("call.txt").trim_end(),
        "call.txt is out of date:\n{ladder}"
    );
}
