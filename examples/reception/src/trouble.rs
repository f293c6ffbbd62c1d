//! What goes wrong where nothing better is at hand: nobody is left waiting on the line.

use offhook::action::{Action, Hangup, Speak};
use offhook::prelude::*;

/// Another action failed, and the rest of its list was dropped: everybody is hung up.
#[on(ActionFailed)]
async fn failed(call: &Call, failed: Failed) -> Vec<Action> {
    let action = failed.parameters.action_type().map(tracing::field::display);
    tracing::error!(action, error = %failed.error_type, message = failed.message, "failed");
    let legs = call.participants().iter().filter(|leg| leg.is_connected());
    legs.map(|leg| Hangup::normal().on(leg.call_id()).into()).collect()
}

/// Hanging up failed: trying it again and again would help nobody.
#[on(ActionFailed(Hangup))]
async fn not_hung_up(failed: Failed<Hangup>) {
    tracing::error!(error = %failed.error_type, message = failed.message, "can't hang up");
}

/// The service could not use our last reply.
#[on(InvalidLambdaResponse)]
async fn refused(refused: event::InvalidLambdaResponse) -> (Speak, Hangup) {
    tracing::error!(error = %refused.error_type, message = refused.message, "reply refused");
    let apology = "Sorry, something went wrong here. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use offhook::Participant;
    use offhook::event::ErrorType;

    use super::*;
    use crate::tests::caller;

    #[tokio::test]
    async fn a_failure_ends_the_call_for_both() {
        let call = caller().with_participant(Participant::new(Leg::B, "call-b"));
        let failure = Failed::of(Speak::text("Hello.").into(), ErrorType::SystemException, "");
        let hangups = ["call-a", "call-b"].map(|leg| Hangup::normal().on(leg).into());
        assert_eq!(failed(&call, failure).await, hangups);
    }
}
