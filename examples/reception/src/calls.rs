//! Calls, from the first ring to the last hang-up.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use offhook_simulator::{FarEnd, Fault, Phone, Profile, Simulator, Soak, Step};

use crate::App;

const CALLER: &str = "+14255550199";
const DESK: &str = "+12065550100";
const SALES: &str = "+12065550123";

fn desk() -> Simulator {
    Simulator::new(App::for_test())
}

async fn call() -> Phone {
    desk().dial(CALLER, DESK).await
}

#[tokio::test]
async fn sales_answers() {
    for profile in Profile::each() {
        let mut phone = desk().profile(profile).dial(CALLER, DESK).await;
        phone.hears("For sales, press 1.").presses("1").await;
        phone.hears("One moment, I am calling sales for you.").await;
        phone.far_end(SALES).answers().await;
        phone.waits(Duration::from_mins(1)).hangs_up().await;
        phone.far_end(SALES).is_hung_up().await;
        phone.ends().by_caller().await;
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn sales_hangs_up_first() {
    for profile in Profile::each() {
        let mut phone = desk().profile(profile).dial(CALLER, DESK).await;
        phone.hears("press 1").presses("1").far_end(SALES).answers().await;
        phone.far_end(SALES).hangs_up().caller().is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn a_caller_who_does_not_reach_sales_leaves_a_message() {
    for profile in Profile::each() {
        for does in [FarEnd::IsBusy, FarEnd::RingsOut, FarEnd::Refuses, FarEnd::IsUnreachable] {
            let mut phone = desk().profile(profile).dial(CALLER, DESK).await;
            phone.hears("press 1").presses("1").await;
            phone.take(&Step::BridgedTo(SALES.to_owned(), does)).await.unwrap();
            phone.hears("Please leave a message").says("Please call me back.").presses("#").await;
            phone.is_recorded("recordings/voicemail/sales/").await;
            phone.hears("Thank you. We will call you back.").is_hung_up().await;
            phone.ends().by_application().await;
        }
    }
}

#[tokio::test]
async fn a_message_ends_with_silence_too() {
    let mut phone = call().await;
    phone.hears("press 2").presses("2").hears("leave a message").says("Hello?").await;
    phone.is_recorded("recordings/voicemail/support/").hears("Thank you.").is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_wrong_key_is_forgiven_twice() {
    let mut phone = call().await;
    phone
        .hears("Welcome")
        .presses("9")
        .hears("Sorry")
        .presses("8")
        .hears("Sorry")
        .presses("1")
        .await;
    phone.far_end(SALES).answers().caller().hangs_up().await;
    phone.ends().await;

    let mut phone = call().await;
    phone
        .hears("Welcome")
        .presses("9")
        .hears("Sorry")
        .presses("8")
        .hears("Sorry")
        .presses("7")
        .await;
    phone.hears("We did not get your choice.").presses("#").hears("Thank you.").is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_caller_who_never_chooses_can_leave_a_message() {
    let mut phone = call().await;
    phone.hears("We did not get your choice.").hears("Thank you.").is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn the_menu_is_repeated_three_times() {
    let mut phone = call().await;
    phone
        .hears("Welcome")
        .presses("0")
        .hears("again")
        .presses("0")
        .hears("again")
        .presses("0")
        .await;
    phone.starts_hearing("again").presses("0").hears("Let us call you back.").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn the_caller_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let desk = desk().profile(profile);
        let mut phone = desk.dial(CALLER, DESK).await;
        phone.starts_hearing("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = desk.dial(CALLER, DESK).await;
        phone.hears("press 1").presses("1").starts_hearing("One moment").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = desk.dial(CALLER, DESK).await;
        phone.hears("press 1").presses("1").hears("One moment").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = desk.dial(CALLER, DESK).await;
        phone
            .hears("press 2")
            .presses("2")
            .hears("leave a message")
            .says("Hello?")
            .hangs_up()
            .await;
        phone.ends().by_caller().await;
        assert_eq!(phone.recordings().len(), 1, "the message is kept");
    }
}

#[tokio::test]
async fn outside_opening_hours_a_caller_leaves_a_message() {
    let mut app = App::for_test();
    app.settings.hours = "9-17".to_owned().try_into().ok();
    let desk = Simulator::new(app);
    let midnight = UNIX_EPOCH + Duration::from_hours(24 * 20_000);
    let mut phone = desk.starts_at(midnight).dial(CALLER, DESK).await;
    phone.hears("We are closed right now.").says("Hello?").presses("#").hears("Thank you.").await;
    phone.is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn sip_headers_select_department_and_greeting() {
    let mut phone = desk().dial(CALLER, DESK).sip_header("X-Department", "sales").await;
    phone.starts_hearing("One moment").far_end(SALES).answers().caller().hangs_up().await;
    phone.ends().await;

    let busy = "<sip:+12065550177@pbx.example.com>;reason=user-busy";
    let mut phone = desk().dial(CALLER, DESK).sip_header("Diversion", busy).await;
    phone.starts_hearing("The person you called is on another line.").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_caller_without_a_number_is_bridged() {
    let mut phone = desk().dial("anonymous", DESK).await;
    phone.hears("press 1").presses("1").far_end(SALES).answers().caller().hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn without_speech_sales_is_called() {
    for fault in [Fault::PollyDenied, Fault::Throttled] {
        let mut phone = desk().fault(1, fault).dial(CALLER, DESK).await;
        phone.far_end(SALES).answers().caller().hangs_up().await;
        phone.ends().await;
    }
}

#[tokio::test]
async fn a_lost_message_is_announced() {
    let mut phone = desk().fault(1, Fault::S3Denied).dial(CALLER, DESK).await;
    phone.hears("press 2").presses("2").hears("leave a message").says("Hello?").presses("#").await;
    phone.hears("your message could not be kept").is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn unknown_events_and_updates_change_nothing() {
    let mut phone = call().await;
    phone.starts_hearing("Welcome").updates([("transfer", "me")]).unknown_event("MOON_FULL").await;
    phone.hears("press 1").presses("1").far_end(SALES).answers().await;
    phone.updates([("transfer", "me")]).unknown_event("MOON_FULL").hangs_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn a_throttled_hangup_is_repeated() {
    let mut phone = desk().fault(4, Fault::Throttled).dial(CALLER, DESK).await;
    phone.hears("press 1").presses("1").far_end(SALES).answers().caller().hangs_up().await;
    phone.far_end(SALES).is_hung_up().await;
    phone.ends().by_caller().await;

    let mut phone = desk().fault(4, Fault::Throttled).dial(CALLER, DESK).await;
    phone.hears("press 1").presses("1").far_end(SALES).answers().await;
    phone.far_end(SALES).hangs_up().caller().is_hung_up().await;
    phone.ends().by_application().await;
}

/// Each of these calls, with everything that can go wrong in it.
#[tokio::test]
async fn calls_are_rehearsed() {
    let desk = Simulator::cold(App::for_test);
    let call = |simulator: Simulator| simulator.dial(CALLER, DESK);
    desk.rehearse(call, async |phone| {
        phone.hears("press 1").presses("1").far_end(SALES).answers().await;
        phone.waits(Duration::from_mins(1)).hangs_up().far_end(SALES).is_hung_up().await;
    })
    .await;
    desk.rehearse(call, async |phone| {
        phone.hears("press 1").presses("1").far_end(SALES).answers().await;
        phone.far_end(SALES).hangs_up().caller().is_hung_up().await;
    })
    .await;
    desk.rehearse(call, async |phone| {
        phone.hears("press 1").presses("1").far_end(SALES).is_busy().await;
        phone.hears("leave a message").says("Please call me back.").presses("#").await;
        phone.is_recorded("recordings/voicemail/sales/").hears("Thank you.").is_hung_up().await;
    })
    .await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let steps = [
        Step::Presses("0".to_owned()),
        Step::Presses("1".to_owned()),
        Step::Presses("2".to_owned()),
        Step::Presses("9".to_owned()),
        Step::Says("Hello?".to_owned()),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_secs(30)),
        Step::BridgedTo(SALES.to_owned(), FarEnd::Answers),
        Step::BridgedTo(SALES.to_owned(), FarEnd::IsBusy),
        Step::BridgedTo(SALES.to_owned(), FarEnd::HangsUp),
        Step::Updates([("a".to_owned(), "b".to_owned())].into()),
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let desk = Simulator::new(Arc::new(App::for_test()));
    Soak::new(desk, steps).run(|simulator| simulator.dial(CALLER, DESK)).await;
}
