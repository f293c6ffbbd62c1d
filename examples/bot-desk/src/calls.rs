//! Calls, from the first ring to the last hang-up.

use std::sync::Arc;
use std::time::Duration;

use offhook::action::bot::IntentState;
use offhook_simulator::{Bot, FarEnd, Fault, Phone, Profile, Simulator, Soak, Step, intent};

use crate::App;

const CALLER: &str = "+14255550199";
const DESK: &str = "+12065550190";
const SALES: &str = "+12065550123";
const OPERATOR: &str = "+12065550100";

/// The desk, with a bot that knows the three intents.
fn desk() -> Simulator {
    taught(Simulator::new(App::for_test()))
}

fn taught(desk: Simulator) -> Simulator {
    let department = |name: &str| intent("SpeakToDepartment").slot("Department", name);
    let bot = Bot::new()
        .asks("talk to somebody", "Which department?")
        .concludes("sales", department("Sales"))
        .concludes("kitchen", department("kitchen"))
        .concludes("any", intent("SpeakToDepartment").empty_slot("Department"))
        .concludes("open", intent("OpeningHours"))
        .concludes("broken", intent("OpeningHours").state(IntentState::Failed))
        .concludes("bye", intent("Goodbye"));
    desk.bot(&App::for_test().settings.bot().bot_alias_arn, bot)
}

async fn call() -> Phone {
    desk().dial(CALLER, DESK).await
}

