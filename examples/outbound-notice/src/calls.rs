//! Calls, from the order to the last hang-up.

use std::sync::Arc;
use std::time::Duration;

use offhook_simulator::{FarEnd, Fault, FindingKind, Phone, Place, Profile, Simulator, Soak, Step};

use crate::App;
use crate::report::{Ended, Outcome};

const US: &str = "+12065550100";
const THEM: &str = "+14255550199";

/// A simulator and its app, which has the reports and the next calls.
#[derive(Clone)]
struct Office {
    simulator: Simulator,
    app: Arc<App>,
}

impl Office {
    fn new() -> Self {
        let app = Arc::new(App::for_test());
        Self { simulator: Simulator::new(Arc::clone(&app)), app }
    }

    fn with(mut self, change: impl FnOnce(Simulator) -> Simulator) -> Self {
        self.simulator = change(self.simulator);
        self
    }

    /// Places a call.
    fn call(&self) -> Place {
        let call = self.simulator.place(US, THEM);
        call.argument("notice", "Your appointment is tomorrow.").argument("reference", "4711")
    }

    /// The outcome of the only call.
    #[track_caller]
    fn outcome(&self) -> Outcome {
        let reports = self.app.report.reports();
        let [Ended { outcome, .. }] = reports[..] else { panic!("{reports:?}") };
        outcome
    }
}

/// A call that was answered.
async fn answered(office: &Office) -> Phone {
    let mut phone = office.call().await;
    phone.answers().await;
    phone
}

#[tokio::test]
async fn the_notice_is_confirmed() {
    for profile in Profile::each() {
        let office = Office::new().with(|simulator| simulator.profile(profile));
        let mut phone = office.call().await;
        phone.answers().hears("Your appointment is tomorrow.").presses("1").await;
        phone.hears("Thank you for confirming. Goodbye.").is_hung_up().await;
        phone.ends().by_application().await;
        assert_eq!(office.outcome(), Outcome::Confirmed);
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn the_notice_is_repeated_three_times() {
    let office = Office::new();
    let mut phone = answered(&office).await;
    for _ in 0..4 {
        phone.hears("Your appointment is tomorrow.").presses("2").await;
    }
    phone.hears("This was the last time").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(office.outcome(), Outcome::NotConfirmed);
}

#[tokio::test]
async fn an_answering_machine_does_not_confirm() {
    let office = Office::new();
    let mut phone = answered(&office).await;
    phone.hears("We did not get your answer.").hears("We have not received").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(office.outcome(), Outcome::NotConfirmed);
    assert!(office.app.redial.calls().is_empty());
}

#[tokio::test]
async fn a_wrong_key_is_forgiven_once() {
    let office = Office::new();
    let mut phone = answered(&office).await;
    phone.hears("tomorrow").presses("9").hears("We did not get your answer.").presses("1").await;
    phone.hears("Thank you").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(office.outcome(), Outcome::Confirmed);

    let office = Office::new();
    let mut phone = answered(&office).await;
    phone.hears("tomorrow").presses("9").hears("We did not get").presses("8").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(office.outcome(), Outcome::NotConfirmed);
}

#[tokio::test]
async fn a_call_that_is_busy_or_not_answered_is_repeated() {
    let cases = [
        (FarEnd::IsBusy, 486, Outcome::Busy, true),
        (FarEnd::RingsOut, 480, Outcome::NoAnswer, true),
        (FarEnd::Refuses, 603, Outcome::Refused, false),
        (FarEnd::IsUnreachable, 503, Outcome::Refused, false),
    ];
    for profile in Profile::each() {
        for (does, code, outcome, again) in cases.clone() {
            let office = Office::new().with(|simulator| simulator.profile(profile));
            let mut phone = office.call().await;
            phone.take(&Step::Called(does)).await.unwrap();
            phone.ends().with_code(code).await;
            assert_eq!(office.outcome(), outcome);
            assert_eq!(office.app.redial.calls().len(), usize::from(again));
        }
    }
}

#[tokio::test]
async fn the_next_call_is_the_same_and_the_third_is_the_last() {
    let office = Office::new();
    let mut phone = office.call().await;
    phone.is_busy().await;
    phone.ends().await;
    for call in 1..=2 {
        let next = office.app.redial.calls().last().cloned().unwrap();
        assert_eq!(next.after, Duration::from_mins(10) * call);
        let place = office.simulator.place(next.from.as_str(), next.to.as_str());
        let arguments = next.arguments.iter();
        let mut phone = arguments.fold(place, |place, (k, v)| place.argument(k, v.as_str())).await;
        phone.is_busy().await;
        phone.ends().await;
    }
    assert_eq!(office.app.redial.calls().len(), 2);
    let again: Vec<bool> = office.app.report.reports().iter().map(|ended| ended.again).collect();
    assert_eq!(again, [true, true, false]);
}

#[tokio::test]
async fn the_called_party_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let office = Office::new().with(|simulator| simulator.profile(profile));
        let mut phone = answered(&office).await;
        phone.starts_hearing("This is a notice").hangs_up().await;
        phone.ends().by_caller().await;
        assert_eq!(office.outcome(), Outcome::NotConfirmed);

        let office = Office::new().with(|simulator| simulator.profile(profile));
        let mut phone = answered(&office).await;
        phone.hears("tomorrow").presses("1").starts_hearing("Thank you").hangs_up().await;
        phone.ends().by_caller().await;
        assert_eq!(office.outcome(), Outcome::Confirmed);
    }
}

