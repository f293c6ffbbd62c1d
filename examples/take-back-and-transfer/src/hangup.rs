//! Hang-ups: the app's own of the agent is the middle of a transfer; any other ends the call.

use offhook::prelude::*;

use crate::App;
use crate::stage::{Stage, Visit, caller_is_there};

/// A leg was hung up. Where that ends the call no actions are returned, and the framework hangs up
/// the other leg; where the call goes on, `Reply::keep` says so.
#[on(Hangup)]
async fn hung_up(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    hangup: event::Hangup,
) -> Reply {
    tracing::info!(leg = hangup.leg.map(Leg::as_str), code = hangup.sip_response_code, "hung up");
    if hangup.leg == Some(Leg::A) || !caller_is_there(call) {
        return Reply::none();
    }
    let is_ours = hangup.call_id.is_some() && hangup.call_id == visit.taken_back;
    match visit.stage {
        Stage::TakingBack => visit.enter(Stage::Transferring, app, call),
        // It comes late: the next bridge is under way.
        _ if is_ours => Reply::keep(),
        // A bridge that was not answered has no hang-up. One that ends at once can have it before its
        // success is handled.
        _ => Reply::none(),
    }
}

/// The app's own hang-up of the agent succeeded. This event comes before or after the one above, or
/// not at all: the first of the two continues the transfer.
#[on(ActionSuccessful(Hangup))]
async fn taken_back(app: &App, call: &Call, visit: &mut Session<Visit>) -> Reply {
    if visit.stage == Stage::TakingBack && caller_is_there(call) {
        return visit.enter(Stage::Transferring, app, call);
    }
    Reply::keep()
}

#[cfg(test)]
mod tests {
    use offhook::Participant;
    use offhook::action::Action;
    use offhook::call::Status;

    use super::*;
    use crate::stage::tests::{at, bridged};

    fn agent_left() -> (Call, event::Hangup) {
        let gone = Participant::new(Leg::B, "call-b").with_status(Status::Disconnected);
        (bridged().with_participant(gone), event::Hangup::new(Leg::B, "call-b", 0))
    }

    fn transfers(reply: &Reply) -> bool {
        matches!(reply.actions(), [Action::Speak(_), Action::CallAndBridge(_)])
    }

    #[tokio::test]
    async fn the_first_of_two_events_continues_the_transfer() {
        let app = App::for_test();
        let (call, hangup) = agent_left();

        let mut visit = at(Stage::TakingBack);
        assert!(transfers(&hung_up(&app, &call, &mut visit, hangup.clone()).await));
        assert_eq!(taken_back(&app, &call, &mut visit).await, Reply::keep());

        let mut visit = at(Stage::TakingBack);
        assert!(transfers(&taken_back(&app, &call, &mut visit).await));
        assert_eq!(hung_up(&app, &call, &mut visit, hangup.clone()).await, Reply::keep());

        visit.stage = Stage::Talking;
        let late = hung_up(&app, &call, &mut visit, hangup).await;
        assert_eq!(late, Reply::keep(), "the new bridge stays");
    }

    #[tokio::test]
    async fn another_hang_up_ends_the_call() {
        let app = App::for_test();
        let (call, hangup) = agent_left();
        let mut visit = Session::new(Visit { stage: Stage::Talking, ..Visit::default() });
        assert_eq!(hung_up(&app, &call, &mut visit, hangup).await, Reply::none());

        for stage in [Stage::Talking, Stage::TakingBack, Stage::Transferring] {
            let by_caller = event::Hangup::new(Leg::A, "call-a", 0);
            let reply = hung_up(&app, &bridged(), &mut at(stage), by_caller).await;
            assert_eq!(reply, Reply::none());
        }
    }

    #[tokio::test]
    async fn a_caller_who_left_is_not_transferred() {
        let gone = Participant::new(Leg::A, "call-a").with_status(Status::Disconnected);
        let (call, hangup) = agent_left();
        let call = call.with_participant(gone);
        let mut visit = at(Stage::TakingBack);
        assert_eq!(taken_back(&App::for_test(), &call, &mut visit).await, Reply::keep());
        let reply = hung_up(&App::for_test(), &call, &mut visit, hangup).await;
        assert_eq!(reply, Reply::none());
    }
}
