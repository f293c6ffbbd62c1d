//! Arguments of the attributes, and other attributes beside them.

use offhook::prelude::*;

#[offhook::app(session = Option<Vec<(u8, String)>>, lone_leg = "hangup", attribute_limit = 0x5000)]
/// The app.
pub struct App {
    pub name: &'static str,
}

/// Stacked.
#[on(NewInboundCall)]
#[on(CallAnswered)]
#[must_use]
async fn welcome() -> action::Speak {
    action::Speak::text("Welcome.")
}

#[on(
    Hangup
    | Ringing
    | ActionFailed(Speak | PlayAudio)
    | ActionInterrupted(Speak)
    | ActionInterrupted
    | ActionSuccessful(Hangup)
)]
async fn nothing_to_do() {}

#[on(ActionFailed(Pause) | ActionFailed, disconnected)]
async fn failed(call: &Call) {
    let _ = call;
}

/// Left out of this build, as its handler is: there is none twice.
#[on(DigitsReceived)]
#[cfg(any())]
async fn digits(digits: Digits, nothing: Missing) {}

#[cfg(any())]
#[on(DigitsReceived)]
async fn also_left_out(digits: Digits) {}

#[on(DigitsReceived)]
#[cfg(not(doc))]
#[allow(unused_variables)]
async fn digits(digits: Digits) {}

#[on(_, disconnected)]
pub(crate) async fn rest(invocation: &Invocation) -> Option<action::Hangup> {
    invocation.call().leg().map(|_| action::Hangup::normal())
}

mod inside {
    pub mod of {
        pub mod modules {
            use offhook::on;

            #[on(InvalidLambdaResponse)]
            pub async fn invalid() {}
        }
    }
}

fn main() {
    // A handler is still a function, and a function may hold handlers.
    let _ = (welcome(), inside::of::modules::invalid());

    #[on(NewOutboundCall)]
    async fn outbound() {}
}
