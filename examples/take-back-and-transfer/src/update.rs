//! The wish to transfer, from outside the call.

use offhook::prelude::*;
use serde::Deserialize;

use crate::App;
use crate::stage::{Stage, Target, Visit, caller_is_there, is_bridged};

/// The longest reason in characters: it waits in the call's session, which has room for 1,024.
const LONGEST: usize = 200;

/// `transfer=+12065550145,reason=billing`. Text, so that a mistake of whoever asks is answered by
/// [`asked`], and not by a Lambda error that ends the call.
#[derive(Deserialize)]
struct Update {
    transfer: Option<String>,
    reason: Option<String>,
}

impl Update {
    /// Whom the caller is to be transferred to, if the number is one.
    fn target(self) -> Option<Target> {
        let number: E164 = self.transfer?.parse().ok()?;
        let reason = self.reason.map(|reason| reason.chars().take(LONGEST).collect());
        Some(Target { number: number.to_string(), reason })
    }
}

/// Somebody wants the caller transferred: the agent is taken back first.
#[on(CallUpdateRequested)]
async fn asked(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    Arguments(update): Arguments<Update>,
) -> Reply {
    let is_talking = visit.stage == Stage::Talking && caller_is_there(call) && is_bridged(call);
    let Some(target) = update.target().filter(|_| is_talking) else {
        tracing::warn!(stage = ?visit.stage, "a call update that can't be done; the call goes on");
        return Reply::keep();
    };
    visit.target = Some(target);
    visit.taken_back = call.leg_b().map(|agent| agent.call_id().to_owned());
    visit.enter(Stage::TakingBack, app, call)
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;
    use crate::stage::tests::bridged;

    fn transfer(number: &str) -> Arguments<Update> {
        let reason = Some("x".repeat(5_000));
        Arguments(Update { transfer: Some(number.to_owned()), reason })
    }

    fn talking() -> Session<Visit> {
        Session::new(Visit { stage: Stage::Talking, ..Visit::default() })
    }

    #[tokio::test]
    async fn the_agent_is_taken_back_first() {
        let mut visit = talking();
        let app = App::for_test();
        let reply = asked(&app, &bridged(), &mut visit, transfer("+12065550145")).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
        assert_eq!(visit.stage, Stage::TakingBack);
        assert_eq!(visit.taken_back.as_deref(), Some("call-b"));
        let target = visit.target.as_ref().unwrap();
        assert_eq!(target.number, "+12065550145");
        assert_eq!(target.reason.as_ref().map(String::len), Some(LONGEST));
    }

    #[tokio::test]
    async fn what_can_not_be_done_changes_nothing() {
        let (app, mut visit) = (App::for_test(), talking());
        let reply = asked(&app, &bridged(), &mut visit, transfer("555-0145")).await;
        assert_eq!(reply, Reply::keep());
        assert_eq!(visit.stage, Stage::Talking);

        let mut early = Session::default();
        let reply = asked(&app, &bridged(), &mut early, transfer("+12065550145")).await;
        assert_eq!(reply, Reply::keep());

        let alone = Call::inbound("+14255550199", "+12065550100");
        let reply = asked(&app, &alone, &mut visit, transfer("+12065550145")).await;
        assert_eq!(reply, Reply::keep());
    }
}
