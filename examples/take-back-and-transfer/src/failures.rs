//! Failures that the defaults don't cover: the transfer goes on where it can.

use offhook::action::{Hangup, Pause, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::App;
use crate::stage::{Stage, Visit, caller_is_there, is_bridged};

/// An announcement failed, and the rest of its list was dropped: the deed is done without it.
#[on(ActionFailed(Speak))]
async fn not_said(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<Speak>,
) -> Reply {
    tracing::error!("{failed}");
    if !caller_is_there(call) {
        return Hangup::all(call).into();
    }
    // The agent left during the announcement, which is where the transfer was going.
    if visit.stage == Stage::TakingBack && !is_bridged(call) {
        return visit.enter(Stage::Transferring, app, call);
    }
    visit.deed(app, call).into()
}

/// A leg can't be hung up.
#[on(ActionFailed(Hangup))]
async fn not_hung_up(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<Hangup>,
) -> Reply {
    tracing::error!("{failed}");
    match visit.stage {
        // The agent had left already.
        Stage::TakingBack if caller_is_there(call) && !is_bridged(call) => {
            visit.enter(Stage::Transferring, app, call)
        }
        // The conversation goes on, and the transfer can be asked for again.
        Stage::TakingBack if caller_is_there(call) => {
            visit.stage = Stage::Talking;
            Reply::keep()
        }
        // This handler displaces the default for a throttled Hangup, which would do the same.
        _ if failed.error_type == ErrorType::ActionExecutionThrottled => {
            (Pause::secs(1), Hangup::normal()).into()
        }
        _ => Reply::none(),
    }
}

/// The service refused the last reply.
#[on(InvalidLambdaResponse)]
async fn refused(
    call: &Call,
    visit: &mut Session<Visit>,
    refused: event::InvalidLambdaResponse,
) -> Reply {
    tracing::error!("{refused}");
    visit.stage = Stage::Leaving;
    let apology = "Something went wrong with your call. Please call again later. Goodbye.";
    Hangup::all(call).into_iter().fold(Speak::text(apology).on(Leg::A).into(), Reply::then)
}

#[cfg(test)]
mod tests {
    use offhook::Participant;
    use offhook::action::{Action, CallAndBridge};
    use offhook::call::Status;

    use super::*;
    use crate::stage::tests::{at, bridged};

    fn unspoken() -> Failed<Speak> {
        Failed::new(Speak::text("Hello."), ErrorType::ActionExecutionThrottled, "")
    }

    fn agent_gone() -> Call {
        bridged()
            .with_participant(Participant::new(Leg::B, "call-b").with_status(Status::Disconnected))
    }

    #[tokio::test]
    async fn a_deed_is_done_without_its_announcement() {
        let app = App::for_test();
        let reply = not_said(&app, &bridged(), &mut at(Stage::TakingBack), unspoken()).await;
        assert_eq!(reply, Hangup::normal().on(Leg::B).into());
        let reply = not_said(&app, &agent_gone(), &mut at(Stage::Transferring), unspoken()).await;
        assert!(matches!(
            reply.actions(),
            [Action::CallAndBridge(CallAndBridge { endpoints, .. })] if endpoints[0].uri == "+12065550145"
        ));
        let reply = not_said(&app, &agent_gone(), &mut at(Stage::Leaving), unspoken()).await;
        assert_eq!(reply, Hangup::normal().on(Leg::A).into());
    }

    #[tokio::test]
    async fn an_agent_who_can_not_be_hung_up_stays_bridged_unless_they_left() {
        let failed = || Failed::new(Hangup::normal(), ErrorType::InvalidActionParameter, "");
        let (app, mut visit) = (App::for_test(), at(Stage::TakingBack));
        assert_eq!(not_hung_up(&app, &bridged(), &mut visit, failed()).await, Reply::keep());
        assert_eq!(visit.stage, Stage::Talking);

        let mut visit = at(Stage::TakingBack);
        let reply = not_hung_up(&app, &agent_gone(), &mut visit, failed()).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::CallAndBridge(_)]));
    }

    #[tokio::test]
    async fn a_refused_reply_ends_the_call_for_both() {
        let (error_type, message) = (ErrorType::SchemaVersionMismatch, String::new());
        let mut visit = at(Stage::Transferring);
        let event = event::InvalidLambdaResponse { error_type, message };
        let reply = refused(&bridged(), &mut visit, event).await;
        assert_eq!(visit.stage, Stage::Leaving, "no other number is called");
        assert!(matches!(
            reply.actions(),
            [Action::Speak(_), Action::Hangup(_), Action::Hangup(_)]
        ));
    }
}
