//! The waiting room.

use offhook::action::{Hangup, JoinChimeMeeting, Pause, Speak};
use offhook::prelude::*;
use serde::Deserialize;

use crate::{App, Visit};

/// Maximum number of times that a caller is asked to wait: about 10 minutes. Each is an invocation,
/// of which a call has 1,000.
const LONGEST: u16 = 40;

/// The host's decision: `action=admit` or `action=reject`. Other arguments are logged by the
/// framework, and the call goes on.
#[derive(Deserialize)]
struct Update {
    action: Decision,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Admit,
    Reject,
}

/// Asks the caller to wait for the host.
pub(crate) fn enter() -> (Speak, Pause) {
    wait("Thank you. Please wait until the host lets you in.")
}

fn wait(text: &'static str) -> (Speak, Pause) {
    (Speak::text(text), Pause::secs(10))
}

/// The caller has waited for a while.
#[on(ActionSuccessful(Pause))]
async fn still_waiting(visit: &mut Session<Visit>) -> Reply {
    if !visit.is_waiting() {
        return Reply::keep();
    }
    visit.waits += 1;
    if visit.waits < LONGEST {
        return wait("The host has not let you in yet. Please wait.").into();
    }
    let apology = "Nobody has let you in. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal()).into()
}

/// The host has decided.
#[on(CallUpdateRequested)]
async fn decided(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    Arguments(update): Arguments<Update>,
) -> Result<Reply> {
    let waits_for = visit.meeting.clone().filter(|_| visit.is_waiting());
    match (update.action, waits_for) {
        (Decision::Admit, Some(meeting)) => {
            // A retry gets the same attendee, and other attendees don't see the caller's number.
            let attendee = app.meetings.attend(&meeting, call.transaction_id()).await?;
            visit.attendee = Some(attendee.id);
            Ok((
                Speak::text("The host lets you in. Press star six to mute or unmute yourself."),
                JoinChimeMeeting::new(attendee.join_token).meeting_id(meeting),
            )
                .into())
        }
        (Decision::Reject, Some(_)) => {
            Ok((Speak::text("The host can't let you in. Goodbye."), Hangup::normal()).into())
        }
        // In the meeting too, the caller can be hung up.
        (Decision::Reject, None) if visit.attendee.is_some() => Ok(Hangup::all(call).into()),
        (Decision::Admit | Decision::Reject, _) => {
            tracing::warn!("the call update has no effect at this stage");
            Ok(Reply::keep())
        }
    }
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;

    fn update(action: Decision) -> Arguments<Update> {
        Arguments(Update { action })
    }

    fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100").with_transaction_id("call-1")
    }

    fn waiting() -> Session<Visit> {
        Session::new(Visit { meeting: Some("standup".to_owned()), ..Visit::default() })
    }

    #[tokio::test]
    async fn callers_wait_a_limited_time() {
        let mut visit = waiting();
        for _ in 1..LONGEST {
            let reply = still_waiting(&mut visit).await;
            assert!(matches!(reply.actions(), [Action::Speak(_), Action::Pause(_)]));
        }
        let reply = still_waiting(&mut visit).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn an_admitted_caller_joins_once() {
        let (app, mut visit) = (App::for_test(), waiting());
        let reply = decided(&app, &caller(), &mut visit, update(Decision::Admit)).await.unwrap();
        let [Action::Speak(_), Action::JoinChimeMeeting(join)] = reply.actions() else {
            panic!("{reply:?}")
        };
        assert_eq!(join.join_token, "token-standup-call-1");
        assert_eq!(join.meeting_id.as_deref(), Some("standup"));
        assert_eq!(visit.attendee.as_deref(), Some("attendee-call-1"));

        let again = decided(&app, &caller(), &mut visit, update(Decision::Admit)).await.unwrap();
        assert_eq!(again, Reply::keep());
        assert_eq!(still_waiting(&mut visit).await, Reply::keep());
    }

    #[tokio::test]
    async fn a_rejected_caller_is_hung_up() {
        let (app, mut visit) = (App::for_test(), waiting());
        let reply = decided(&app, &caller(), &mut visit, update(Decision::Reject)).await.unwrap();
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));

        visit.attendee = Some("attendee-call-1".to_owned());
        let reply = decided(&app, &caller(), &mut visit, update(Decision::Reject)).await.unwrap();
        assert_eq!(reply, Hangup::normal().on("call-a").into(), "in the meeting too");
    }

    #[tokio::test]
    async fn an_early_update_has_no_effect() {
        let (app, mut early) = (App::for_test(), Session::default());
        let reply = decided(&app, &caller(), &mut early, update(Decision::Admit)).await.unwrap();
        assert_eq!(reply, Reply::keep());
    }
}
