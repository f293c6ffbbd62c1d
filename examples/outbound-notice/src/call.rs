//! The call: the notice, the answer, and the outcome.

use std::time::Duration;

use offhook::action::SpeakAndGetDigits;
use offhook::flow::{ArgumentsError, AskError, NotAnswered};
use offhook::prelude::*;

use crate::App;
use crate::order::{Notices, Order};
use crate::redial::NextCall;
use crate::report::{Ended, Outcome};

/// Maximum number of repetitions of the notice.
const REPEATS: u8 = 3;

/// The whole call. A notice that can't be read or spoken fails before the phone rings.
#[flow(NewOutboundCall)]
async fn call(line: &mut Line<Notices>, app: &App) -> Result<()> {
    let order = match line.arguments() {
        // The call was answered before the reply with the order arrived: there is nothing to say.
        Err(ArgumentsError::Unknown) => return Ok(()),
        order => order?,
    };
    say(&order).validate()?;
    tracing::info!(reference = order.reference, retries = order.retries, "calling");

    let outcome = match line.answered().await {
        Ok(()) => give_notice(line, &order).await,
        Err(NotAnswered { code: 486, .. }) => Outcome::Busy,
        Err(NotAnswered { code: 480, .. }) => Outcome::NoAnswer,
        Err(_) => Outcome::Refused,
    };
    line.hang_up().await.ok();

    let again = order.retries < app.settings.retries
        && matches!(outcome, Outcome::Busy | Outcome::NoAnswer);
    if again {
        let next = next_call(line, &order)?;
        line.once("redial", app.redial.redial(next)).await?;
    }
    let Order { reference, retries, .. } = order;
    line.once("report", app.report.report(Ended { reference, retries, outcome, again })).await?;
    Ok(())
}

/// Speaks to the person or machine that answered, until the notice is confirmed.
async fn give_notice(line: &mut Line<Notices>, order: &Order) -> Outcome {
    for _ in 0..=REPEATS {
        match line.run(say(order)).await {
            Ok(digits) if digits == "1" => {
                line.speak("Thank you for confirming. Goodbye.").await.ok();
                return Outcome::Confirmed;
            }
            Ok(_) => {}
            Err(AskError::NoDigits) => {
                line.speak("We have not received your confirmation. Goodbye.").await.ok();
                return Outcome::NotConfirmed;
            }
            Err(_) => return Outcome::NotConfirmed,
        }
    }
    line.speak("This was the last time that we repeated the notice. Goodbye.").await.ok();
    Outcome::NotConfirmed
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

/// The next call with the notice, in 10 minutes, and the one after it in 20.
fn next_call(line: &Line<Notices>, order: &Order) -> Result<NextCall> {
    let order = order.clone().again();
    let arguments = Arguments(&order).to_map()?.into_iter();
    Ok(NextCall {
        application: line.sip_media_application_id().unwrap_or_default().to_owned(),
        from: line.from().to_owned().into(),
        to: line.to().to_owned().into(),
        arguments: arguments.map(|(name, value)| (name, value.into())).collect(),
        after: Duration::from_secs(600) * order.retries.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_notice_that_is_too_long_fails_before_the_phone_rings() {
        let (notice, reference) = ("Ferry. ".repeat(150), "HX-20417".to_owned());
        let arguments = Arguments(Order { notice, reference, retries: 0 }).to_map().unwrap();
        let call = Call::outbound("+12065550100", "+14255550199");
        let event = Invocation::new(&event::NewOutboundCall::new(arguments), call);
        let error = offhook::respond(&App::for_test(), event).await.unwrap_err();
        assert!(error.to_string().contains("SpeechParameters.Text"), "{error}");
    }
}
