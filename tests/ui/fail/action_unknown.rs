use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(ActionFailed(Spaek | PlayAudio))]
async fn misspelt() {}

#[on(ActionSuccessful(GetDigits))]
async fn old_name() {}

fn main() {}
