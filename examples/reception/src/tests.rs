//! Whole calls, and what the modules' tests share.

use offhook::action::{
    Action, AudioFile, CallAndBridge, Hangup, NoResults, ReceivedDigits, Recording,
    SpeakAndGetDigits,
};
use offhook::event::{ErrorType, Event};
use offhook::prelude::*;
use offhook::respond;
use offhook_simulator::{Scenario, Simulator};
use serde_json::Value;

use crate::App;

/// A desk with a sales department and voicemail.
pub(crate) fn open_app() -> App {
    let settings = |name: &str| match name {
        "RECEPTION_SALES" => Some("+12065550123".to_owned()),
        "RECEPTION_BUCKET" => Some("recordings".to_owned()),
        _ => None,
    };
    App::configure(settings).unwrap()
}

/// A call to the desk.
pub(crate) fn caller() -> Call {
    Call::inbound("+14255550199", "+12065550100")
}

/// A call as the service drives it: it keeps what replies store.
struct Line {
    app: App,
    call: Call,
    sequence: u64,
}

impl Line {
    fn new() -> Self {
        Self { app: open_app(), call: caller(), sequence: 0 }
    }

    async fn invoke<E: Event>(&mut self, event: E) -> Reply {
        self.sequence += 1;
        let invocation = Invocation::numbered(self.sequence, &event, self.call.clone());
        let reply = respond(&self.app, invocation).await.unwrap();
        if let Some(attributes) = reply.transaction_attributes() {
            self.call = self.call.clone().with_attributes(attributes.clone());
        }
        reply
    }

    /// The caller presses 1 in the menu.
    async fn asks_for_sales(&mut self) -> CallAndBridge {
        let reply = self.invoke(event::NewInboundCall).await;
        let [Action::SpeakAndGetDigits(menu)] = reply.actions() else { panic!("{reply:?}") };
        let pressed = ReceivedDigits { received_digits: digits!("1") };
        let reply = self.invoke(Succeeded::of(menu.clone(), pressed)).await;
        let [Action::Speak(_), Action::CallAndBridge(bridge)] = reply.actions() else {
            panic!("{reply:?}")
        };
        bridge.clone()
    }
}

#[tokio::test]
async fn sales_answers_and_hangs_up() {
    let mut line = Line::new();
    let bridge = line.asks_for_sales().await;
    line.call = line.call.bridged("+12065550123");
    let reply = line.invoke(Succeeded::of(bridge, NoResults {})).await;
    assert_eq!(reply, Reply::none());

    line.call = line.call.hung_up(Leg::B);
    let reply = line.invoke(event::Hangup::of(Leg::B, "call-b", 0)).await;
    assert_eq!(reply, Hangup::normal().on("call-a").into(), "the caller is not left on the line");
}

#[tokio::test]
async fn nobody_answers_and_the_caller_leaves_a_message() {
    let mut line = Line::new();
    let bridge = line.asks_for_sales().await;
    let reply = line.invoke(Failed::of(bridge, ErrorType::CallNotAnswered, "")).await;
    let [Action::Speak(_), Action::RecordAudio(record)] = reply.actions() else {
        panic!("{reply:?}")
    };
    assert_eq!(record.recording_destination.prefix.as_deref(), Some("voicemail/sales/"));

    let file = AudioFile::s3("recordings", "voicemail/sales/1.wav");
    let recording = Recording { recording_destination: Some(file), ..Recording::default() };
    let recorded = Succeeded::of(record.clone(), recording);
    let reply = line.invoke(recorded.clone()).await;
    assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));

    line.call = line.call.hung_up(Leg::A);
    assert_eq!(line.invoke(recorded).await, Reply::none(), "who has left is not thanked");
}

#[tokio::test]
async fn a_caller_who_leaves_during_the_menu_starts_nothing() {
    let mut line = Line::new();
    line.call = line.call.hung_up(Leg::A);
    let menu = SpeakAndGetDigits::new("Press 1.");
    let reply = line.invoke(Failed::of(menu, ErrorType::SystemException, "")).await;
    assert_eq!(reply, Reply::none());
}

#[tokio::test]
async fn a_setting_that_can_not_be_used_stops_the_start() {
    let hours = |name: &str| (name == "RECEPTION_HOURS").then(|| "nine to five".to_owned());
    let error = App::configure(hours).err().unwrap().to_string();
    assert!(error.starts_with("RECEPTION_HOURS is not two different hours"), "{error}");
}

/// The files of `events/` are one call: each is what the service sends after the reply to the one
/// before.
#[tokio::test]
async fn the_call_in_events() {
    let app = App { bucket: Some("amzn-s3-demo-bucket".to_owned()), ..open_app() };
    let events = [
        include_str!("../events/1-new-inbound-call.json"),
        include_str!("../events/2-digits.json"),
        include_str!("../events/3-bridge-failed.json"),
        include_str!("../events/4-hangup.json"),
    ];
    let mut before = Reply::none();
    for text in events {
        let event: Value = serde_json::from_str(text).unwrap();
        let reply: Value = serde_json::from_str(&before.to_json()).unwrap();
        if let Some(attributes) = reply.get("TransactionAttributes") {
            assert_eq!(event["CallDetails"]["TransactionAttributes"], *attributes);
        }
        let last = reply["Actions"].as_array().and_then(|actions| actions.last());
        if let Some(last) = last.filter(|last| last["Type"] == event["ActionData"]["Type"]) {
            for (name, sent) in last["Parameters"].as_object().unwrap() {
                assert_eq!(event["ActionData"]["Parameters"][name], *sent, "{name}");
            }
        }
        before = offhook::handle(&app, text).await.unwrap();
    }
    assert_eq!(before, Reply::none());
}

/// The scenarios hold, however the service behaves where its documentation leaves that open.
#[tokio::test]
async fn the_scenarios() {
    for scenario in Scenario::read("scenarios").unwrap() {
        let setting = |name: &str| {
            let demo = include_str!("../demo.env").lines().filter_map(|line| line.split_once('='));
            let mut demo = demo.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
            scenario.variables().get(name).cloned().or_else(|| demo.next())
        };
        let app = App::configure(setting).unwrap();
        let report = scenario.clone().under_every_profile(true).run(Simulator::new(app)).await;
        report.assert_passed();
    }
}
