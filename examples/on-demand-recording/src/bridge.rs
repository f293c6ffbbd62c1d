//! Connecting caller and agent, and the end of calls.

use std::time::Duration;

use offhook::action::{Action, CallAndBridge, Hangup, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::{App, Stage, keys};

/// How long the agent's telephone rings.
const RINGING: Duration = Duration::from_secs(25);

/// A new call goes to the agent.
#[on(NewInboundCall)]
async fn welcome(app: &App) -> (Speak, CallAndBridge) {
    let greeting = "Welcome to Example Support. I am calling an agent for you. \
                    This call is recorded only when one of you asks for it.";
    (Speak::text(greeting), CallAndBridge::pstn(app.settings.agent.clone()).timeout(RINGING))
}

/// The agent answered: from now on both can press keys, and the agent hears which.
#[on(ActionSuccessful(CallAndBridge))]
async fn connected(call: &Call, stage: &mut Session<Stage>) -> Vec<Action> {
    stage.set(Stage::Talking);
    let help = "To record this call, press star 1. Star 2 pauses, star 3 resumes, star 0 stops.";
    let listening = call.connected().map(|leg| keys::listen().on(leg).into());
    let help = call.leg_b().map(|agent| Speak::text(help).on(agent).into());
    listening.chain(help).collect()
}

/// The agent is busy, did not answer, or could not be called.
#[on(ActionFailed(CallAndBridge))]
async fn not_connected(failed: Failed<CallAndBridge>) -> (Speak, Hangup) {
    if failed.error_type != ErrorType::CallNotAnswered {
        tracing::error!("{failed}");
    }
    let apology = "No agent can take your call right now. Please call again later. Goodbye.";
    (Speak::text(apology).on(Leg::A), Hangup::normal().on(Leg::A))
}

/// A leg was hung up. No actions are returned, so the framework hangs up the other leg, if there is
/// one; a recording ends with the call.
#[on(Hangup)]
async fn hung_up(hangup: event::Hangup, stage: &Session<Stage>) {
    let leg = hangup.leg.map(Leg::as_str);
    tracing::info!(leg, code = hangup.sip_response_code, stage = ?stage.state(), "hung up");
}

/// Whether only one leg is connected. It is being hung up, but a handler's actions replace a Hangup
/// that waits: they must be another.
pub(crate) fn is_alone(call: &Call) -> bool {
    call.connected().count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{bridged, caller};

    #[tokio::test]
    async fn the_agent_is_called() {
        let (_, bridge) = welcome(&App::for_test()).await;
        assert_eq!(bridge.endpoints[0].uri, "+12065550123");
    }

    #[tokio::test]
    async fn both_legs_can_press_keys_and_the_agent_hears_which() {
        let mut stage = Session::default();
        let actions = connected(&bridged(), &mut stage).await;
        let [Action::ReceiveDigits(caller), Action::ReceiveDigits(agent), Action::Speak(help)] =
            &*actions
        else {
            panic!("{actions:?}")
        };
        assert_eq!(*caller, keys::listen().on("call-a"));
        assert_eq!(*agent, keys::listen().on("call-b"));
        assert!(help.speech.text.as_str().contains("press star 1"));
        assert_eq!(*stage, Stage::Talking);
    }

    #[tokio::test]
    async fn an_agent_who_has_left_already_is_not_listened_to() {
        let actions = connected(&caller(), &mut Session::default()).await;
        assert_eq!(actions, [keys::listen().on("call-a").into()]);
    }

    #[tokio::test]
    async fn a_caller_without_an_agent_is_hung_up() {
        let bridge = CallAndBridge::pstn(e164!("+12065550123"));
        let failed = Failed::new(bridge, ErrorType::CallNotAnswered, "");
        let (_, hangup) = not_connected(failed).await;
        assert_eq!(hangup, Hangup::normal().on(Leg::A));
    }
}
