use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn bye() -> String {
    String::from("Goodbye.")
}

#[on(CallAnswered)]
async fn answered() -> Result<&'static str> {
    Ok("Hello.")
}

#[on(DigitsReceived)]
async fn digits() -> (action::Speak, u8) {
    (action::Speak::text("Thank you."), 1)
}

#[on(InvalidLambdaResponse)]
async fn error() -> std::result::Result<action::Speak, u8> {
    Err(1)
}

fn main() {}
