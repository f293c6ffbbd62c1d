//! What goes wrong where nothing better is at hand, and how calls end.

use offhook::Participant;
use offhook::action::{Action, Hangup, Pause, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

const APOLOGY: &str = "Something went wrong on the meeting line. Please call again later. Goodbye.";

/// Hangs up everybody after an apology.
fn apologise(call: &Call) -> Vec<Action> {
    let apology = Speak::text(APOLOGY).on(Leg::A);
    std::iter::once(apology.into()).chain(Hangup::all(call)).collect()
}

/// A handler failed, which is the client's doing: the host's software can't be reached.
#[on_error]
async fn sorry(error: &Error, call: &Call, invocation: &Invocation) -> Reply {
    tracing::error!(error = ?error, "a handler failed");
    // Who waits can go on waiting: the host may try again.
    if *invocation.event_type() == event::EventType::CallUpdateRequested {
        return Reply::keep();
    }
    apologise(call).into()
}

/// The service could not use our last reply.
#[on(InvalidLambdaResponse)]
async fn refused(call: &Call, refused: event::InvalidLambdaResponse) -> Vec<Action> {
    tracing::error!("{refused}");
    apologise(call)
}

/// Another action failed, and the rest of its list was dropped.
#[on(ActionFailed)]
async fn failed(call: &Call, failed: Failed) -> Vec<Action> {
    tracing::error!("{failed}");
    Hangup::all(call)
}

/// A leg can't be hung up. Being throttled passes; else, if it was LEG-A, LEG-B was next.
#[on(ActionFailed(Hangup))]
async fn not_hung_up(call: &Call, failed: Failed<Hangup>) -> Vec<Action> {
    tracing::error!("{failed}");
    if failed.error_type == ErrorType::ActionExecutionThrottled {
        return vec![Pause::secs(1).into(), Hangup::normal().into()];
    }
    let was_first = call.leg().and_then(Participant::leg) == Some(Leg::A);
    let next = call.leg_b().filter(|leg| was_first && leg.is_connected());
    next.map(|leg| Hangup::normal().on(leg).into()).into_iter().collect()
}

/// We have hung up one leg: whoever is left follows. The framework sees to that for a HANGUP; which
/// of the two events comes first, or at all, depends.
#[on(ActionSuccessful(Hangup))]
async fn hung_up(call: &Call) -> Vec<Action> {
    let gone = call.leg().map(Participant::call_id);
    let left = call.connected().filter(|leg| Some(leg.call_id()) != gone);
    left.map(|leg| Hangup::normal().on(leg).into()).collect()
}

#[cfg(test)]
mod tests {
    use offhook::call::Status;

    use super::*;

    fn in_meeting() -> Call {
        Call::inbound("+14255550199", "+12065550100")
            .with_participant(Participant::new(Leg::B, "call-b"))
    }

    #[tokio::test]
    async fn a_failure_ends_the_call_for_both() {
        let hangups = ["call-a", "call-b"].map(|leg| Hangup::normal().on(leg).into());
        let failure = Failed::new(Speak::text("Hello.").into(), ErrorType::SystemException, "");
        assert_eq!(failed(&in_meeting(), failure).await, hangups);

        let error: Error = "no connection".into();
        let call = in_meeting();
        let digits = Invocation::new(&event::NewInboundCall, call.clone());
        let reply = sorry(&error, &call, &digits).await;
        assert!(matches!(
            reply.actions(),
            [Action::Speak(_), Action::Hangup(_), Action::Hangup(_)]
        ));
    }

    #[tokio::test]
    async fn an_update_that_fails_leaves_the_caller_waiting() {
        let (error, call): (Error, _) = ("no connection".into(), in_meeting());
        let update = event::CallUpdateRequested::new([("action", "admit")]);
        let update = Invocation::new(&update, call.clone());
        assert_eq!(sorry(&error, &call, &update).await, Reply::keep());
    }

    #[tokio::test]
    async fn a_hangup_that_fails_keeps_nobody_else_on_the_line() {
        let failure = || Failed::new(Hangup::normal(), ErrorType::SystemException, "");
        let next = not_hung_up(&in_meeting(), failure()).await;
        assert_eq!(next, [Hangup::normal().on("call-b").into()]);

        let gone = Participant::new(Leg::A, "call-a").with_status(Status::Disconnected);
        let call = in_meeting().with_participant(gone);
        assert_eq!(hung_up(&call).await, [Hangup::normal().on("call-b").into()]);
    }
}
