//! The call update that asks for a transfer.

use offhook::prelude::*;
use serde::Deserialize;

use crate::App;
use crate::stage::{Stage, Target, Visit, caller_is_there, is_bridged};

/// Maximum length of a reason in characters: the session has room for 1,024.
const LONGEST: usize = 200;

/// `transfer=+12065550145,reason=billing`. Other arguments are logged by the framework, and the call
/// goes on.
#[derive(Deserialize)]
struct Update {
    transfer: E164,
    reason: Option<String>,
}

impl From<Update> for Target {
    fn from(Update { transfer, reason }: Update) -> Self {
        let reason = reason.map(|reason| reason.chars().take(LONGEST).collect());
        Self { number: transfer, reason }
    }
}

/// The caller is to be transferred: the agent is taken back first.
#[on(CallUpdateRequested)]
async fn asked(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    Arguments(update): Arguments<Update>,
) -> Reply {
    let is_talking = visit.stage == Stage::Talking && caller_is_there(call) && is_bridged(call);
    if !is_talking {
        tracing::warn!(stage = ?visit.stage, "no transfer at this stage; the call goes on");
        return Reply::keep();
    }
    visit.target = Some(update.into());
    visit.taken_back = call.leg_b().map(|agent| agent.call_id().to_owned());
    visit.enter(Stage::TakingBack, app, call)
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;
    use crate::stage::tests::bridged;

    fn transfer() -> Arguments<Update> {
        let reason = Some("x".repeat(5_000));
        Arguments(Update { transfer: e164!("+12065550145"), reason })
    }

    fn talking() -> Session<Visit> {
        Session::new(Visit { stage: Stage::Talking, ..Visit::default() })
    }

    #[tokio::test]
    async fn the_agent_is_taken_back_first() {
        let mut visit = talking();
        let app = App::for_test();
        let reply = asked(&app, &bridged(), &mut visit, transfer()).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
        assert_eq!(visit.stage, Stage::TakingBack);
        assert_eq!(visit.taken_back.as_deref(), Some("call-b"));
        let target = visit.target.as_ref().unwrap();
        assert_eq!(target.number, e164!("+12065550145"));
        assert_eq!(target.reason.as_ref().map(String::len), Some(LONGEST));
    }

    #[tokio::test]
    async fn without_a_conversation_there_is_no_transfer() {
        let (app, mut visit) = (App::for_test(), talking());
        let mut early = Session::default();
        let reply = asked(&app, &bridged(), &mut early, transfer()).await;
        assert_eq!(reply, Reply::keep());

        let alone = Call::inbound("+14255550199", "+12065550100");
        let reply = asked(&app, &alone, &mut visit, transfer()).await;
        assert_eq!(reply, Reply::keep());
    }
}
