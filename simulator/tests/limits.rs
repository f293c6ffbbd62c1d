//! Large inputs cost time in proportion to their size. Quadratic work would take hours here.

use std::fmt::Write;
use std::time::{Duration, Instant};

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Json, Lambda, Scenario, Simulator};

/// A limit that only quadratic work exceeds.
const SAFE: Duration = Duration::from_secs(60);

/// Replies with this action to a new call, and with nothing later.
struct Replies(String);

impl Lambda for Replies {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        let actions = if event.as_str().contains("NEW_INBOUND_CALL") { &*self.0 } else { "" };
        let reply = format!(r#"{{"SchemaVersion": "1.0", "Actions": [{actions}]}}"#);
        Box::pin(async { Ok(reply.into()) })
    }
}

#[tokio::test]
async fn reply_with_many_parameters() {
    let began = Instant::now();
    for action in ["Speak", "Levitate"] {
        let mut parameters = String::new();
        for number in 0..50_000 {
            _ = write!(parameters, r#", "Parameter{number}": {number}"#);
        }
        let action =
            format!(r#"{{"Type": "{action}", "Parameters": {{"Text": "Hello."{parameters}}}}}"#);
        let text = "dial: { from: '+14255550199', to: '+12065550100' }\nsteps: [hangs_up]\n";
        let scenario = Scenario::parse(text, "x.yaml").unwrap().remove(0);
        let report = scenario.run(Simulator::new(Replies(action))).await;
        assert!(report.runs[0].transcript.to_string().len() < 10_000);
        assert!(began.elapsed() < SAFE, "{:?}", began.elapsed());
    }
}

#[test]
fn scenario_with_many_unknown_keys() {
    let began = Instant::now();
    let mut text = "dial: { from: a, to: b }\nsteps: []\n".to_owned();
    for number in 0..100_000 {
        _ = writeln!(text, "key{number}: {number}");
    }
    let error = Scenario::parse(&text, "x.yaml").unwrap_err().to_string();
    assert!(error.starts_with("x.yaml:3:1: unknown key \"key0\" in a scenario"), "{error}");
    assert!(error.ends_with("x.yaml:103:1: more than 100 problems: the rest is not listed"));
    assert_eq!(error.lines().count(), 101);
    assert!(began.elapsed() < SAFE, "{:?}", began.elapsed());
}
