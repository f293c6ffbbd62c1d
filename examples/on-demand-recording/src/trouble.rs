//! What goes wrong where nothing better is at hand: nobody is left waiting on the line, and a
//! conversation is not cut off for it.

use offhook::action::{Action, Hangup, Pause, ReceiveDigits, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::Stage;

/// Whether one is left alone. They are being hung up, but what a handler returns takes the place of
/// a hang-up that waits: it must be another.
pub(crate) fn is_alone(call: &Call) -> bool {
    call.connected().count() < 2
}

/// Something could not be said: no reason to end a conversation, but before that the caller would
/// wait for ever, because the rest of the list was dropped.
#[on(ActionFailed(Speak))]
async fn not_said(call: &Call, stage: &Session<Stage>, failed: Failed<Speak>) -> Vec<Action> {
    tracing::error!("{failed}");
    let ends = **stage == Stage::Connecting || is_alone(call);
    if ends { Hangup::all(call) } else { Vec::new() }
}

/// The keys don't work: the two can still talk.
#[on(ActionFailed(ReceiveDigits))]
async fn deaf(call: &Call, failed: Failed<ReceiveDigits>) -> Vec<Action> {
    tracing::error!("{failed}");
    if is_alone(call) { Hangup::all(call) } else { Vec::new() }
}

/// Hanging up failed. Being throttled passes; anything else would only fail again and again.
#[on(ActionFailed(Hangup))]
async fn not_hung_up(failed: Failed<Hangup>) -> Option<(Pause, Hangup)> {
    tracing::error!("{failed}");
    let passes = failed.error_type == ErrorType::ActionExecutionThrottled;
    passes.then(|| (Pause::secs(1), Hangup::normal()))
}

/// Another action failed, and the rest of its list was dropped: everybody is hung up.
#[on(ActionFailed)]
async fn failed(call: &Call, failed: Failed) -> Vec<Action> {
    tracing::error!("{failed}");
    Hangup::all(call)
}

/// The service could not use our last reply: whoever waits for something is let go.
#[on(InvalidLambdaResponse)]
async fn refused(
    call: &Call,
    stage: &Session<Stage>,
    refused: event::InvalidLambdaResponse,
) -> Vec<Action> {
    tracing::error!("{refused}");
    let talking = **stage != Stage::Connecting && !is_alone(call);
    if talking { Vec::new() } else { Hangup::all(call) }
}

#[cfg(test)]
mod tests {
    use offhook::action::VoiceFocus;

    use super::*;
    use crate::tests::{bridged, caller};

    fn silence() -> Failed<Speak> {
        Failed::new(Speak::text("Hello."), ErrorType::AccessDenied, "")
    }

    #[tokio::test]
    async fn a_caller_who_can_not_be_greeted_is_let_go() {
        let hangup = [Hangup::normal().on("call-a").into()];
        assert_eq!(not_said(&caller(), &Session::default(), silence()).await, hangup);
    }

    #[tokio::test]
    async fn a_conversation_is_not_cut_off_for_a_word() {
        let stage = Session::new(Stage::Recording);
        assert_eq!(not_said(&bridged(), &stage, silence()).await, []);
    }

    #[tokio::test]
    async fn another_failure_ends_the_call_for_both() {
        let failure = Failed::new(VoiceFocus::enable().into(), ErrorType::SystemException, "");
        let hangups = ["call-a", "call-b"].map(|leg| Hangup::normal().on(leg).into());
        assert_eq!(failed(&bridged(), failure).await, hangups);
    }

    #[tokio::test]
    async fn a_refused_reply_leaves_nobody_alone() {
        let refusal = || event::InvalidLambdaResponse::new(ErrorType::SchemaVersionMismatch, "");
        let talking = || Session::new(Stage::Talking);
        assert_eq!(refused(&bridged(), &talking(), refusal()).await, []);
        for (call, stage) in [(caller(), Session::default()), (caller(), talking())] {
            let hangup = [Hangup::normal().on("call-a").into()];
            assert_eq!(refused(&call, &stage, refusal()).await, hangup);
        }
    }
}
