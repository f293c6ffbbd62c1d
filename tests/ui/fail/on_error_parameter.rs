use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on_error]
async fn sorry(digits: Digits, error: Error) -> action::Speak {
    let _ = (digits, error);
    action::Speak::text("Sorry.")
}

fn main() {}
