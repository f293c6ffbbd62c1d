use offhook::prelude::*;

#[offhook::app]
pub struct App;

use offhook::action::Pause;

#[on(NewInboundCall)]
async fn array() -> [Pause; 11] {
    std::array::from_fn(|_| Pause::secs(1))
}

#[on(CallAnswered)]
async fn tuple()
-> (Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause) {
    let one = || Pause::secs(1);
    (one(), one(), one(), one(), one(), one(), one(), one(), one(), one(), one())
}

#[on(DigitsReceived)]
async fn in_a_result() -> Result<[Pause; 12]> {
    Ok(std::array::from_fn(|_| Pause::secs(1)))
}

fn main() {}
