//! Tests of running scenarios.

use offhook::Leg;
use serde_json::json;

use super::super::{Report, Scenario};
use crate::lambda::{InvokeFuture, Lambda};
use crate::{Fault, Finding, FindingKind, Json, Simulator};

/// A Lambda with a menu that hangs up after a key and stores attributes.
struct Menu;

impl Lambda for Menu {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        let actions = if event.as_str().contains("NEW_INBOUND_CALL") {
            json!([{ "Type": "SpeakAndGetDigits", "Parameters": {
                "SpeechParameters": { "Text": "Press 1." }, "MaxNumberOfDigits": 1,
                "RepeatDurationInMilliseconds": 5000 } }])
        } else if event.as_str().contains("ReceivedDigits") {
            json!([{ "Type": "Hangup", "Parameters": {} }])
        } else if event.as_str().contains("CALL_ANSWERED") {
            json!([{ "Type": "Speak", "Parameters": { "Text": "A notice." } },
                   { "Type": "Hangup", "Parameters": {} }])
        } else {
            json!([])
        };
        let attributes = json!({ "step": "menu", "visits": "1" });
        let reply = json!({ "SchemaVersion": "1.0", "Actions": actions, "TransactionAttributes": attributes });
        Box::pin(async move { Ok(reply.to_string().into()) })
    }
}

async fn run(text: &str) -> Report {
    let text = format!("dial: {{ from: \"+14255550199\", to: \"+12065550100\" }}\n{text}");
    let [scenario] = Scenario::parse(&text, "x.yaml").unwrap().try_into().unwrap();
    scenario.run(Simulator::new(Menu)).await
}

/// Returns the failed steps and assertions as `line:column: text`.
async fn unmet(text: &str) -> Vec<String> {
    let report = run(text).await;
    let unmet = report.runs.iter().flat_map(|run| &run.unmet);
    unmet.map(|unmet| format!("{}: {unmet}", unmet.at)).collect()
}

const WHOLE: &str = "\
steps:
  - hears: press 1
  - presses: 1
  - is_hung_up
assert:
";

#[tokio::test]
async fn correct_call_passes() {
    let holds = "  ended_by: application\n  code: 0\n  attributes: { step: menu, visits: 1, gone: null }\n  \
                 invocations: 3\n  replies_within: 5s\n";
    let report = run(&format!("{WHOLE}{holds}")).await;
    report.assert_passed();
    assert_eq!(report.to_string(), "x (x.yaml:1): passed");
    assert_eq!(report.findings().count(), 0);
}

#[tokio::test]
async fn failed_step_is_reported_with_the_call_so_far() {
    let report = run("steps:\n  - hears: press 1\n  - hears: Welcome\n").await;
    let text = report.to_string();
    assert!(text.starts_with("x (x.yaml:1): failed\n\n"), "{text}");
    assert!(text.contains("1 NEW_INBOUND_CALL"), "{text}");
    let expected =
        "\n\nx.yaml:4:5: expected: the caller hears \"Welcome\"; instead: the caller heard ";
    assert!(text.contains(expected), "{text}");
    let last = report.runs[0].transcript.to_string();
    assert!(!last.contains("╰── hangs up"), "the transcript ends with the failed step: {last}");
    assert!(report.runs[0].is_over);
    assert!(report.runs[0].legs_left.is_empty());
}

#[tokio::test]
#[should_panic(expected = "x.yaml:3:5: expected: the caller hears \"Welcome\"")]
async fn failed_report_panics() {
    run("steps:\n  - hears: Welcome\n").await.assert_passed();
}

#[tokio::test]
async fn failed_assertions_are_reported() {
    for (assertion, expected) in [
        (
            "ended_by: caller",
            "1:1: expected the caller to hang up, but the application hung up the caller",
        ),
        ("code: 486", "1:1: expected SIP response 486, found 0"),
        ("attributes: { a: b }", "7:17: missing transaction attribute a"),
        (
            "attributes: { step: voicemail }",
            "7:17: expected the transaction attribute step to be \"voicemail\", found \"menu\"",
        ),
        ("attributes: { step: null }", "7:17: unexpected transaction attribute step: \"menu\""),
        ("invocations: 7", "7:16: expected 7 invocations, found 3"),
        ("invocations: { at_most: 2 }", "7:16: expected at most 2 invocations, found 3"),
    ] {
        assert_eq!(unmet(&format!("{WHOLE}  {assertion}\n")).await, [expected], "{assertion}");
    }
    let slow = unmet(&format!("{WHOLE}  replies_within: 0s\n")).await;
    assert!(
        slow[0].starts_with("7:19: the slowest reply took ")
            && slow[0].ends_with(", more than 0ns"),
        "{slow:?}"
    );
}

/// Bridges the call and does nothing when a leg hangs up.
struct Bridge;

