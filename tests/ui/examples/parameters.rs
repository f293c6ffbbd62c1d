//! Every parameter of every event.

#![expect(clippy::too_many_arguments, reason = "a handler takes all that there are")]

use std::collections::BTreeMap;

use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit;

type Texts = BTreeMap<String, String>;

/// A handler with the parameters of all events, and these.
macro_rules! takes {
    ($event:ident $(($($action:ident)|+))?, $name:ident $(, $parameter:ty)*) => {
        #[on($event $(($($action)|+))?)]
        async fn $name(
            _: &App,
            _: &Call,
            _: &Invocation,
            _: &mut Session<Visit>,
            _: &TransactionAttributes,
            _: &SipHeaders,
            $(_: $parameter,)*
        ) -> Reply {
            Reply::none()
        }
    };
}

takes!(NewInboundCall, new_inbound_call, event::NewInboundCall);
takes!(NewOutboundCall, new_outbound_call, event::NewOutboundCall, Arguments<Texts>);
takes!(Ringing, ringing, event::Ringing);
takes!(CallAnswered, call_answered, event::CallAnswered);
takes!(Hangup, hangup, event::Hangup);
takes!(DigitsReceived, digits_received, event::DigitsReceived, Digits);
takes!(CallUpdateRequested, update, event::CallUpdateRequested, Arguments<Texts>);
takes!(InvalidLambdaResponse, invalid, event::InvalidLambdaResponse);

takes!(ActionSuccessful, succeeded, Succeeded, event::ActionSuccessful);
takes!(ActionFailed, failed, Failed, event::ActionFailed);
takes!(ActionInterrupted, interrupted, Interrupted, event::ActionInterrupted);

takes!(
    ActionSuccessful(SpeakAndGetDigits),
    spoken,
    Succeeded<action::SpeakAndGetDigits>,
    event::ActionSuccessful<action::SpeakAndGetDigits>,
    Succeeded,
    Digits
);
takes!(
    ActionSuccessful(PlayAudioAndGetDigits),
    played,
    Succeeded<action::PlayAudioAndGetDigits>,
    Succeeded,
    Digits
);
takes!(ActionSuccessful(RecordAudio | Pause), either, Succeeded);
takes!(ActionFailed(Speak), speechless, Failed<action::Speak>, Failed);
takes!(ActionInterrupted(Speak), cut_short, Interrupted<action::Speak>, Interrupted);

#[on(_)]
async fn rest(
    _: &App,
    _: &Call,
    _: &Invocation,
    _: &mut Session<Visit>,
    _: &TransactionAttributes,
    _: &SipHeaders,
) {
}

#[on_error]
async fn sorry(
    _: &Error,
    _: &App,
    _: &Call,
    _: &Invocation,
    _: &mut Session<Visit>,
    _: &TransactionAttributes,
    _: &SipHeaders,
) {
}

fn main() {}
