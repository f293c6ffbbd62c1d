//! Settings, the files of `events/` and `scenarios/`, and what the modules' tests share.

use offhook::prelude::*;
use offhook_simulator::{Scenario, Simulator};
use serde_json::Value;

use crate::App;

/// A call to the desk.
pub(crate) fn caller() -> Call {
    Call::inbound("+14255550199", "+12065550100")
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
    let app = App { bucket: Some("amzn-s3-demo-bucket".to_owned()), ..App::for_test() };
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
