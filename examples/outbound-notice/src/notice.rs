//! The notice and the answer.

use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::order::Order;
use crate::{Stage, Visit};

/// Maximum number of repetitions of the notice.
const REPEATS: u8 = 3;

/// The call is placed. A notice that can't be read or spoken fails here, before the phone rings.
#[on(NewOutboundCall)]
async fn placed(visit: &mut Session<Visit>, Arguments(order): Arguments<Order>) -> Result<()> {
    say(&order).validate()?;
    tracing::info!(reference = order.reference, retries = order.retries, "calling");
    visit.order = Some(order);
    Ok(())
}

/// A person or a machine answered.
#[on(CallAnswered)]
async fn answered(visit: &mut Session<Visit>) -> Reply {
    visit.stage = Stage::Answered;
    match &visit.order {
        Some(order) => say(order).into(),
        None => Hangup::normal().into(),
    }
}

/// A key was pressed. It counts even if the call has ended since: the framework then leaves out the
/// actions.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(visit: &mut Session<Visit>, digits: Digits) -> Reply {
    if digits == "1" {
        visit.stage = Stage::Confirmed;
    }
    visit.repeats += 1;
    match &visit.order {
        _ if visit.stage == Stage::Confirmed => goodbye("Thank you for confirming.").into(),
        Some(order) if visit.repeats <= REPEATS => say(order).into(),
        _ => goodbye("This was the last time that we repeated the notice.").into(),
    }
}

/// No key was pressed, perhaps by an answering machine, or the notice could not be spoken.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_chosen(failed: Failed<SpeakAndGetDigits>) -> Reply {
    if failed.error_type == ErrorType::InvalidDigitsReceived {
        return goodbye("We have not received your confirmation.").into();
    }
    tracing::error!("{failed}");
    Hangup::normal().into()
}

/// The notice and the choices.
fn say(order: &Order) -> SpeakAndGetDigits {
    let choices = "To confirm that you have heard this, press 1. To hear it again, press 2.";
    let notice = &order.notice;
    SpeakAndGetDigits::new(format!("This is a notice from Example Corporation. {notice} {choices}"))
        .digits(1)
        .regex("[12]")
        .attempts(2)
        .failure(format!("We did not get your answer. {choices}"))
}

fn goodbye(why: &str) -> (Speak, Hangup) {
    (Speak::text(format!("{why} Goodbye.")), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;
    use crate::tests::{order, visit};

    #[tokio::test]
    async fn the_notice_of_the_order_is_spoken() {
        let mut visit = Session::default();
        placed(&mut visit, Arguments(order(0))).await.unwrap();
        let reply = answered(&mut visit).await;
        let [Action::SpeakAndGetDigits(notice)] = reply.actions() else { panic!("{reply:?}") };
        assert!(notice.speech_parameters.text.as_str().contains("Your ferry leaves at seven"));
        assert_eq!(visit.stage, Stage::Answered);
    }

    #[tokio::test]
    async fn a_notice_that_is_too_long_fails_before_the_phone_rings() {
        let mut visit = Session::default();
        let order = Order { notice: "Ferry. ".repeat(150), ..order(0) };
        let error = placed(&mut visit, Arguments(order)).await.unwrap_err();
        assert!(error.to_string().contains("SpeechParameters.Text"), "{error}");
        assert!(visit.order.is_none());
    }

    #[tokio::test]
    async fn without_an_order_the_call_ends() {
        assert_eq!(answered(&mut Session::default()).await, Hangup::normal().into());
    }

    #[tokio::test]
    async fn one_confirms_the_notice() {
        let mut visit = visit(Stage::Answered);
        let reply = chosen(&mut visit, digits!("1")).await;
        assert_eq!(reply, goodbye("Thank you for confirming.").into());
        assert_eq!(visit.stage, Stage::Confirmed);
    }

    #[tokio::test]
    async fn two_repeats_the_notice_a_few_times() {
        let mut visit = visit(Stage::Answered);
        for _ in 0..REPEATS {
            assert_eq!(chosen(&mut visit, digits!("2")).await, say(&order(0)).into());
        }
        let reply = chosen(&mut visit, digits!("2")).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
        assert_eq!(visit.stage, Stage::Answered);
    }

    #[tokio::test]
    async fn without_an_answer_the_call_ends() {
        for error_type in [ErrorType::InvalidDigitsReceived, ErrorType::AccessDenied] {
            let reply = not_chosen(Failed::new(say(&order(0)), error_type, "")).await;
            assert!(matches!(reply.actions(), [.., Action::Hangup(_)]));
        }
    }
}
