//! What goes wrong where nothing better is at hand: the operator if possible, and nobody left
//! waiting on the line if not.

use offhook::Participant;
use offhook::action::{Action, Hangup, Pause, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::{App, Visit, bridge};

/// Nothing can be spoken, and what was to follow is dropped: the operator is called without a word.
#[on(ActionFailed(Speak))]
async fn not_said(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<Speak>,
) -> Reply {
    tracing::error!("{failed}");
    match bridge::operator_unannounced(app, visit) {
        Some(bridge) => bridge.into(),
        None => Hangup::all(call).into(),
    }
}

/// The service could not use our last reply. So it says, too, of bots for which the account has no
/// quota.
#[on(InvalidLambdaResponse)]
async fn refused(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    refused: event::InvalidLambdaResponse,
) -> Reply {
    tracing::error!("{refused}");
    if refused.error_type == ErrorType::ActionExecutionThrottled {
        return bridge::operator(app, visit, "Our assistant is busy.");
    }
    let apology = "Something went wrong at our desk. Please call again later. Goodbye.";
    Hangup::all(call).into_iter().fold(Speak::text(apology).into(), Reply::then)
}

/// Another action failed, and the rest of its list was dropped: everybody is hung up.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550190")
    }

    #[tokio::test]
    async fn without_speech_the_operator_is_called_and_then_nobody() {
        let (app, mut visit) = (App::for_test(), Session::default());
        let failed = || Failed::new(Speak::text("Hello."), ErrorType::AccessDenied, "");
        let reply = not_said(&app, &caller(), &mut visit, failed()).await;
        assert!(matches!(reply.actions(), [Action::CallAndBridge(_)]));
        let reply = not_said(&app, &caller(), &mut visit, failed()).await;
        assert_eq!(reply, Hangup::normal().on("call-a").into());
    }

    #[tokio::test]
    async fn a_failure_ends_the_call_for_both() {
        let call = caller().with_participant(Participant::new(Leg::B, "call-b"));
        let failure = Failed::new(Speak::text("Hello.").into(), ErrorType::SystemException, "");
        let hangups = ["call-a", "call-b"].map(|leg| Hangup::normal().on(leg).into());
        assert_eq!(failed(&call, failure).await, hangups);

        let failure = Failed::new(Hangup::normal(), ErrorType::SystemException, "");
        assert_eq!(not_hung_up(&call, failure).await, [Hangup::normal().on("call-b").into()]);
    }

    #[tokio::test]
    async fn a_bot_without_quota_leads_to_the_operator() {
        let refuse = |error_type| event::InvalidLambdaResponse::new(error_type, "");
        let (app, mut visit) = (App::for_test(), Session::default());
        let throttled = refuse(ErrorType::ActionExecutionThrottled);
        let reply = refused(&app, &caller(), &mut visit, throttled).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::CallAndBridge(_)]));
        let other = refuse(ErrorType::SchemaVersionMismatch);
        let reply = refused(&app, &caller(), &mut visit, other).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }
}
