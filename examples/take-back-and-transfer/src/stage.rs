//! How a call goes: its stages, and what is done in each.
//!
//! A stage is a word and a deed. The word can fail, because speech is throttled first of all when
//! there are many calls, and what follows it in the list is dropped: then the deed is done without.

use std::time::Duration;

use offhook::Participant;
use offhook::action::{Action, CallAndBridge, Hangup, Speak};
use offhook::prelude::*;
use offhook::sip_headers::UserToUser;
use serde::{Deserialize, Serialize};

use crate::App;

/// How long a telephone rings.
const RINGING: Duration = Duration::from_secs(20);

/// Where a call is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The agent is called.
    #[default]
    Calling,
    /// The caller talks with somebody.
    Talking,
    /// The agent is being hung up, the caller kept.
    TakingBack,
    /// The one whom the caller is transferred to is called.
    Transferring,
    /// The transfer has failed, and the agent is called again.
    Returning,
    /// The caller is being hung up.
    Leaving,
}

/// What is remembered of a call from one event to the next.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Visit {
    pub(crate) stage: Stage,
    /// Where the caller is transferred to.
    pub(crate) target: Option<Target>,
    /// The `CallId` of the LEG-B that was taken back last: its hang-up is ours, however late it
    /// comes.
    pub(crate) taken_back: Option<String>,
}

/// Where a caller is transferred to, and why.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Target {
    /// A phone number in E.164 form.
    pub(crate) number: String,
    /// What the one who is called is told.
    pub(crate) reason: Option<String>,
}

impl Visit {
    /// Goes on to a stage: its word, and its deed.
    pub(crate) fn enter(&mut self, stage: Stage, app: &App, call: &Call) -> Reply {
        self.stage = stage;
        tracing::info!(?stage, "next");
        match self.word() {
            Some(word) => Reply::from(word).then(self.deed(app, call)),
            None => self.deed(app, call).into(),
        }
    }

    /// What is said, and to whom.
    fn word(&self) -> Option<Speak> {
        let (text, leg) = match self.stage {
            Stage::Calling => ("Welcome. I am calling an agent for you.", Leg::A),
            Stage::Talking => return None,
            Stage::TakingBack => ("Thank you. I am taking this caller back.", Leg::B),
            Stage::Transferring => ("Please hold. I am transferring you.", Leg::A),
            Stage::Returning => {
                ("The transfer did not work. I am calling your agent again.", Leg::A)
            }
            Stage::Leaving => {
                ("No agent can talk to you right now. Please call again later. Goodbye.", Leg::A)
            }
        };
        Some(Speak::text(text).on(leg))
    }

    /// What is done. Where nothing else is left to do, the caller is hung up.
    pub(crate) fn deed(&self, app: &App, call: &Call) -> Action {
        match self.stage {
            Stage::Calling | Stage::Returning => to(app.agent.clone()).into(),
            Stage::Transferring => {
                match self.target.as_ref().and_then(|target| target.call(call)) {
                    Some(bridge) => bridge.into(),
                    None => Hangup::normal().on(Leg::A).into(),
                }
            }
            Stage::TakingBack => Hangup::normal().on(Leg::B).into(),
            Stage::Talking | Stage::Leaving => Hangup::normal().on(Leg::A).into(),
        }
    }
}

impl Target {
    /// Calls them. They are told why, and the id of the call, under which the agent's notes are.
    fn call(&self, call: &Call) -> Option<CallAndBridge> {
        let mut headers = SipHeaders::new();
        headers.set_user_to_user(&UserToUser::hex(call.transaction_id()).with_purpose("transfer"));
        if let Some(reason) = &self.reason {
            headers.insert("X-Transfer-Reason", reason);
        }
        Some(to(self.number.parse().ok()?).sip_headers(headers.sendable()))
    }
}

fn to(number: E164) -> CallAndBridge {
    CallAndBridge::pstn(number).timeout(RINGING)
}

/// Whether the caller is on the line: nobody is called for one who left.
pub(crate) fn caller_is_there(call: &Call) -> bool {
    call.leg_a().is_some_and(Participant::is_connected)
}

/// Whether somebody is bridged to the caller.
pub(crate) fn is_bridged(call: &Call) -> bool {
    call.leg_b().is_some_and(Participant::is_connected)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A caller who talks with the agent.
    pub(crate) fn bridged() -> Call {
        let agent = Participant::new(Leg::B, "call-b").with_numbers("+14255550199", "+12065550123");
        Call::inbound("+14255550199", "+12065550100")
            .with_transaction_id("hi")
            .with_participant(agent)
    }

    /// A call at a stage, with somebody to be transferred to.
    pub(crate) fn at(stage: Stage) -> Session<Visit> {
        let reason = Some("billing".to_owned());
        let target = Some(Target { number: "+12065550145".to_owned(), reason });
        Session::new(Visit { stage, target, taken_back: Some("call-b".to_owned()) })
    }

    #[test]
    fn whoever_is_called_is_told_why() {
        let deed = at(Stage::Transferring).deed(&App::for_test(), &bridged());
        let Action::CallAndBridge(bridge) = deed else { panic!("{deed:?}") };
        assert_eq!(bridge.endpoints[0].uri, "+12065550145");
        let headers = SipHeaders::new()
            .with("User-to-User", "6869;encoding=hex;purpose=transfer")
            .with("X-Transfer-Reason", "billing");
        assert_eq!(bridge.sip_headers, headers);
    }

    #[test]
    fn a_reason_that_is_no_header_costs_nobody_the_transfer() {
        let reason = Some("billing\r\nX-Evil: 1".to_owned());
        let target = Target { number: "+12065550145".to_owned(), reason };
        let bridge = target.call(&bridged()).unwrap();
        assert_eq!(bridge.sip_headers.len(), 1, "only User-to-User is left");
    }

    #[test]
    fn the_agent_alone_is_taken_back() {
        let reply = Visit::default().enter(Stage::TakingBack, &App::for_test(), &bridged());
        let word = Speak::text("Thank you. I am taking this caller back.").on(Leg::B);
        assert_eq!(reply, (word, Hangup::normal().on(Leg::B)).into());
    }
}
