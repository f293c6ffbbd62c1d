//! Tests of the phone's steps and assertions.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use offhook::Leg;
use offhook::action::{
    ActionType, CallAndBridge, Hangup, JoinChimeMeeting, PlayAudio, RecordAudio, SendDigits, Speak,
    SpeakAndGetDigits, StartBotConversation,
};
use offhook::prelude::*;
use offhook_simulator::{FarEnd, FindingKind, Happening, Phone, Profile, Simulator, Step, intent};

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
    match digits.as_str() {
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
async fn wrong_key_repeats_the_menu() {
    let mut phone = Simulator::new(App::for_test()).dial("+14255550199", "+12065550100").await;
    phone.hears("Press 1 for sales").presses("9").await;
    phone.hears("Sorry").presses("1").await;
    phone.far_end("+12065550123").answers().await;
    phone.hangs_up().await;
    println!("{}", phone.transcript());
    phone.ends().await;
}

#[tokio::test]
async fn message_is_recorded_under_every_profile() {
    for profile in Profile::each() {
        let simulator = Simulator::new(App::for_test()).profile(profile);
        let mut phone = simulator.dial("+14255550199", "+12065550100").await;
        phone.hears("Press 1").presses("2").await;
        phone.hears("Leave a message").says("Please call me back.").presses("#").await;
        phone.hears("Goodbye").is_hung_up().await;
        assert!(phone.recording().length.as_secs() > 1, "{profile}");
        phone.ends().by_application().await;
    }
}

/// An app that hangs up the first far end and then bridges to a second one.
fn two_bridges() -> Simulator {
    let calls = std::sync::Mutex::new(0);
    Simulator::new(move |invocation: Invocation| {
        let event = invocation.event_type().to_string();
        let mut calls = calls.lock().unwrap();
        let bridge = |to| CallAndBridge::pstn(to).caller_id(e164!("+14255550199"));
        let reply: Reply = match &*event {
            "NEW_INBOUND_CALL" => bridge(e164!("+12065550123")).into(),
            "CALL_UPDATE_REQUESTED" => Hangup::normal().on(Leg::B).into(),
            "HANGUP" if *calls == 0 => {
                *calls += 1;
                bridge(e164!("+12065550124")).into()
            }
            _ => Reply::none(),
        };
        async move { reply }
    })
}

#[tokio::test]
async fn steps_distinguish_far_ends_by_number() {
    let profile = Profile {
        hangup_reports: offhook_simulator::HangupReports::HangupOnly,
        ..Profile::default()
    };
    let simulator = two_bridges().profile(profile).patience(Duration::from_secs(20));
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.far_end("+12065550123").answers().updates([("back", "1")]).await;
    phone.far_end("+12065550124").answers().await;
    let take = async |phone: &mut Phone, number: &str, far_end| {
        let failed = phone.take(&Step::BridgedTo(number.to_owned(), far_end)).await;
        failed.err().map(|failure| failure.instead().to_owned())
    };
    let instead = take(&mut phone, "+12065550123", FarEnd::Presses("1".to_owned())).await;
    assert!(instead.is_some_and(|it| it.starts_with("the far end was +12065550124")));
    assert_eq!(take(&mut phone, "+12065550123", FarEnd::IsHungUp).await, None);
    assert_eq!(take(&mut phone, "+12065550124", FarEnd::HangsUp).await, None);
    // The app hung up the first far end but not the second.
    let instead = take(&mut phone, "+12065550124", FarEnd::IsHungUp).await;
    assert!(instead.is_some_and(|it| it.starts_with("the far end was not hung up")));
    let error = phone.take(&Step::MeetingEnds).await.unwrap_err();
    assert!(error.instead().starts_with("the caller is not in a meeting"));
    phone.ends().allow(FindingKind::LegLeftConnected).allow(FindingKind::DeadAir).await;
}

#[tokio::test]
async fn maximum_durations_do_not_overflow() {
    let simulator = Simulator::new(async |_: Invocation| action::Pause::secs(30));
    let simulator = simulator.patience(Duration::MAX);
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.waits(Duration::from_mins(1)).waits(Duration::MAX).await;
    phone.ends().allow(FindingKind::TooManyInvocations).await;
}

#[tokio::test]
async fn hangup_before_the_answer_cancels_the_call() {
    let simulator = Simulator::new(async |_: Invocation| action::Pause::secs(30));
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.hangs_up().await;
    phone.ends().by_caller().with_code(487).await;
}

#[tokio::test]
async fn ongoing_dead_air_is_a_finding() {
    let simulator =
        Simulator::new(async |invocation: Invocation| match invocation.event_type().as_str() {
            "NEW_INBOUND_CALL" => Speak::text("Hello.").into(),
            _ => Reply::none(),
        });
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.hears("Hello").waits(Duration::from_secs(3)).await;
    let dead =
        |phone: &Phone| phone.findings().iter().any(|one| one.kind() == FindingKind::DeadAir);
    assert!(!dead(&phone));
    phone.waits(Duration::from_secs(3)).await;
    assert!(dead(&phone));
    phone.ends().allow(FindingKind::DeadAir).allow(FindingKind::LegLeftConnected).await;
}

/// A Lambda that greets in a voice and bridges with a header.
fn desk() -> Simulator {
    Simulator::new(async |invocation: Invocation| -> Reply {
        match invocation.event_type().as_str() {
            "NEW_INBOUND_CALL" => {
                let mut headers = SipHeaders::new();
                headers.insert("X-Ward", "7");
                let bridge = CallAndBridge::pstn(e164!("+12065550123"))
                    .caller_id(e164!("+12065550100"))
                    .sip_headers(headers.sendable());
                (Speak::text("Hello.").voice("Amy"), Speak::text("Hold on."), bridge).into()
            }
            "HANGUP" => Hangup::normal().on(Leg::A).into(),
            _ => Reply::none(),
        }
    })
}

#[tokio::test]
async fn sent_headers_caller_id_and_voice_are_checked() {
    let mut phone = desk().dial("+14255550199", "+12065550100").await;
    phone.hears("Hello.").in_voice("Amy").hears("Hold on.").in_voice("Joanna").await;
    phone.far_end("+12065550123").with_header("x-ward", "7").with_caller_id("+12065550100").await;
    phone.far_end("+12065550123").answers().hangs_up().caller().is_hung_up().await;
    let replies = phone.replies();
    let sent: Vec<usize> =
        replies.iter().map(|reply| reply.actions.as_ref().map_or(0, Vec::len)).collect();
    assert_eq!(sent, [3, 0, 1, 1]);
    phone.ends().by_application().await;
}

#[tokio::test]
async fn step_overrides_what_a_number_does() {
    let mut phone =
        desk().far_end("+12065550123", FarEnd::IsBusy).dial("+14255550199", "+12065550100").await;
    phone.far_end("+12065550123").answers().waits(Duration::from_secs(9)).await;
    assert_eq!(phone.legs_connected(), [Leg::A, Leg::B]);
    phone.far_end("+12065550123").hangs_up().caller().is_hung_up().await;
    phone.ends().await;
}

#[tokio::test]
async fn person_at_a_number_reacts_as_set() {
    let reactions = [
        (FarEnd::IsBusy, 486),
        (FarEnd::Refuses, 603),
        (FarEnd::IsUnreachable, 503),
        (FarEnd::RingsOut, 480),
    ];
    for (reaction, expected) in reactions {
        let simulator = desk().unchecked().far_end("+12065550123", reaction);
        let mut phone = simulator.dial("+14255550199", "+12065550100").await;
        phone.waits(Duration::from_mins(1)).await;
        let ended = phone.transcript().entries.iter().find_map(|entry| match entry.what {
            Happening::NotAnswered { leg: Leg::B, code } => Some(code),
            _ => None,
        });
        assert_eq!(ended, Some(expected));
    }
    let simulator = desk().unchecked().far_end("+12065550123", FarEnd::Answers);
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.waits(Duration::from_mins(1)).await;
    assert_eq!(phone.legs_connected(), [Leg::A, Leg::B]);
}

#[tokio::test]
async fn prompt_meets_one_expectation_and_none_if_it_is_cut_short() {
    let simulator = Simulator::new(App::for_test()).unchecked().patience(Duration::from_secs(3));
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    let hears = Step::Hears("Press 1".to_owned());
    phone.starts_hearing("Press 1").presses("1").await;
    phone.take(&hears).await.unwrap_err();

    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.starts_hearing("Press 1").hears("Press 1").await;
    phone.take(&hears).await.unwrap_err();
    let answers = Step::BridgedTo("+12065550123".to_owned(), FarEnd::Answers);
    let failure = phone.take(&answers).await.unwrap_err();
    assert!(failure.instead().starts_with("the application called no number"), "{failure}");
}

/// A prompt that ends at the moment of the key has been heard, though it would have been repeated.
#[tokio::test]
async fn prompt_that_ends_with_the_key_is_heard() {
    let simulator = Simulator::new(async |invocation: Invocation| match invocation.action_type() {
        None => Reply::from(PlayAudio::s3("prompts", "menu.wav").repeat(3).terminators("#")),
        _ => Reply::none(),
    });
    let mut phone = simulator.unchecked().dial("+14255550199", "+12065550100").await;
    // The prompt takes 3 s, and the person half a second.
    phone.starts_hearing("menu.wav").waits(Duration::from_millis(2_500)).presses("#").await;
    phone.hears("menu.wav").await;
}

/// Keys, meetings and recordings meet one expectation each.
#[tokio::test]
async fn everything_is_expected_once() {
    let simulator = Simulator::new(async |invocation: Invocation| -> Reply {
        match invocation.event_type().as_str() {
            "NEW_INBOUND_CALL" => {
                CallAndBridge::pstn(e164!("+12065550123")).caller_id(e164!("+12065550100")).into()
            }
            "CALL_UPDATE_REQUESTED" => {
                let send = SendDigits::new("12").on(Leg::A);
                let record = RecordAudio::to_s3("messages").silence(Duration::from_secs(1));
                (send, Hangup::normal().on(Leg::B), record).into()
            }
            "ACTION_SUCCESSFUL" if invocation.action_type() == Some(&ActionType::RecordAudio) => {
                let join = JoinChimeMeeting::new("token").meeting_id("standup");
                (SendDigits::new("5").on(Leg::A), join).into()
            }
            _ => Reply::none(),
        }
    });
    let simulator = simulator.unchecked().patience(Duration::from_secs(9));
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    phone.far_end("+12065550123").answers().updates([("send", "keys")]).await;
    let keys =
        |keys: &str| Step::BridgedTo("+12065550123".to_owned(), FarEnd::HearsKeys(keys.to_owned()));
    let meeting = |id: &str| Step::JoinsMeeting(Some(id.to_owned()));
    let recorded = || Step::IsRecorded("messages/".to_owned());
    for (met, other) in [
        (keys("12"), keys("34")),
        (recorded(), Step::IsRecorded("elsewhere/".to_owned())),
        (Step::Called(FarEnd::HearsKeys("5".to_owned())), keys("5")),
        (meeting("standup"), meeting("retro")),
    ] {
        assert!(phone.take(&other).await.is_err(), "{other}");
        phone.take(&met).await.unwrap();
        assert!(phone.take(&met).await.is_err(), "{met}");
    }
    let failure = phone.take(&Step::JoinsMeeting(None)).await.unwrap_err();
    assert_eq!(failure.step(), "the caller joins a meeting");
    assert!(failure.ladder().contains("in the meeting"), "{failure}");
}

#[tokio::test]
async fn each_call_has_ids_and_a_time_of_its_own() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let simulator = desk().unchecked().seed(u64::MAX).starts_at(start);
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        let phone = simulator.dial("+14255550199", "+12065550100").await;
        let event = phone.transcript().entries.iter().find_map(|entry| match &entry.what {
            Happening::Event(invoked) => Some(invoked.json.as_str()),
            _ => None,
        });
        let event: serde_json::Value = serde_json::from_str(event.unwrap()).unwrap();
        let details = &event["CallDetails"];
        assert_eq!(details["Participants"][0]["StartTimeInMilliseconds"], "1000000000000");
        ids.insert(details["TransactionId"].to_string());
    }
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn comma_between_keys_is_a_wait() {
    let simulator = Simulator::new(async |invocation: Invocation| {
        let asks = SpeakAndGetDigits::new("Your number?").digits(3);
        if invocation.event_type().as_str() == "NEW_INBOUND_CALL" {
            asks.into()
        } else {
            Reply::none()
        }
    });
    let mut phone = simulator.unchecked().dial("+14255550199", "+12065550100").await;
    phone.hears("Your number?").await;
    let before = phone.now();
    phone.presses("1,23").await;
    // Half a second before the first key and for the comma, a fifth before each further key.
    assert_eq!(phone.now(), before + Duration::from_millis(500 + 500 + 2 * 200));
    let keys = phone.transcript().entries.iter().find_map(|entry| match &entry.what {
        Happening::Presses { keys, .. } => Some(keys.as_str()),
        _ => None,
    });
    assert_eq!(keys, Some("123"));
}

