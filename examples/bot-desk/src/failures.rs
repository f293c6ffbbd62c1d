//! Failures that the defaults don't cover: the operator is called where possible.

use offhook::action::{Action, Hangup, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::{App, Visit, bridge};

/// An announcement failed, and the rest of its list was dropped: the operator is called without one.
#[on(ActionFailed(Speak))]
async fn not_said(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<Speak>,
) -> Vec<Action> {
    tracing::error!("{failed}");
    match bridge::operator_unannounced(app, visit) {
        Some(bridge) => vec![bridge.into()],
        None => Hangup::all(call),
    }
}

/// The service refused the last reply. The same event reports bots for which the account has no
/// quota.
#[on(InvalidLambdaResponse)]
async fn refused(
    app: &App,
    visit: &mut Session<Visit>,
    refused: event::InvalidLambdaResponse,
) -> Reply {
    tracing::error!("{refused}");
    if refused.error_type == ErrorType::ActionExecutionThrottled {
        return bridge::operator(app, visit, "Our assistant is busy.");
    }
    let apology = "Something went wrong at our desk. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550190")
    }

    #[tokio::test]
    async fn without_speech_the_operator_is_called_once() {
        let (app, mut visit) = (App::for_test(), Session::default());
        let failed = || Failed::new(Speak::text("Hello."), ErrorType::AccessDenied, "");
        let actions = not_said(&app, &caller(), &mut visit, failed()).await;
        assert!(matches!(&*actions, [Action::CallAndBridge(_)]));
        let actions = not_said(&app, &caller(), &mut visit, failed()).await;
        assert_eq!(actions, [Hangup::normal().on("call-a").into()]);
    }

    #[tokio::test]
    async fn for_a_bot_without_quota_the_operator_is_called() {
        let refuse =
            |error_type| event::InvalidLambdaResponse { error_type, message: String::new() };
        let (app, mut visit) = (App::for_test(), Session::default());
        let throttled = refuse(ErrorType::ActionExecutionThrottled);
        let reply = refused(&app, &mut visit, throttled).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::CallAndBridge(_)]));
        let other = refuse(ErrorType::SchemaVersionMismatch);
        let reply = refused(&app, &mut visit, other).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }
}
