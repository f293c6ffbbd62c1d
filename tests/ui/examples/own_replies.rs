//! Types of the user's own as replies.

use offhook::action::{Action, Hangup, Pause, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use offhook::{Answer, IntoReply};

#[offhook::app]
pub struct App;

/// Always has actions.
struct Menu {
    text: &'static str,
    digits: usize,
}

impl Answer for Menu {
    type Content = <SpeakAndGetDigits as Answer>::Content;

    fn reply(self) -> Result<Reply> {
        SpeakAndGetDigits::new(self.text).digits(self.digits).reply()
    }
}

/// May have actions.
enum Next {
    Wait,
    End(String),
}

impl Answer for Next {
    type Content = <Option<(Speak, Hangup)> as Answer>::Content;

    fn reply(self) -> Result<Reply> {
        match self {
            Self::Wait => Ok(Reply::none()),
            Self::End(text) => (Speak::text(text), Hangup::normal()).reply(),
        }
    }
}

/// Suits every event.
struct Anything(Reply);

impl Answer for Anything {
    type Content = <Reply as Answer>::Content;

    fn reply(self) -> Result<Reply> {
        Ok(self.0)
    }
}

/// An element of tuples.
struct Silence;

impl From<Silence> for Action {
    fn from(_: Silence) -> Self {
        Pause::secs(1).into()
    }
}

const fn runs<E, R: IntoReply<E>>() {}
const _: () = runs::<event::CallAnswered, Option<Menu>>();
const _: () = runs::<event::Ringing, Result<Anything>>();

#[on(NewInboundCall)]
async fn welcome() -> Menu {
    Menu { text: "Press 1 for sales, 2 for support.", digits: 1 }
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(digits: Digits) -> Result<Option<Menu>> {
    Ok((digits == "1").then_some(Menu { text: "Enter your order number.", digits: 6 }))
}

#[on(ActionFailed)]
async fn failed(failed: Failed) -> std::result::Result<Next, std::num::ParseIntError> {
    Ok(if failed.message.is_empty() { Next::Wait } else { Next::End(failed.message) })
}

#[on(Ringing)]
async fn ringing() -> Anything {
    Anything(Reply::keep())
}

#[on(CallAnswered)]
async fn answered() -> (Silence, Speak) {
    (Silence, Speak::text("Hello."))
}

#[on_error]
async fn sorry() -> Next {
    Next::End("Sorry.".to_owned())
}

fn main() {}
