use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(ActionSuccessful(Speak))]
async fn spoken(succeeded: Succeeded<action::Pause>) {
    let _ = succeeded;
}

fn main() {}
