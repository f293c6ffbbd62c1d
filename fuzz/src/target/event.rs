//! Events: an app with handlers of every form replies to each, without a panic, and errors hold no
//! data of the caller.

use std::collections::BTreeMap;
use std::fmt;

use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind, Outcome};

use super::{JSON, Target, block_on, files};

pub(super) const TARGET: Target =
    Target { name: "event", take, seeds: || files("tests/fixtures/events", "json"), words: JSON };

#[offhook::app(session = Visits, apology = "Sorry.")]
pub(crate) struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visits(u8);

type Texts = BTreeMap<String, String>;

#[on(NewInboundCall | CallAnswered)]
async fn begins(call: &Call, headers: &SipHeaders, visits: &mut Session<Visits>) -> action::Speak {
    visits.0 = visits.0.wrapping_add(1);
    action::Speak::text(format!("{} {}", call.from(), headers.len()))
}

#[on(NewOutboundCall)]
async fn placed(arguments: Arguments<Texts>, visits: &mut Session<Visits>) {
    visits.0 = arguments.0.len().try_into().unwrap_or(u8::MAX);
}

#[on(CallUpdateRequested)]
async fn updated(arguments: Arguments<Texts>, attributes: &TransactionAttributes) -> Reply {
    Reply::keep().with_attributes(attributes.clone().with("n", arguments.0.len()))
}

#[on(DigitsReceived | ActionSuccessful(SpeakAndGetDigits | PlayAudioAndGetDigits))]
async fn chosen(digits: Digits) -> action::SendDigits {
    action::SendDigits::new(digits)
}

#[on(ActionSuccessful(StartBotConversation))]
async fn talked(talked: Succeeded<action::StartBotConversation>) -> action::Speak {
    action::Speak::text(format!("{talked:?}"))
}

#[on(ActionSuccessful)]
async fn done(done: Succeeded) -> Option<action::Pause> {
    _ = done.parameters.raw().len();
    done.parameters.typed().is_some().then(|| action::Pause::secs(1))
}

#[on(ActionFailed)]
async fn failed(failed: Failed) -> action::Hangup {
    _ = (failed.error_type, failed.message);
    action::Hangup::normal()
}

#[on(_)]
async fn rest(invocation: &Invocation, visits: &Session<Visits>) {
    _ = (invocation.action_type(), visits.0);
}

#[on_error]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

fn take(event: &[u8]) {
    let invocation = match Invocation::from_json(event) {
        Ok(invocation) => invocation,
        Err(error) => return hides(&error),
    };
    _ = format!("{invocation:?}");
    match block_on(offhook::respond_detailed(&App, invocation)) {
        Outcome::Replied(reply) => _ = reply.to_json(),
        Outcome::Recovered { failure, .. } | Outcome::Failed(failure) => {
            hides(&failure);
            let failure = failure.downcast_ref::<InvocationError>().expect("the app's failure");
            let panicked = matches!(failure.kind(), InvocationErrorKind::Panicked(_));
            assert!(!panicked, "{failure}");
        }
    }
}

/// Asserts that an error holds none of the seeds' phone numbers, all of which are fictitious.
fn hides(error: &(impl fmt::Display + fmt::Debug)) {
    let text = format!("{error} {error:?}");
    assert!(!text.contains("55501"), "{text}");
}
