//! What goes wrong where nothing better is at hand: nobody is left waiting on the line.

use offhook::action::{Action, Hangup, Pause, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

/// Another action failed, and the rest of its list was dropped: everybody is hung up.
#[on(ActionFailed)]
async fn failed(call: &Call, failed: Failed) -> Vec<Action> {
    tracing::error!("{failed}");
    Hangup::all(call)
}

/// Hanging up failed. Being throttled passes; anything else would only fail again and again.
#[on(ActionFailed(Hangup))]
async fn not_hung_up(failed: Failed<Hangup>) -> Option<(Pause, Hangup)> {
    tracing::error!("{failed}");
    let passes = failed.error_type == ErrorType::ActionExecutionThrottled;
    passes.then(|| (Pause::secs(1), Hangup::normal()))
}

/// The service could not use our last reply.
#[on(InvalidLambdaResponse)]
async fn refused(refused: event::InvalidLambdaResponse) -> (Speak, Hangup) {
    tracing::error!("{refused}");
    let apology = "Sorry, something went wrong here. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::caller;

    #[tokio::test]
    async fn a_failure_ends_the_call_for_both() {
        let call = caller().bridged("+12065550123");
        let failure = Failed::new(Speak::text("Hello.").into(), ErrorType::SystemException, "");
        let hangups = ["call-a", "call-b"].map(|leg| Hangup::normal().on(leg).into());
        assert_eq!(failed(&call, failure).await, hangups);
    }
}
