//! The PIN.

use std::time::Duration;

use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::{App, Visit, waiting};

/// Maximum number of PINs that a caller can try.
const TRIES: u8 = 3;

/// A new call: which meeting?
#[on(NewInboundCall)]
async fn welcome() -> SpeakAndGetDigits {
    ask("Welcome to the meeting line.")
}

/// The caller entered a PIN.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn entered(app: &App, visit: &mut Session<Visit>, digits: Digits) -> Result<Reply> {
    // By one page of the service's guide the terminator is among the digits, by another not.
    if let Some(meeting) = app.meetings.find(digits.as_str().trim_end_matches('#')).await? {
        visit.meeting = Some(meeting);
        return Ok(waiting::enter().into());
    }
    visit.unknown_pins += 1;
    Ok(if visit.unknown_pins < TRIES {
        ask("No meeting has this PIN.").into()
    } else {
        (Speak::text("We could not find your meeting. Goodbye."), Hangup::normal()).into()
    })
}

/// The caller did not enter a PIN, or the prompt failed.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_entered(call: &Call, failed: Failed<SpeakAndGetDigits>) -> Reply {
    if failed.error_type == ErrorType::InvalidDigitsReceived {
        return (Speak::text("We did not get a PIN. Goodbye."), Hangup::normal()).into();
    }
    tracing::error!("{failed}");
    Hangup::all(call).into()
}

/// Asks for the PIN, with three attempts to enter 4 to 10 digits.
fn ask(opening: &str) -> SpeakAndGetDigits {
    SpeakAndGetDigits::new(format!("{opening} Enter your PIN, then press the pound key."))
        .digits(4..=10)
        .terminator("#")
        // It is undocumented whether the expression sees the terminator.
        .regex("^[0-9]{4,10}#?$")
        .attempts(3)
        .timeout(Duration::from_secs(15))
        .between_digits(Duration::from_secs(5))
        .failure("A PIN has 4 to 10 digits. Enter yours, then press the pound key.")
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;
    use crate::client::Meetings;

    #[tokio::test]
    async fn the_right_pin_leads_to_the_waiting_room() {
        for digits in ["246810", "246810#"] {
            let mut visit = Session::default();
            let reply = entered(&App::for_test(), &mut visit, digits.into()).await.unwrap();
            assert_eq!(reply, waiting::enter().into());
            assert!(visit.is_waiting());
        }
    }

    #[tokio::test]
    async fn the_third_unknown_pin_ends_the_call() {
        let (app, mut visit) = (App::for_test(), Session::default());
        for _ in 0..2 {
            let reply = entered(&app, &mut visit, digits!("999999")).await.unwrap();
            assert_eq!(reply, ask("No meeting has this PIN.").into());
        }
        let reply = entered(&app, &mut visit, digits!("999999")).await.unwrap();
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn without_the_client_the_handler_fails() {
        let app = App { meetings: Meetings::Down };
        assert!(entered(&app, &mut Session::default(), digits!("246810")).await.is_err());
    }

    #[tokio::test]
    async fn a_caller_who_enters_nothing_is_hung_up() {
        let call = Call::inbound("+14255550199", "+12065550100");
        for error_type in [ErrorType::InvalidDigitsReceived, ErrorType::AccessDenied] {
            let reply = not_entered(&call, Failed::new(ask(""), error_type, "")).await;
            assert!(matches!(reply.actions(), [.., Action::Hangup(_)]));
        }
    }
}
