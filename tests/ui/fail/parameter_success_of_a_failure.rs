use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(ActionFailed(Speak))]
async fn speechless(succeeded: Succeeded<action::Speak>) {
    let _ = succeeded;
}

fn main() {}
