//! The end of a call: what came of it, and whether there is another.

use std::time::Duration;

use offhook::prelude::*;

use crate::redial::NextCall;
use crate::report::{Ended, Outcome};
use crate::{App, Stage, Visit};

/// How long to wait before the next call, for each one that nobody took.
const PATIENCE: Duration = Duration::from_mins(10);

/// The call is over. A report that fails makes the Lambda fail, and the service sends the event
/// again.
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
    let again = retries < app.retries && matches!(outcome, Outcome::Busy | Outcome::NoAnswer);
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

/// What came of a call that had come so far and ended like this.
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
    use std::sync::Arc;

    use super::*;
    use crate::tests::{callee, order, visit};
    use crate::{redial, report};

    /// How a call with this session ends with this code: what is reported, and the next call.
    async fn ended(visit: Session<Visit>, code: u16) -> (Vec<Ended>, Vec<NextCall>) {
        let redial = Arc::new(redial::InMemory::default());
        let report = Arc::new(report::InMemory::default());
        let app = App { redial: redial.clone(), report: report.clone(), ..App::for_test() };
        let hangup = event::Hangup::new(Leg::A, "call-a", code);
        hung_up(&app, &callee(), &visit, hangup).await.unwrap();
        (report.reports(), redial.calls())
    }

    #[tokio::test]
    async fn who_answered_is_not_called_again() {
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
    async fn who_is_busy_or_does_not_answer_is_called_again() {
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
    async fn after_two_more_calls_that_is_that() {
        let visit = Visit { order: Some(order(2)), ..Visit::default() };
        let (reports, calls) = ended(Session::new(visit), 486).await;
        assert_eq!((reports[0].retries, reports[0].again), (2, false));
        assert_eq!(calls, []);
    }

    #[tokio::test]
    async fn who_refuses_is_left_alone() {
        let (reports, calls) = ended(visit(Stage::Ringing), 603).await;
        assert_eq!((reports[0].outcome, calls.len()), (Outcome::Refused, 0));
    }

    #[tokio::test]
    async fn without_an_order_there_is_nothing_to_report() {
        let (reports, calls) = ended(Session::default(), 480).await;
        assert!(reports.is_empty() && calls.is_empty());
    }
}