#[tokio::test]
async fn bot_speaks_ssml() {
    let simulator = Simulator::new(async |_: Invocation| {
        let bot = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
        StartBotConversation::new(bot).welcome_ssml("<speak>Good <p>morning.</p></speak>")
    });
    let mut phone = simulator.unchecked().dial("+14255550199", "+12065550100").await;
    phone.hears("Good morning.").await;
}

#[tokio::test]
async fn failure_tells_what_was_going_on() {
    let simulator = desk().unchecked().patience(Duration::from_secs(1));
    let mut phone = simulator.place("+12065550100", "+14255550199").await;
    let failure = phone.take(&Step::IsHungUp).await.unwrap_err();
    assert!(failure.instead().ends_with("; no leg was connected at 1.000 s"), "{failure}");

    let simulator = desk().unchecked().patience(Duration::from_secs(1));
    let mut phone = simulator.dial("+14255550199", "+12065550100").await;
    let failure = async |phone: &mut Phone, step| {
        let failure = phone.take(&step).await.unwrap_err();
        failure.instead().to_owned()
    };
    let hears = || Step::Hears("moo".to_owned());
    assert_eq!(
        failure(&mut phone, hears()).await,
        "the caller heard \"Hello.\", then \"Hold on.\"; CallAndBridge was running at 0.930 s"
    );
    phone.waits(Duration::from_secs(5)).await;
    phone.far_end("+12065550123").answers().waits(Duration::from_secs(1)).await;
    let instead = failure(&mut phone, hears()).await;
    assert!(instead.contains("; no action was running at "), "{instead}");
    let instead = failure(&mut phone, Step::BotConcludes(Box::new(intent("Book").into()))).await;
    assert!(instead.starts_with("no bot conversation started"), "{instead}");
    let cancelled = Step::BridgedTo("+12065550123".to_owned(), FarEnd::IsCancelled);
    let instead = failure(&mut phone, cancelled).await;
    assert!(instead.starts_with("the call to the far end was not cancelled"), "{instead}");
    let instead = failure(&mut phone, Step::IsRecorded("a".to_owned())).await;
    assert!(instead.starts_with("no recording with this key was stored"), "{instead}");
    let instead = failure(&mut phone, Step::JoinsMeeting(None)).await;
    assert!(instead.starts_with("the caller did not join it"), "{instead}");
    phone.far_end("+12065550123").hangs_up().caller().is_hung_up().await;
    for (step, reason) in [
        (hears(), "the caller heard "),
        (Step::HangsUp, "the caller is not connected"),
        (Step::Updates([].into()), "the transaction no longer exists"),
    ] {
        let instead = failure(&mut phone, step).await;
        assert!(
            instead.starts_with(reason) && instead.contains("; the call was over at "),
            "{instead}"
        );
    }
}

