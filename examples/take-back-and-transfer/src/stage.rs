//! The stages of a call, and the actions of each.
//!
//! A stage is an announcement and a deed. The announcement can fail, because speech is the first
//! thing that is throttled, and the rest of its list is dropped: the deed is then done without it.

use std::time::Duration;

use offhook::Participant;
use offhook::action::{Action, CallAndBridge, Hangup, Speak};
use offhook::prelude::*;
use offhook::sip_headers::UserToUser;
use serde::{Deserialize, Serialize};

use crate::App;

/// How long a telephone rings.
const RINGING: Duration = Duration::from_secs(20);

/// The stage of a call.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The agent is called.
    #[default]
    Calling,
    /// The caller is bridged.
    Talking,
    /// The agent is being hung up, the caller kept.
    TakingBack,
    /// The target of the transfer is called.
    Transferring,
    /// The transfer has failed, and the agent is called again.
    Returning,
    /// The caller is being hung up.
    Leaving,
}

/// The state of a call.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Visit {
    pub(crate) stage: Stage,
    /// The target of the transfer.
    pub(crate) target: Option<Target>,
    /// The `CallId` of the last LEG-B that was taken back: its hang-up is the app's, however late
    /// it comes.
    pub(crate) taken_back: Option<String>,
}

/// The target of a transfer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) number: E164,
    /// The reason, for the person who is called.
    pub(crate) reason: Option<String>,
}

impl Visit {
    /// Enters a stage: its announcement and its deed.
    pub(crate) fn enter(&mut self, stage: Stage, app: &App, call: &Call) -> Reply {
        self.stage = stage;
        tracing::info!(?stage, "next");
        match self.announcement() {
            Some(announcement) => Reply::from(announcement).then(self.deed(app, call)),
            None => self.deed(app, call).into(),
        }
    }

    /// The announcement, and the leg that hears it.
    fn announcement(&self) -> Option<Speak> {
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

    /// The action of the stage. Where there is none, the caller is hung up.
    pub(crate) fn deed(&self, app: &App, call: &Call) -> Action {
        match self.stage {
            Stage::Calling | Stage::Returning => to(app.settings.agent.clone()).into(),
            Stage::Transferring => match &self.target {
                Some(target) => target.call(call).into(),
                None => Hangup::normal().on(Leg::A).into(),
            },
            Stage::TakingBack => Hangup::normal().on(Leg::B).into(),
            Stage::Talking | Stage::Leaving => Hangup::normal().on(Leg::A).into(),
        }
    }
}

impl Target {
    /// Calls the target. SIP headers carry the reason and the id of the call, under which the
    /// agent's notes are.
    fn call(&self, call: &Call) -> CallAndBridge {
        let mut headers = SipHeaders::new();
        headers.set_user_to_user(&UserToUser::hex(call.transaction_id()).with_purpose("transfer"));
        if let Some(reason) = &self.reason {
            headers.insert("X-Transfer-Reason", reason);
        }
        to(self.number.clone()).sip_headers(headers.sendable())
    }
}

fn to(number: E164) -> CallAndBridge {
    CallAndBridge::pstn(number).timeout(RINGING)
}

/// Whether the caller is connected: no number is called for a caller who left.
pub(crate) fn caller_is_there(call: &Call) -> bool {
    call.leg_a().is_some_and(Participant::is_connected)
}

/// Whether the caller is bridged.
pub(crate) fn is_bridged(call: &Call) -> bool {
    call.leg_b().is_some_and(Participant::is_connected)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A call bridged to the agent.
    pub(crate) fn bridged() -> Call {
        let agent = Participant::new(Leg::B, "call-b").with_numbers("+14255550199", "+12065550123");
        Call::inbound("+14255550199", "+12065550100")
            .with_transaction_id("hi")
            .with_participant(agent)
    }

    /// The session of a call at a stage, with a target.
    pub(crate) fn at(stage: Stage) -> Session<Visit> {
        let reason = Some("billing".to_owned());
        let target = Some(Target { number: e164!("+12065550145"), reason });
        Session::new(Visit { stage, target, taken_back: Some("call-b".to_owned()) })
    }

    #[test]
    fn the_reason_is_a_sip_header() {
        let deed = at(Stage::Transferring).deed(&App::for_test(), &bridged());
        let Action::CallAndBridge(bridge) = deed else { panic!("{deed:?}") };
        assert_eq!(bridge.endpoints[0].uri, "+12065550145");
        let headers = SipHeaders::new()
            .with("User-to-User", "6869;encoding=hex;purpose=transfer")
            .with("X-Transfer-Reason", "billing");
        assert_eq!(bridge.sip_headers, headers);
    }

    #[test]
    fn a_reason_that_is_no_valid_header_is_left_out() {
        let reason = Some("billing\r\nX-Evil: 1".to_owned());
        let target = Target { number: e164!("+12065550145"), reason };
        let bridge = target.call(&bridged());
        assert_eq!(bridge.sip_headers.len(), 1, "only User-to-User is left");
    }

    #[test]
    fn only_the_agent_is_taken_back() {
        let reply = Visit::default().enter(Stage::TakingBack, &App::for_test(), &bridged());
        let announcement = Speak::text("Thank you. I am taking this caller back.").on(Leg::B);
        assert_eq!(reply, (announcement, Hangup::normal().on(Leg::B)).into());
    }
}
