//! The menu.

use offhook::prelude::*;

use super::{Update, Visit};

#[on(NewInboundCall)]
async fn welcome(visit: &mut Session<Visit>) -> action::SpeakAndGetDigits {
    visit.attempts += 1;
    action::SpeakAndGetDigits::new("Press 1 for the front desk.").digits(1)
}

#[on(ActionSuccessful(SpeakAndGetDigits | PlayAudioAndGetDigits))]
async fn chosen(digits: Digits) -> Option<action::CallAndBridge> {
    (digits == digits!("1")).then(|| action::CallAndBridge::pstn(e164!("+12065550101")))
}

#[on(CallUpdateRequested)]
async fn update(Arguments(Update { digit }): Arguments<Update>) -> Result<action::Speak> {
    match digit {
        9 => Err("the queue is full".into()),
        digit => Ok(action::Speak::text(format!("You are number {digit}."))),
    }
}