impl Lambda for Bridge {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        let actions = if event.as_str().contains("NEW_INBOUND_CALL") {
            json!([{ "Type": "CallAndBridge", "Parameters": { "CallerIdNumber": "+12065550100",
                "Endpoints": [{ "BridgeEndpointType": "PSTN", "Uri": "+12065550123" }] } }])
        } else {
            json!([])
        };
        let reply = json!({ "SchemaVersion": "1.0", "Actions": actions });
        Box::pin(async move { Ok(reply.to_string().into()) })
    }
}

#[tokio::test]
async fn caller_left_alone_fails_the_scenario() {
    let text = "dial: { from: a, to: \"+12065550100\" }\nsteps:\n  - { far_end: answers, number: \"+12065550123\" }\n  \
                - far_end: hangs_up\n";
    let [scenario] = Scenario::parse(text, "x.yaml").unwrap().try_into().unwrap();
    let report = scenario.run(Simulator::new(Bridge)).await;
    let [run] = &report.runs[..] else { panic!("{report}") };
    let kinds: Vec<FindingKind> = run.findings.iter().map(Finding::kind).collect();
    assert_eq!(kinds, [FindingKind::LegLeftConnected, FindingKind::DeadAir]);
    assert_eq!(run.unmet.len(), 2, "{report}");
    assert_eq!(run.legs_left, [Leg::A]);
    assert!(report.to_string().contains("no step is left: hung up by the simulator"), "{report}");

    let allowed = format!("{text}assert: {{ findings: [leg_left_connected, dead_air] }}\n");
    let [scenario] = Scenario::parse(&allowed, "x.yaml").unwrap().try_into().unwrap();
    let report = scenario.run(Simulator::new(Bridge)).await;
    report.assert_passed();
    assert_eq!(report.findings().count(), 2);

    let one = format!("{text}assert: {{ findings: [dead_air] }}\n");
    let [scenario] = Scenario::parse(&one, "x.yaml").unwrap().try_into().unwrap();
    let report = scenario.run(Simulator::new(Bridge)).await;
    let [unmet] = &report.runs[0].unmet[..] else { panic!("{report}") };
    assert!(unmet.to_string().starts_with("LEG-A was left connected"), "{unmet}");
}

#[tokio::test]
async fn overrides_are_applied() {
    let report = run(
        "override: { faults: [{ at: 1, fault: slow_lambda }], every_profile: true }\nsteps: [waits: 1s]\n",
    )
    .await;
    assert!(report.runs.len() > 10);
    let failed =
        run("override: { every_profile: true }\nsteps: [hears: Welcome]\n").await.to_string();
    assert!(failed.contains("\nunder the profile default\n"), "{failed}");
    for run in &report.runs {
        let slow = run.findings.iter().find(|one| one.kind() == FindingKind::SlowReply);
        assert_eq!(slow.and_then(|one| one.caused_by), Some(Fault::SlowLambda));
    }
}

#[tokio::test]
async fn outbound_call_passes() {
    let text = "\
place: { from: \"+12065550100\", to: \"+14255550199\", arguments: { id: 7 } }
steps:
  - answers
  - hears: A notice.
  - is_hung_up
---
place: { from: \"+12065550100\", to: \"+14255550199\" }
steps:
  - is_busy
assert: { code: 486 }
";
    for scenario in Scenario::parse(text, "placed.yaml").unwrap() {
        scenario.run(Simulator::new(Menu)).await.assert_passed();
    }
}

#[tokio::test]
async fn same_seed_gives_the_same_call() {
    let text = format!("dial: {{ from: a, to: b }}\n{}", WHOLE.replace("assert:\n", ""));
    let [scenario] = Scenario::parse(&text, "x.yaml").unwrap().try_into().unwrap();
    let seeds = [0, 1, 2, 4, 8, 16, 32];
    let mut calls = Vec::new();
    for seed in seeds.into_iter().chain(seeds) {
        let report = scenario.clone().with_seed(seed).run(Simulator::new(Menu)).await;
        calls.push(report.runs[0].transcript.to_json());
    }
    let again = calls.split_off(seeds.len());
    assert_eq!(calls, again);
    assert_eq!(calls.into_iter().collect::<std::collections::BTreeSet<_>>().len(), seeds.len());
}

#[tokio::test]
async fn each_scenario_has_ids_of_its_own() {
    let text = "dial: { from: a, to: b }\noverride: { every_profile: true }\n---\ndial: { from: a, to: b }\n";
    let mut ids = std::collections::BTreeSet::new();
    let mut runs = 0;
    for scenario in Scenario::parse(text, "x.yaml").unwrap() {
        for run in scenario.run(Simulator::new(Menu)).await.runs {
            runs += 1;
            ids.insert(run.transcript.transaction_id);
        }
    }
    assert_eq!(ids.len(), runs);
}
