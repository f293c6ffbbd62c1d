//! Calls, from the first ring to the last hang-up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use offhook_simulator::{CallerLeaves, Fault, FindingKind, Phone, Profile, Simulator, Soak, Step};

use crate::App;
use crate::mailbox::Mailbox;

const CALLER: &str = "+14255550199";
const NUMBER: &str = "+12065550100";

/// A simulator and its app, which has the messages.
fn voicemail() -> (Simulator, Arc<App>) {
    let app = Arc::new(App::for_test());
    (Simulator::new(Arc::clone(&app)), app)
}

/// A caller who left a message and hears the choices.
async fn reviewing(simulator: &Simulator) -> Phone {
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("leave a message").says("Please call me back.").presses("#").await;
    phone.hears("To keep it, press 1.").await;
    phone
}

#[tokio::test]
async fn a_message_is_heard_and_kept() {
    for profile in Profile::each() {
        let (simulator, app) = voicemail();
        let mut phone = simulator.profile(profile).dial(CALLER, NUMBER).await;
        phone.hears("You have reached Example Corporation.").says("Please call me back.").await;
        phone.presses("#").hears("Your message has been recorded.").presses("3").await;
        phone.hears("recordings/messages/").hears("That was your message.").presses("1").await;
        phone.hears("Thank you. Your message is in the mailbox. Goodbye.").is_hung_up().await;
        phone.ends().by_application().await;

        let [message] = &app.mailbox.messages()[..] else { panic!("{profile}") };
        assert_eq!(message.file.key, *phone.recording().key);
        if profile == Profile::default() {
            phone.transcript().check_diagram("README.md");
        }
    }
}

#[tokio::test]
async fn a_message_can_be_replaced() {
    let (simulator, app) = voicemail();
    let mut phone = reviewing(&simulator).await;
    phone.presses("2").hears("record your message again").says("Never mind.").presses("#").await;
    phone.hears("To keep it, press 1.").presses("1").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(phone.recordings().len(), 2);
    let [message] = &app.mailbox.messages()[..] else { panic!("{}", phone.transcript()) };
    assert_eq!(message.file.key, *phone.recording().key, "the second one");
}

#[tokio::test]
async fn a_message_ends_with_silence_too() {
    let (simulator, app) = voicemail();
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("leave a message").says("Hello?").hears("press 1").presses("1").is_hung_up().await;
    phone.ends().await;
    assert_eq!(app.mailbox.messages().len(), 1);
}

#[tokio::test]
async fn without_a_choice_the_message_is_kept() {
    let (simulator, app) = voicemail();
    let mut phone = reviewing(&simulator).await;
    phone.hears("Sorry, I did not understand.").hears("your message is kept").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(app.mailbox.messages().len(), 1);

    let (simulator, app) = voicemail();
    let mut phone = reviewing(&simulator).await;
    phone.presses("9").hears("Sorry").presses("8").hears("Sorry").presses("7").await;
    phone.hears("As you have not chosen, your message is kept.").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(app.mailbox.messages().len(), 1);
}

#[tokio::test]
async fn the_number_of_reviews_is_limited() {
    let (simulator, app) = voicemail();
    let mut phone = reviewing(&simulator).await;
    for _ in 0..5 {
        phone.presses("3").hears("That was your message.").await;
    }
    phone.presses("3").hears("Let us leave it at that.").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(app.mailbox.messages().len(), 1);
}

#[tokio::test]
async fn the_caller_hangs_up_at_each_stage() {
    for profile in Profile::each() {
        let (simulator, app) = voicemail();
        let simulator = simulator.profile(profile);
        let mut phone = simulator.dial(CALLER, NUMBER).await;
        phone.starts_hearing("You have reached").hangs_up().await;
        phone.ends().by_caller().await;
        assert!(app.mailbox.messages().is_empty());

        let mut phone = simulator.dial(CALLER, NUMBER).await;
        phone.hears("leave a message").says("Please call me back.").hangs_up().await;
        phone.ends().by_caller().await;
        // A profile in which the recording fails reports no file.
        let is_reported = profile.caller_leaves != CallerLeaves::Failure;
        assert_eq!(app.mailbox.messages().len(), usize::from(is_reported), "{profile}");

        let (simulator, app) = voicemail();
        let mut phone = reviewing(&simulator.profile(profile)).await;
        phone.hangs_up().await;
        phone.ends().by_caller().await;
        assert_eq!(app.mailbox.messages().len(), 1, "{profile}");

        let (simulator, app) = voicemail();
        let mut phone = reviewing(&simulator.profile(profile)).await;
        phone.presses("3").starts_hearing("recordings/messages/").hangs_up().await;
        phone.ends().by_caller().await;
        assert_eq!(app.mailbox.messages().len(), 1, "{profile}");
    }
}

