use offhook_simulator::{Fault, Phone, Profile, Scenario, Simulator};

use super::*;

fn app() -> App {
    App {
        company: "Example Corporation".to_owned(),
    }
}

/// Places a call with a notice.
async fn place(simulator: Simulator) -> Phone {
    let call = simulator.place("+12065550100", "+14255550199");
    call.argument("notice", "Your ferry leaves at eight.").await
}

/// A handler is a function.
#[tokio::test]
async fn one_confirms() {
    let mut visit = Session::default();
    let reply = chosen(&app(), &mut visit, digits!("1")).await;
    assert_eq!(reply, goodbye("Thank you for confirming.").into());
    assert_eq!(visit.outcome, Outcome::Confirmed);
}

/// A whole call, under each reading of what the service's documentation leaves open.
#[tokio::test]
async fn the_notice_is_confirmed() {
    for profile in Profile::each() {
        let mut phone = place(Simulator::new(app()).profile(profile)).await;
        phone
            .answers()
            .hears("Your ferry leaves at eight.")
            .presses("2")
            .await;
        phone
            .hears("Your ferry leaves at eight.")
            .presses("1")
            .await;
        phone.hears("Thank you for confirming.").is_hung_up().await;
        phone.ends().await;
        assert_eq!(phone.session::<Visit>().outcome, Outcome::Confirmed);
    }
}

#[tokio::test]
async fn an_answering_machine_confirms_nothing() {
    let mut phone = place(Simulator::new(app())).await;
    phone
        .answers()
        .hears("We have not received")
        .is_hung_up()
        .await;
    phone.ends().await;
    assert_eq!(phone.session::<Visit>().outcome, Outcome::NotConfirmed);
}

#[tokio::test]
async fn the_notice_is_not_repeated_forever() {
    let mut phone = place(Simulator::new(app())).await;
    phone.answers().await;
    for _ in 0..=REPEATS {
        phone
            .hears("Your ferry leaves at eight.")
            .presses("2")
            .await;
    }
    phone.hears("several times").is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_busy_line_ends_the_call() {
    let mut phone = place(Simulator::new(app())).await;
    phone.is_busy().await;
    phone.ends().with_code(486).await;
    assert_eq!(phone.session::<Visit>().outcome, Outcome::NotReached);
}

#[tokio::test]
async fn people_can_hang_up_at_any_time() {
    let mut phone = place(Simulator::new(app())).await;
    phone.answers().starts_hearing("This is").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_call_without_speech_ends() {
    // Event 3 is CALL_ANSWERED.
    let mut phone = place(Simulator::new(app()).fault(3, Fault::PollyDenied)).await;
    phone.answers().is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn the_scenarios_pass() {
    for scenario in Scenario::read("scenarios").unwrap() {
        scenario.run(Simulator::new(app())).await.assert_passed();
    }
}

/// The files in `events` are events of one call.
#[tokio::test]
async fn the_events_are_handled() {
    for event in [
        include_str!("../events/1-new-outbound-call.json"),
        include_str!("../events/2-call-answered.json"),
        include_str!("../events/3-digits.json"),
        include_str!("../events/4-hangup.json"),
    ] {
        offhook::handle(&app(), event).await.unwrap();
    }
}
