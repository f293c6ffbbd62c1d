use offhook_simulator::{Fault, Phone, Profile, Scenario, Simulator};

use super::*;

fn app() -> App {
    App {
        company: "Example Corporation".to_owned(),
    }
}

async fn dial(simulator: Simulator) -> Phone {
    simulator.dial("+14255550199", "+12065550100").await
}

/// A whole call, under each reading of what the service's documentation leaves open.
#[tokio::test]
async fn callers_hear_answers() {
    for profile in Profile::each() {
        let mut phone = dial(Simulator::new(app()).profile(profile)).await;
        phone
            .hears("Welcome to Example Corporation")
            .presses("1")
            .await;
        phone.hears("nine to five").presses("5").await;
        phone.hears("Sorry, I did not get that.").presses("9").await;
        phone.hears("Goodbye.").is_hung_up().await;
        phone.ends().await;
    }
}

#[tokio::test]
async fn the_last_answer_ends_the_call() {
    let mut phone = dial(Simulator::new(app())).await;
    for _ in 0..ANSWERS {
        phone
            .hears("press 2")
            .presses("2")
            .hears("Example Street")
            .await;
    }
    phone.is_hung_up().await;
    phone.ends().await;
}

/// One good call, with everything that can go wrong in it, and a new process for every event.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let answered = async |phone: &mut Phone| {
        phone
            .hears("press 2")
            .presses("2")
            .hears("Example Street")
            .await;
        phone.presses("9").hears("Goodbye.").is_hung_up().await;
    };
    Simulator::cold(app).check_flow(dial, answered).await;
}

#[tokio::test]
async fn a_call_without_speech_ends() {
    let mut phone = dial(Simulator::new(app()).fault(1, Fault::PollyDenied)).await;
    phone.is_hung_up().await;
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
        include_str!("../events/1-new-inbound-call.json"),
        include_str!("../events/2-digits.json"),
        include_str!("../events/3-hangup.json"),
    ] {
        offhook::handle(&app(), event).await.unwrap();
    }
}
