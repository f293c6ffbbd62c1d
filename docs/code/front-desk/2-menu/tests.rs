use offhook_simulator::{Phone, Simulator};

use super::*;

/// A call that meets a new process at each event, as calls do after a cold start.
async fn dial() -> Phone {
    Simulator::cold(|| App).dial("+14255550199", "+12065550100").await
}

#[tokio::test]
async fn callers_hear_what_they_choose() {
    let mut phone = dial().await;
    phone.hears("Welcome to Riverside Vets.").hears("press 1").presses("1").await;
    phone.hears("open from nine to five").hears("press 2").presses("2").await;
    phone.hears("1 River Street").hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn a_wrong_key_repeats_the_menu() {
    let mut phone = dial().await;
    phone.hears("press 1").presses("7").hears("press 1").presses("1").await;
    phone.hears("open from nine to five").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_caller_without_keys_is_hung_up() {
    let mut phone = dial().await;
    phone
        .hears("press 1")
        .hears("press 1")
        .hears("press 1")
        .hears("Goodbye.")
        .is_hung_up()
        .await;
    phone.ends().by_application().await;
}
