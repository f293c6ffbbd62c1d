//! The bridges: to the agent, to the target of a transfer, and back.

use offhook::action::{CallAndBridge, Hangup};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::App;
use crate::stage::{Stage, Visit, caller_is_there};

/// A new call goes to the agent.
#[on(NewInboundCall)]
async fn welcome(app: &App, call: &Call, visit: &mut Session<Visit>) -> Reply {
    visit.enter(Stage::Calling, app, call)
}

/// The bridge was answered.
#[on(ActionSuccessful(CallAndBridge))]
async fn connected(visit: &mut Session<Visit>) {
    tracing::info!(stage = ?visit.stage, "connected");
    visit.stage = Stage::Talking;
}

/// The bridge failed: after a transfer the agent is called again, else the call ends.
#[on(ActionFailed(CallAndBridge))]
async fn not_connected(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<CallAndBridge>,
) -> Reply {
    if failed.error_type != ErrorType::CallNotAnswered {
        tracing::error!("{failed}");
    }
    if !caller_is_there(call) {
        return Hangup::all(call).into();
    }
    let next = match visit.stage {
        Stage::Transferring => Stage::Returning,
        _ => Stage::Leaving,
    };
    visit.enter(next, app, call)
}

#[cfg(test)]
mod tests {
    use offhook::Participant;
    use offhook::action::{Action, Hangup};
    use offhook::call::Status;

    use super::*;
    use crate::stage::tests::{at, bridged};

    fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100")
    }

    async fn failed(call: &Call, visit: &mut Session<Visit>) -> Reply {
        let bridge = CallAndBridge::pstn(e164!("+12065550145"));
        let failed = Failed::new(bridge, ErrorType::CallNotAnswered, "");
        not_connected(&App::for_test(), call, visit, failed).await
    }

    fn called(reply: &Reply) -> &str {
        let [Action::Speak(_), Action::CallAndBridge(bridge)] = reply.actions() else {
            panic!("{reply:?}")
        };
        bridge.endpoints[0].uri.as_str()
    }

    #[tokio::test]
    async fn a_new_call_goes_to_the_agent() {
        let mut visit = Session::default();
        let reply = welcome(&App::for_test(), &caller(), &mut visit).await;
        assert_eq!(called(&reply), "+12065550123");
        connected(&mut visit).await;
        assert_eq!(visit.stage, Stage::Talking);
    }

    #[tokio::test]
    async fn after_a_failed_transfer_the_agent_is_called_once() {
        let mut visit = at(Stage::Transferring);
        assert_eq!(called(&failed(&caller(), &mut visit).await), "+12065550123");
        assert_eq!(visit.stage, Stage::Returning);

        let reply = failed(&caller(), &mut visit).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn no_number_is_called_for_a_caller_who_left() {
        let gone = Participant::new(Leg::A, "call-a").with_status(Status::Disconnected);
        let call = bridged().with_participant(gone);
        let reply = failed(&call, &mut at(Stage::Transferring)).await;
        assert_eq!(reply, Hangup::normal().on("call-b").into());
    }
}
