//! The end of a call: its outcome, and the next call.

use std::time::Duration;

use offhook::prelude::*;

use crate::redial::NextCall;
use crate::report::{Ended, Outcome};
use crate::{App, Stage, Visit};

/// The delay of the next call, for each call that was not answered.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The call is over. When the report fails, the Lambda fails, and the service repeats the event.
#[on(Hangup)]
async fn hung_up(
    app: &App,
    call: &Call,
    visit: &Session<Visit>,
    hangup: event::Hangup,
) -> Result<()> {
    let outcome = outcome(visit.stage, &hangup);
    let Some(order) = &visit.order else {
        tracing::error!(?outcome, "a call without a notice");
        return Ok(());
    };
    let (reference, retries) = (order.reference.clone(), order.retries);
    let again =
        retries < app.settings.retries && matches!(outcome, Outcome::Busy | Outcome::NoAnswer);
    if again {
        let order = order.clone().again();
        let arguments = Arguments(&order).to_map()?.into_iter();
        let next = NextCall {
            application: call.sip_media_application_id().unwrap_or_default().to_owned(),
            from: call.from().to_owned().into(),
            to: call.to().to_owned().into(),
            arguments: arguments.map(|(name, value)| (name, value.into())).collect(),
            after: PATIENCE * order.retries.into(),
        };
        app.redial.redial(next).await?;
    }
    app.report.report(Ended { reference, retries, outcome, again }).await
}

/// The outcome of a call that ended like this at this stage.
fn outcome(stage: Stage, hangup: &event::Hangup) -> Outcome {
    match stage {
        Stage::Confirmed => Outcome::Confirmed,
        Stage::Answered => Outcome::NotConfirmed,
        Stage::Ringing if hangup.is_busy() => Outcome::Busy,
        Stage::Ringing if hangup.is_unanswered() => Outcome::NoAnswer,
        Stage::Ringing => Outcome::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{callee, order, visit};

    /// Ends a call with this session and code. Returns the reports and the next calls.
    async fn ended(visit: Session<Visit>, code: u16) -> (Vec<Ended>, Vec<NextCall>) {
        let app = App::for_test();
        let hangup = event::Hangup::new(Leg::A, "call-a", code);
        hung_up(&app, &callee(), &visit, hangup).await.unwrap();
        (app.report.reports(), app.redial.calls())
    }

    #[tokio::test]
    async fn an_answered_call_is_the_last() {
        for (stage, outcome) in
            [(Stage::Confirmed, Outcome::Confirmed), (Stage::Answered, Outcome::NotConfirmed)]
        {
            let (reports, calls) = ended(visit(stage), 0).await;
            let reference = "HX-20417".to_owned();
            assert_eq!(reports, [Ended { reference, retries: 0, outcome, again: false }]);
            assert_eq!(calls, []);
        }
    }

    #[tokio::test]
    async fn a_call_that_is_busy_or_not_answered_is_repeated() {
        for (code, outcome) in [(486, Outcome::Busy), (480, Outcome::NoAnswer)] {
            let (reports, calls) = ended(visit(Stage::Ringing), code).await;
            assert_eq!((reports[0].outcome, reports[0].again), (outcome, true));
            let [next] = &*calls else { panic!("{calls:?}") };
            assert_eq!((next.from.as_str(), next.to.as_str()), ("+12065550100", "+14255550199"));
            assert_eq!(next.arguments["retries"], "1");
            assert_eq!(next.after, Duration::from_mins(10));
            assert!(!format!("{next:?}").contains("ferry"));
        }
    }

    #[tokio::test]
    async fn the_third_call_is_the_last() {
        let visit = Visit { order: Some(order(2)), ..Visit::default() };
        let (reports, calls) = ended(Session::new(visit), 486).await;
        assert_eq!((reports[0].retries, reports[0].again), (2, false));
        assert_eq!(calls, []);
    }

    #[tokio::test]
    async fn a_refused_call_is_not_repeated() {
        let (reports, calls) = ended(visit(Stage::Ringing), 603).await;
        assert_eq!((reports[0].outcome, calls.len()), (Outcome::Refused, 0));
    }

    #[tokio::test]
    async fn a_call_without_an_order_is_not_reported() {
        let (reports, calls) = ended(Session::default(), 480).await;
        assert!(reports.is_empty() && calls.is_empty());
    }
}