#[tokio::test]
async fn what_was_not_sent_is_told() {
    let far_end = |step| Step::BridgedTo("+12065550123".to_owned(), step);
    let mut phone = desk().unchecked().dial("+14255550199", "+12065550100").await;
    for (step, instead) in [
        (Step::InVoice("Amy".to_owned()), "expect a prompt before its voice"),
        (far_end(FarEnd::WithHeader("X-Ward".to_owned(), "8".to_owned())), "it was 7"),
        (far_end(FarEnd::WithHeader("X-Bed".to_owned(), "7".to_owned())), "it was not sent"),
        (far_end(FarEnd::WithCallerId("+14255550199".to_owned())), "it was +12065550100"),
        (
            Step::BridgedTo("+1".to_owned(), FarEnd::WithCallerId(String::new())),
            "the application called +12065550123",
        ),
        (
            Step::BridgedTo("+1".to_owned(), FarEnd::Answers),
            "it is not ringing; the application called +12065550123",
        ),
    ] {
        let failure = phone.take(&step).await.unwrap_err();
        assert!(failure.instead().starts_with(instead), "{failure}");
    }
    phone.take(&Step::Hears("Hello".to_owned())).await.unwrap();
    let failure = phone.take(&Step::InVoice("Joanna".to_owned())).await.unwrap_err();
    assert!(failure.instead().starts_with("the voice was Amy"), "{failure}");
}