#[tokio::test]
async fn the_bot_finds_the_department() {
    for profile in Profile::each() {
        let mut phone = desk().profile(profile).dial(CALLER, DESK).await;
        phone.hears("Welcome to Example Corporation.").hears("How can I help you?").await;
        phone.says("I want to talk to somebody.").hears("Which department?").says("Sales.").await;
        phone.hears("I am connecting you to sales.").far_end(SALES).answers().await;
        phone.waits(Duration::from_mins(1)).hangs_up().far_end(SALES).is_hung_up().await;
        phone.ends().by_caller().await;
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn the_department_hangs_up_first() {
    for profile in Profile::each() {
        let mut phone = desk().profile(profile).dial(CALLER, DESK).await;
        phone.hears("help you").says("Sales.").far_end(SALES).answers().await;
        phone.far_end(SALES).hangs_up().caller().is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn after_a_department_that_does_not_answer_the_operator_is_called() {
    for does in [FarEnd::IsBusy, FarEnd::RingsOut, FarEnd::Refuses, FarEnd::IsUnreachable] {
        let mut phone = call().await;
        phone.hears("help you").says("Sales.").await;
        phone.take(&Step::BridgedTo(SALES.to_owned(), does.clone())).await.unwrap();
        phone.hears("Nobody answers there. I am connecting you to our operator.").await;
        phone.far_end(OPERATOR).answers().caller().hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = call().await;
        phone.hears("help you").says("Sales.").far_end(SALES).is_busy().await;
        phone.take(&Step::BridgedTo(OPERATOR.to_owned(), does)).await.unwrap();
        phone.hears("We are sorry that nobody can help you.").is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn the_operator_is_called_for_other_intents() {
    let cases = [
        ("Purple monkey.", "I did not understand you."),
        ("You are broken.", "I did not understand you."),
        ("The kitchen.", "I don't know this department."),
        ("Any.", "I don't know this department."),
    ];
    for (said, answer) in cases {
        let mut phone = call().await;
        phone.hears("help you").says(said).hears(answer).far_end(OPERATOR).answers().await;
        phone.hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn opening_hours_are_said_three_times() {
    for profile in Profile::each() {
        let mut phone = desk().profile(profile).dial(CALLER, DESK).await;
        phone.hears("help you").says("When are you open?").hears("from nine to five").await;
        phone.hears("What else").says("Open when?").hears("from nine to five").await;
        phone.hears("What else").says("Open?").hears("from nine to five").is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn a_goodbye_ends_the_call() {
    let mut phone = call().await;
    phone.hears("help you").says("Good bye.").hears("Thank you for calling").is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn the_caller_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let desk = desk().profile(profile);
        let mut phone = desk.dial(CALLER, DESK).await;
        phone.starts_hearing("Welcome").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = desk.dial(CALLER, DESK).await;
        phone.hears("help you").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = desk.dial(CALLER, DESK).await;
        phone.hears("help you").says("Sales.").starts_hearing("connecting").hangs_up().await;
        phone.ends().by_caller().await;

        let mut phone = desk.dial(CALLER, DESK).await;
        phone.hears("help you").says("Sales.").hears("connecting").hangs_up().await;
        phone.ends().by_caller().await;
    }
}

#[tokio::test]
async fn without_a_bot_the_operator_is_called() {
    // Event 2 is the end of the first conversation, and its reply begins the second.
    let mut phone = desk().fault(2, Fault::PollyDenied).dial(CALLER, DESK).await;
    phone.hears("help you").says("Open?").far_end(OPERATOR).answers().caller().hangs_up().await;
    phone.ends().by_caller().await;

    let mut app = App::for_test();
    app.settings.operator = None;
    let mut phone = Simulator::new(app).dial(CALLER, DESK).await;
    phone.hears("help you").says("Sales.").hears("Please call again later.").is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn without_speech_the_operator_is_called_unannounced() {
    for fault in [Fault::Throttled, Fault::PollyDenied] {
        let mut phone = desk().fault(1, fault).dial(CALLER, DESK).await;
        phone.far_end(OPERATOR).answers().caller().hangs_up().await;
        phone.ends().by_caller().await;
    }
    let mut phone = desk().fault(1, Fault::PollyDenied).dial(CALLER, DESK).await;
    phone.far_end(OPERATOR).is_busy().await;
    phone.waits(Duration::from_mins(1)).await;
    phone.ends().await;
}

#[tokio::test]
async fn unknown_events_and_updates_change_nothing() {
    let mut phone = call().await;
    phone.starts_hearing("Welcome").updates([("transfer", "me")]).unknown_event("MOON_FULL").await;
    phone.hears("help you").updates([("transfer", "me")]).says("Sales.").await;
    phone.far_end(SALES).answers().updates([("transfer", "me")]).caller().hangs_up().await;
    phone.ends().by_caller().await;
}

#[tokio::test]
async fn a_throttled_hangup_is_repeated() {
    let mut phone = desk().fault(4, Fault::Throttled).dial(CALLER, DESK).await;
    phone.hears("help you").says("Sales.").far_end(SALES).answers().caller().hangs_up().await;
    phone.far_end(SALES).is_hung_up().await;
    phone.ends().by_caller().await;

    let mut phone = desk().fault(4, Fault::Throttled).dial(CALLER, DESK).await;
    phone.hears("help you").says("Sales.").far_end(SALES).answers().await;
    phone.far_end(SALES).hangs_up().caller().is_hung_up().await;
    phone.ends().by_application().await;
}

/// The call, with everything that can go wrong in it.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let desk = taught(Simulator::cold(App::for_test));
    let bridged = async |phone: &mut Phone| {
        phone.hears("help you").says("Sales.").hears("connecting you to sales").await;
        phone.far_end(SALES).answers().caller().hangs_up().far_end(SALES).is_hung_up().await;
    };
    desk.rehearse(|simulator| simulator.dial(CALLER, DESK), bridged).await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let says = |words: &str| Step::Says(words.to_owned());
    let steps = [
        says("Sales."),
        says("When are you open?"),
        says("I want to talk to somebody."),
        says("Purple monkey."),
        says("Good bye."),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_mins(1)),
        Step::BridgedTo(SALES.to_owned(), FarEnd::Answers),
        Step::BridgedTo(SALES.to_owned(), FarEnd::IsBusy),
        Step::BridgedTo(OPERATOR.to_owned(), FarEnd::Answers),
        Step::BridgedTo(OPERATOR.to_owned(), FarEnd::Refuses),
        Step::BridgedTo(OPERATOR.to_owned(), FarEnd::HangsUp),
        Step::Updates([("a".to_owned(), "b".to_owned())].into()),
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let desk = taught(Simulator::new(Arc::new(App::for_test())));
    Soak::new(desk, steps).check_flow().run(|simulator| simulator.dial(CALLER, DESK)).await;
}