#[tokio::test]
async fn without_a_notice_the_phone_does_not_ring() {
    let office = Office::new();
    let mut phone = office.simulator.place(US, THEM).argument("reference", "4711").await;
    phone.waits(Duration::from_secs(10)).await;
    phone.ends().allow(FindingKind::LambdaError).with_code(480).await;
    assert!(!phone.transcript().to_string().contains("rings"), "{}", phone.transcript());
    assert!(office.app.report.reports().is_empty());
}

#[tokio::test]
async fn without_speech_the_call_ends() {
    // Event 3 is the answer.
    for fault in [Fault::PollyDenied, Fault::Throttled] {
        let office = Office::new().with(|simulator| simulator.fault(3, fault));
        let mut phone = answered(&office).await;
        phone.is_hung_up().await;
        phone.ends().by_application().await;
        assert_eq!(office.outcome(), Outcome::NotConfirmed);
    }
}

#[tokio::test]
async fn a_slow_or_repeated_lambda_changes_nothing() {
    for fault in [Fault::SlowLambda, Fault::LambdaError, Fault::DuplicateDelivery] {
        // A call that is answered before the first reply arrives has no notice.
        let first = if fault == Fault::SlowLambda { 2 } else { 1 };
        for sequence in first..=5 {
            let office = Office::new().with(|simulator| simulator.fault(sequence, fault));
            let mut phone = answered(&office).await;
            phone.hears("tomorrow").presses("1").hears("Thank you").is_hung_up().await;
            phone.ends().by_application().await;
            assert_eq!(office.outcome(), Outcome::Confirmed, "{fault} at {sequence}");
        }
    }
}

#[tokio::test]
async fn unknown_events_and_updates_change_nothing() {
    let office = Office::new();
    let mut phone = office.call().await;
    phone.unknown_event("MOON_FULL").answers().await;
    phone.starts_hearing("notice").updates([("a", "b")]).unknown_event("MOON_FULL").await;
    phone.hears("tomorrow").presses("1").hears("Thank you").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(office.outcome(), Outcome::Confirmed);
}

/// The call, with everything that can go wrong in it.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let confirmed = async |phone: &mut Phone| {
        phone.answers().hears("Your appointment is tomorrow.").presses("1").await;
        phone.hears("Thank you for confirming. Goodbye.").is_hung_up().await;
    };
    let office = Office::new();
    let call = |simulator| office.clone().with(|_| simulator).call();
    Simulator::cold(App::for_test).rehearse(call, confirmed).await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let steps = [
        Step::Called(FarEnd::Answers),
        Step::Called(FarEnd::Answers),
        Step::Called(FarEnd::Answers),
        Step::Called(FarEnd::IsBusy),
        Step::Called(FarEnd::Refuses),
        Step::Presses("1".to_owned()),
        Step::Presses("2".to_owned()),
        Step::Presses("9".to_owned()),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_secs(10)),
        Step::Updates([("a".to_owned(), "b".to_owned())].into()),
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let office = Office::new();
    let called = |simulator| office.clone().with(|_| simulator).call();
    Soak::new(office.simulator.clone(), steps).check_flow().run(called).await;
}
