//! Failures of handlers: the client can't be reached.

use offhook::action::{Action, Hangup, Speak};
use offhook::prelude::*;

/// A caller who waits can go on waiting: the host may try again. Another call ends.
#[on_error]
async fn failed(call: &Call, invocation: &Invocation) -> Reply {
    if *invocation.event_type() == event::EventType::CallUpdateRequested {
        return Reply::keep();
    }
    let apology = "Something went wrong on the meeting line. Please call again later. Goodbye.";
    let apology = Action::from(Speak::text(apology).on(Leg::A));
    [vec![apology], Hangup::all(call)].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100")
    }

    #[tokio::test]
    async fn the_call_ends_with_an_apology() {
        let digits = Invocation::new(&event::NewInboundCall, caller());
        let reply = failed(&caller(), &digits).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn after_a_call_update_the_caller_goes_on_waiting() {
        let update = event::CallUpdateRequested::new([("action", "admit")]);
        let update = Invocation::new(&update, caller());
        assert_eq!(failed(&caller(), &update).await, Reply::keep());
    }
}
