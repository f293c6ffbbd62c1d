//! What goes wrong where nothing better is at hand: nobody is left waiting on the line.

use offhook::action::{Hangup, Pause, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

/// Another action failed, and the rest of its list was dropped, a Hangup too.
#[on(ActionFailed)]
async fn failed(failed: Failed) -> Hangup {
    tracing::error!("{failed}");
    Hangup::normal()
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
    let apology = "Sorry, this mailbox is out of order. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {

    use super::*;

    #[tokio::test]
    async fn without_a_voice_the_call_ends() {
        let failure = Failed::new(Speak::text("Hello.").into(), ErrorType::AccessDenied, "");
        assert_eq!(failed(failure).await, Hangup::normal());
    }
}
