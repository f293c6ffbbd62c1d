//! Calls as tests read them.

use offhook::action::{CallAndBridge, Hangup, RecordAudio, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use offhook_simulator::{Profile, Simulator};

/// An app with a menu, a bridge and voicemail.
#[offhook::app]
pub struct App;

impl App {
    fn for_test() -> Self {
        Self
    }
}

#[on(NewInboundCall)]
async fn welcome() -> SpeakAndGetDigits {
    SpeakAndGetDigits::new("Press 1 for sales.")
        .digits(1)
        .regex("[12]")
        .attempts(3)
        .failure("Sorry, press 1 for sales.")
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(digits: Digits) -> Reply {
    match &*digits {
        "1" => CallAndBridge::pstn(e164!("+12065550123")).into(),
        _ => (Speak::text("Leave a message."), RecordAudio::to_s3("messages")).into(),
    }
}

#[on(ActionSuccessful(RecordAudio) | ActionFailed)]
async fn bye() -> (Speak, Hangup) {
    (Speak::text("Goodbye."), Hangup::normal())
}

#[on(ActionSuccessful(CallAndBridge) | Hangup)]
async fn fine() {}

#[tokio::test]
async fn wrong_key_is_forgiven() {
    let mut phone = Simulator::new(App::for_test()).dial("+14255550199", "+12065550100").await;
    phone.hears("Press 1 for sales").press("9").await;
    phone.hears("Sorry").press("1").await;
    phone.bridged_to("+12065550123").answers().await;
    phone.hangs_up().await;
    println!("{}", phone.transcript());
    phone.ended().no_leg_left_connected().no_findings();
}

#[tokio::test]
async fn a_message_is_recorded() {
    for profile in Profile::each() {
        let simulator = Simulator::new(App::for_test()).profile(profile);
        let mut phone = simulator.dial("+14255550199", "+12065550100").await;
        phone.hears("Press 1").press("2").await;
        phone.hears("Leave a message").says("Please call me back.").press("#").await;
        phone.hears("Goodbye").is_hung_up().await;
        assert!(phone.recording().length.as_secs() > 1, "{profile}");
        phone.ended().no_leg_left_connected().by_application().no_findings();
    }
}
