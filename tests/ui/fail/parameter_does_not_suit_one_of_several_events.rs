use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(DigitsReceived | Hangup | ActionSuccessful(SpeakAndGetDigits | Speak))]
async fn pressed(digits: Digits) {
    let _ = digits;
}

fn main() {}
