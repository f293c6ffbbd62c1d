//! Tests of the settings and of the files in `events/` and `scenarios/`, and a call that other tests
//! share.

use config::Environment;
use offhook::prelude::*;
use offhook_simulator::{Scenario, Simulator};
use serde_json::Value;

use crate::App;

/// A call to the desk.
pub(crate) fn caller() -> Call {
    Call::inbound("+14255550199", "+12065550100")
}

/// A desk with these environment variables.
pub(crate) fn desk(variables: &[(&str, &str)]) -> Result<App> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    App::new(Environment::default().source(Some(variables.collect())))
}

#[test]
fn settings_are_optional_and_checked() {
    let settings = desk(&[("RECEPTION_SUPPORT", "+12065550145"), ("RECEPTION_SALES", "")]);
    let settings = settings.unwrap().settings;
    assert_eq!(settings.support, Some(e164!("+12065550145")));
    assert!(settings.sales.is_none() && settings.bucket.is_none());
    for (name, value) in [("RECEPTION_HOURS", "nine to five"), ("RECEPTION_SALES", "555-0145")] {
        assert!(desk(&[(name, value)]).is_err(), "{name}");
    }
}

/// The files of `events/` are one call: each is the event that follows the reply to the one before.
#[tokio::test]
async fn the_call_in_events() {
    let mut app = App::for_test();
    app.settings.bucket = Some("amzn-s3-demo-bucket".to_owned());
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

/// The scenarios pass under every reading of the service's documentation.
#[tokio::test]
async fn the_scenarios() {
    for scenario in Scenario::read("scenarios").unwrap() {
        let demo = include_str!("../demo.env").lines().filter_map(|line| line.split_once('='));
        let own = scenario.variables().iter().map(|(name, value)| (&**name, &**value));
        let app = desk(&demo.chain(own).collect::<Vec<_>>()).unwrap();
        let report = scenario.clone().under_every_profile(true).run(Simulator::new(app)).await;
        report.assert_passed();
    }
}

/// The README of the repository shows the beginning of a call, as `offhook call` prints it.
#[tokio::test]
async fn the_ladder_in_the_readme() {
    let (_, shown) = include_str!("../../../README.md").split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let demo = include_str!("../demo.env").lines().filter_map(|line| line.split_once('='));
    let app = desk(&demo.collect::<Vec<_>>()).unwrap();
    let scenario = Scenario::read("scenarios/sales-answers.yaml").unwrap().remove(0);
    let ladder = scenario.run(Simulator::new(app)).await.runs[0].transcript.to_string();
    assert!(ladder.starts_with(shown), "README.md is out of date; the call is\n{ladder}");
}