#[tokio::test]
async fn a_bucket_that_refuses_is_announced() {
    let (simulator, app) = voicemail();
    let mut phone = simulator.fault(1, Fault::S3Denied).dial(CALLER, NUMBER).await;
    phone.hears("leave a message").says("Hello?").presses("#").await;
    phone.hears("Sorry, your message could not be recorded.").is_hung_up().await;
    phone.ends().by_application().await;
    assert!(app.mailbox.messages().is_empty());

    // The recording can be written and not read.
    let (simulator, app) = voicemail();
    let mut phone = reviewing(&simulator.fault(2, Fault::S3Denied)).await;
    phone.presses("3").hears("can not be played right now").presses("1").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(app.mailbox.messages().len(), 1);
}

#[tokio::test]
async fn without_speech_the_message_is_kept() {
    for fault in [Fault::PollyDenied, Fault::Throttled] {
        let (simulator, app) = voicemail();
        let mut phone = simulator.fault(2, fault).dial(CALLER, NUMBER).await;
        phone.hears("leave a message").says("Hello?").presses("#").is_hung_up().await;
        phone.ends().by_application().await;
        assert_eq!(app.mailbox.messages().len(), 1);

        let (simulator, _) = voicemail();
        let mut phone = simulator.fault(1, fault).dial(CALLER, NUMBER).await;
        phone.is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn a_mailbox_that_fails_gets_the_message_when_the_call_ends() {
    for failures in 1..=2 {
        let mailbox = Mailbox::Unreliable(failures.into(), Mutex::default());
        let app = Arc::new(App { mailbox, ..App::for_test() });
        let simulator = Simulator::new(Arc::clone(&app)).allow(FindingKind::LambdaError);
        let mut phone = reviewing(&simulator).await;
        // The app hangs up after one failure; after two the service ends the call.
        if failures == 1 {
            phone.presses("1").is_hung_up().await;
            phone.ends().by_application().await;
        } else {
            phone.presses("1").waits(Duration::from_mins(1)).await;
            phone.ends().with_code(480).await;
        }
        assert_eq!(app.mailbox.messages().len(), 1);
    }
}

#[tokio::test]
async fn a_slow_or_repeated_lambda_changes_nothing() {
    for fault in [Fault::SlowLambda, Fault::LambdaError, Fault::DuplicateDelivery] {
        for sequence in 1..=5 {
            let (simulator, app) = voicemail();
            let mut phone = reviewing(&simulator.fault(sequence, fault)).await;
            phone.presses("3").hears("That was your message.").presses("1").is_hung_up().await;
            phone.ends().by_application().await;
            assert_eq!(app.mailbox.messages().len(), 1, "{fault} at {sequence}");
        }
    }
}

#[tokio::test]
async fn unknown_events_and_updates_change_nothing() {
    let (simulator, app) = voicemail();
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("leave a message").updates([("a", "b")]).unknown_event("MOON_FULL").await;
    phone.says("Hello?").presses("#").hears("press 1").presses("1").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(app.mailbox.messages().len(), 1);
}

/// The call, with everything that can go wrong in it.
#[tokio::test]
async fn the_call_is_rehearsed() {
    let voicemail = Simulator::cold(App::for_test);
    let kept = async |phone: &mut Phone| {
        phone.hears("leave a message").says("Please call me back.").presses("#").await;
        phone.hears("To keep it, press 1.").presses("3").hears("That was your message.").await;
        phone.presses("1").hears("Goodbye.").is_hung_up().await;
    };
    voicemail.rehearse(|simulator| simulator.dial(CALLER, NUMBER), kept).await;
}

/// Random steps at random times, with a fault at a tenth of all events.
#[tokio::test]
async fn random_calls_leave_no_leg_connected() {
    let steps = [
        Step::Presses("#".to_owned()),
        Step::Presses("1".to_owned()),
        Step::Presses("2".to_owned()),
        Step::Presses("3".to_owned()),
        Step::Presses("9".to_owned()),
        Step::Says("Hello?".to_owned()),
        Step::Waits(Duration::from_secs(3)),
        Step::Waits(Duration::from_mins(1)),
        Step::Updates([("a".to_owned(), "b".to_owned())].into()),
        Step::UnknownEvent("MOON_FULL".to_owned()),
        Step::HangsUp,
    ];
    let simulator = Simulator::new(Arc::new(App::for_test()));
    Soak::new(simulator, steps).check_flow().run(|simulator| simulator.dial(CALLER, NUMBER)).await;
}
