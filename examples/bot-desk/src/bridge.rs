//! The bridges: to a department, or to the operator.

use std::time::Duration;

use offhook::action::{CallAndBridge, Hangup, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::{App, Visit};

/// How long a telephone rings.
const RINGING: Duration = Duration::from_secs(20);

/// Calls the department with this name, if there is one, and says so.
pub(crate) fn department(app: &App, name: &str, headers: SipHeaders) -> Option<Reply> {
    // The name is spoken as the settings have it, not as the caller said it.
    let (name, number) = app.settings.departments.find(name)?;
    let bridge = to(number).sip_headers(headers);
    Some((Speak::text(format!("I am connecting you to {name}.")), bridge).into())
}

/// Says why, and calls the operator; apologizes where there is none, or the operator was called
/// before.
pub(crate) fn operator(app: &App, visit: &mut Visit, why: &str) -> Reply {
    if let Some(bridge) = operator_unannounced(app, visit) {
        let text = format!("{why} I am connecting you to our operator.");
        return (Speak::text(text), bridge).into();
    }
    let apology = "We are sorry that nobody can help you. Please call again later. Goodbye.";
    (Speak::text(format!("{why} {apology}")), Hangup::normal()).into()
}

/// Calls the operator without an announcement, once in a call.
pub(crate) fn operator_unannounced(app: &App, visit: &mut Visit) -> Option<CallAndBridge> {
    let number = app.settings.operator.as_ref().filter(|_| !visit.operator_called)?;
    visit.operator_called = true;
    Some(to(number))
}

fn to(number: &E164) -> CallAndBridge {
    CallAndBridge::pstn(number.clone()).timeout(RINGING)
}

/// The bridge was answered.
#[on(ActionSuccessful(CallAndBridge))]
async fn connected(visit: &Session<Visit>) {
    tracing::info!(operator = visit.operator_called, "connected");
}

/// The bridge failed: the operator is next.
#[on(ActionFailed(CallAndBridge))]
async fn not_connected(
    app: &App,
    visit: &mut Session<Visit>,
    failed: Failed<CallAndBridge>,
) -> Reply {
    if failed.error_type != ErrorType::CallNotAnswered {
        tracing::error!("{failed}");
    }
    operator(app, visit, "Nobody answers there.")
}

/// A leg was hung up. No actions are returned, so the framework hangs up the other leg, if there is
/// one.
#[on(Hangup)]
async fn hung_up(hangup: event::Hangup) {
    tracing::info!(leg = hangup.leg.map(Leg::as_str), code = hangup.sip_response_code, "hung up");
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;

    fn failed() -> Failed<CallAndBridge> {
        let bridge = CallAndBridge::pstn(e164!("+12065550123"));
        Failed::new(bridge, ErrorType::CallNotAnswered, "")
    }

    #[tokio::test]
    async fn after_a_department_that_does_not_answer_the_operator_is_called_once() {
        let (app, mut visit) = (App::for_test(), Session::default());
        let reply = not_connected(&app, &mut visit, failed()).await;
        let [Action::Speak(_), Action::CallAndBridge(bridge)] = reply.actions() else {
            panic!("{reply:?}")
        };
        assert_eq!(bridge.endpoints[0].uri, "+12065550100");

        let reply = not_connected(&app, &mut visit, failed()).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[test]
    fn without_an_operator_there_is_an_apology() {
        let mut app = App::for_test();
        app.settings.operator = None;
        let reply = operator(&app, &mut Visit::default(), "Nobody answers there.");
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }
}
