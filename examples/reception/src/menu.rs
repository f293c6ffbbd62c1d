//! The greeting and the menu.

use offhook::Participant;
use offhook::action::SpeakAndGetDigits;
use offhook::event::ErrorType;
use offhook::prelude::*;
use offhook::sip_headers::{Diversion, DiversionReason};

use crate::department::Department;
use crate::{App, Visit, bridge, voicemail};

/// Maximum number of repetitions of the menu.
const REPEATS: u8 = 3;

/// A new call gets the menu; outside opening hours, voicemail; and the department at once when
/// another telephone system has asked already (`X-Department`).
#[on(NewInboundCall)]
async fn welcome(
    app: &App,
    call: &Call,
    headers: &SipHeaders,
    visit: &mut Session<Visit>,
) -> Reply {
    if is_closed(app, call) {
        return voicemail::offer(app, None, "Thank you for calling. We are closed right now.");
    }
    match headers.get("X-Department").and_then(Department::named) {
        Some(department) => bridge::put_through(app, call, visit, department),
        None => menu(greeting(headers)).into(),
    }
}

/// The caller pressed a key.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(app: &App, call: &Call, visit: &mut Session<Visit>, digits: Digits) -> Reply {
    match Department::chosen(&digits) {
        Some(department) => bridge::put_through(app, call, visit, department),
        None if visit.repeats < REPEATS => {
            visit.repeats += 1;
            menu("Here is the menu again.").into()
        }
        None => voicemail::offer(app, None, "Let us call you back."),
    }
}

/// The caller never chose; or the menu could not be spoken, and sales is called unannounced.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_chosen(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<SpeakAndGetDigits>,
) -> Reply {
    if failed.error_type == ErrorType::InvalidDigitsReceived {
        return voicemail::offer(app, None, "We did not get your choice.");
    }
    tracing::error!("{failed}");
    match bridge::to(app, call, visit, Department::Sales) {
        Some(bridge) => bridge.into(),
        None => action::Hangup::unavailable().into(),
    }
}

/// The menu after an opening, with three attempts to answer it.
fn menu(opening: &str) -> SpeakAndGetDigits {
    let choices = "For sales, press 1. For support, press 2. To repeat, press 0.";
    SpeakAndGetDigits::new(format!("{opening} {choices}"))
        .digits(1)
        .regex("[012]")
        .attempts(3)
        .failure(format!("Sorry, I did not get that. {choices}"))
}

/// The greeting. The caller of a forwarded call wanted another person.
fn greeting(headers: &SipHeaders) -> &'static str {
    let diversions = headers.diversion().ok().flatten().unwrap_or_default();
    match diversions.first().and_then(Diversion::reason) {
        Some(DiversionReason::UserBusy) => "The person you called is on another line.",
        Some(DiversionReason::NoAnswer | DiversionReason::Away) => {
            "The person you called can't answer."
        }
        _ => "Welcome to Example Corporation.",
    }
}

/// Whether the call began outside opening hours.
fn is_closed(app: &App, call: &Call) -> bool {
    let began = call.leg_a().and_then(Participant::start_time);
    app.settings.hours.zip(began).is_some_and(|(hours, began)| !hours.contain(began))
}

#[cfg(test)]
mod tests {
    use offhook::action::{Action, CallAndBridge};

    use super::*;
    use crate::tests::caller;

    #[tokio::test]
    async fn a_new_call_hears_the_menu() {
        let mut visit = Session::default();
        let reply = welcome(&App::for_test(), &caller(), &SipHeaders::new(), &mut visit).await;
        assert_eq!(reply, menu("Welcome to Example Corporation.").into());
    }

    #[tokio::test]
    async fn the_greeting_of_a_forwarded_call_mentions_the_person() {
        let headers = SipHeaders::new()
            .with("diversion", "<sip:+12065550177@pbx.example.com>;reason=user-busy");
        let reply = welcome(&App::for_test(), &caller(), &headers, &mut Session::default()).await;
        assert_eq!(reply, menu("The person you called is on another line.").into());
    }

    #[test]
    fn an_unreadable_header_has_the_usual_greeting() {
        let headers = SipHeaders::new().with("Diversion", "<sip:");
        assert_eq!(greeting(&headers), "Welcome to Example Corporation.");
    }

    #[tokio::test]
    async fn a_department_in_the_headers_needs_no_menu() {
        let headers = SipHeaders::new().with("x-department", "Sales");
        let mut visit = Session::default();
        let reply = welcome(&App::for_test(), &caller(), &headers, &mut visit).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::CallAndBridge(_)]));
        assert_eq!(visit.department, Some(Department::Sales));
    }

    #[tokio::test]
    async fn outside_opening_hours_a_caller_leaves_a_message() {
        let mut app = App::for_test();
        app.settings.hours = "9-17".to_owned().try_into().ok();
        let midnight = Participant::new(Leg::A, "call-a").with_start_time(1_767_225_600_000);
        let call = caller().with_participant(midnight);
        let reply = welcome(&app, &call, &SipHeaders::new(), &mut Session::default()).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::RecordAudio(_)]));
    }

    #[tokio::test]
    async fn the_menu_is_repeated_three_times() {
        let (app, call, mut visit) = (App::for_test(), caller(), Session::default());
        for _ in 0..3 {
            let reply = chosen(&app, &call, &mut visit, digits!("0")).await;
            assert!(matches!(reply.actions(), [Action::SpeakAndGetDigits(_)]));
        }
        let reply = chosen(&app, &call, &mut visit, digits!("0")).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::RecordAudio(_)]));
    }

    #[tokio::test]
    async fn a_caller_who_never_chooses_can_leave_a_message() {
        let (app, call, mut visit) = (App::for_test(), caller(), Session::default());
        let failed = Failed::new(menu(""), ErrorType::InvalidDigitsReceived, "");
        let reply = not_chosen(&app, &call, &mut visit, failed).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::RecordAudio(_)]));
    }

    #[tokio::test]
    async fn without_speech_sales_is_called() {
        let (app, call, mut visit) = (App::for_test(), caller(), Session::default());
        let failed = Failed::new(menu(""), ErrorType::AccessDenied, "");
        let reply = not_chosen(&app, &call, &mut visit, failed).await;
        let [Action::CallAndBridge(CallAndBridge { endpoints, .. })] = reply.actions() else {
            panic!("{reply:?}")
        };
        assert_eq!(endpoints[0].uri, "+12065550123");
    }
}
