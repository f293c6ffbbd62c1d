//! The bridge to a department.

use std::time::Duration;

use offhook::Participant;
use offhook::action::{CallAndBridge, Speak};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::department::Department;
use crate::{App, Visit, voicemail};

/// How long a department's telephone rings.
const RINGING: Duration = Duration::from_secs(20);

/// Calls the department and says so; a department without a number has voicemail.
pub(crate) fn put_through(
    app: &App,
    call: &Call,
    visit: &mut Visit,
    department: Department,
) -> Reply {
    match to(app, call, visit, department) {
        Some(bridge) => {
            (Speak::text(format!("One moment, I am calling {department} for you.")), bridge).into()
        }
        None => voicemail::offer(app, Some(department), "Nobody can take your call right now."),
    }
}

/// A call to the department, if it has a number.
pub(crate) fn to(
    app: &App,
    call: &Call,
    visit: &mut Visit,
    department: Department,
) -> Option<CallAndBridge> {
    visit.department = Some(department);
    let number = app.settings.number(department)?;
    let bridge = CallAndBridge::pstn(number.clone()).timeout(RINGING).sip_headers(passed_on(call));
    Some(match caller_id(call) {
        Some(number) => bridge.caller_id(number),
        None => bridge,
    })
}

/// The department has answered.
#[on(ActionSuccessful(CallAndBridge))]
async fn connected(visit: &Session<Visit>) {
    tracing::info!(department = visit.department.map(Department::name), "connected");
}

/// The department is busy, did not answer, or could not be called: the caller gets voicemail.
#[on(ActionFailed(CallAndBridge))]
async fn not_connected(app: &App, visit: &Session<Visit>, failed: Failed<CallAndBridge>) -> Reply {
    if failed.error_type != ErrorType::CallNotAnswered {
        tracing::error!("{failed}");
    }
    voicemail::offer(app, visit.department, "Nobody can take your call right now.")
}

/// A leg was hung up. No actions are returned, so the framework hangs up the other leg, if there is
/// one, which would be billed until it is hung up.
#[on(Hangup)]
async fn hung_up(hangup: event::Hangup) {
    let leg = hangup.leg.map(Leg::as_str);
    tracing::info!(leg, code = hangup.sip_response_code, "hung up");
}

/// The number that the department sees: the caller's, or the called one if that is withheld.
fn caller_id(call: &Call) -> Option<E164> {
    call.from().parse().or_else(|_| call.to().parse()).ok()
}

/// The SIP header for the department: the data of the caller's system.
fn passed_on(call: &Call) -> SipHeaders {
    let headers = call.leg_a().map(Participant::sip_headers);
    headers
        .and_then(|headers| headers.get(SipHeaders::USER_TO_USER))
        .map(|data| SipHeaders::new().with(SipHeaders::USER_TO_USER, data))
        .filter(|headers| headers.validate().is_ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;
    use crate::tests::caller;

    fn failed(error_type: ErrorType) -> Failed<CallAndBridge> {
        Failed::new(CallAndBridge::pstn(e164!("+12065550123")), error_type, "")
    }

    #[test]
    fn the_caller_is_bridged_to_the_department() {
        let mut visit = Visit::default();
        let reply = put_through(&App::for_test(), &caller(), &mut visit, Department::Sales);
        let [Action::Speak(_), Action::CallAndBridge(bridge)] = reply.actions() else {
            panic!("{reply:?}")
        };
        assert_eq!(bridge.endpoints[0].uri, "+12065550123");
        assert_eq!(bridge.caller_id_number, Some("+14255550199".into()));
        assert_eq!(visit.department, Some(Department::Sales));
    }

    #[test]
    fn a_department_without_a_number_has_voicemail() {
        let mut visit = Visit::default();
        let reply = put_through(&App::for_test(), &caller(), &mut visit, Department::Support);
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::RecordAudio(_)]));
    }

    #[test]
    fn a_withheld_number_is_replaced_by_the_called_one() {
        let call = Call::inbound("anonymous", "+12065550100");
        assert_eq!(caller_id(&call), Some(e164!("+12065550100")));
    }

    #[test]
    fn user_to_user_data_is_passed_on() {
        let headers = SipHeaders::new().with("user-to-user", "6869;encoding=hex").with("X-A", "b");
        let leg = Participant::new(Leg::A, "call-a").with_sip_headers(headers);
        let passed = passed_on(&caller().with_participant(leg));
        assert_eq!(passed, SipHeaders::new().with("User-to-User", "6869;encoding=hex"));
    }

    #[test]
    fn a_header_that_the_service_would_refuse_is_not_passed_on() {
        let headers = SipHeaders::new().with("User-to-User", "6869\r\nX-Evil: 1");
        let leg = Participant::new(Leg::A, "call-a").with_sip_headers(headers);
        assert!(passed_on(&caller().with_participant(leg)).is_empty());
    }

    #[tokio::test]
    async fn a_caller_who_is_not_connected_can_leave_a_message() {
        for error_type in [ErrorType::CallNotAnswered, ErrorType::InvalidActionParameter] {
            let visit = Visit { department: Some(Department::Sales), ..Visit::default() };
            let reply =
                not_connected(&App::for_test(), &Session::new(visit), failed(error_type)).await;
            let [Action::Speak(_), Action::RecordAudio(record)] = reply.actions() else {
                panic!("{reply:?}")
            };
            let prefix = record.recording_destination.prefix.as_deref();
            assert_eq!(prefix, Some("voicemail/sales/"));
        }
    }
}
