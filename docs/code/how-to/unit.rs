//! Tests of handlers as functions, and of single faults.

use offhook::action::{Hangup, Speak};
use offhook::prelude::*;
use offhook_simulator::{Fault, Simulator};

use crate::dial;

#[offhook::app]
struct Hours;

#[on(NewInboundCall, app = Hours)]
async fn welcome() -> action::SpeakAndGetDigits {
    action::SpeakAndGetDigits::new("For our opening hours, press 1.").digits(1)
}

// ANCHOR: unit
#[on(ActionSuccessful(SpeakAndGetDigits), app = Hours)]
async fn chosen(digits: Digits) -> (Speak, Hangup) {
    let text =
        if digits == "1" { "We are open from nine to five." } else { "Goodbye." };
    (Speak::text(text), Hangup::normal())
}

#[tokio::test]
async fn one_is_for_the_opening_hours() {
    let (speak, _) = chosen(digits!("1")).await;
    assert_eq!(speak, Speak::text("We are open from nine to five."));
}
// ANCHOR_END: unit

// ANCHOR: fault
#[tokio::test]
async fn without_speech_the_caller_is_hung_up() {
    let mut phone = dial(Simulator::new(Hours).fault(2, Fault::Throttled)).await;
    phone.hears("press 1").presses("1").is_hung_up().await;
    phone.ends().await;
}
// ANCHOR_END: fault
