//! Replies of any Lambda in a simulated call: the service takes or refuses them, and the call ends.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Json, Lambda, Profile, Scenario, Simulator};

use super::{JSON, Target, block_on, files};

pub(super) const TARGET: Target = Target {
    name: "call",
    take: |reply| {
        let Ok(reply) = str::from_utf8(reply) else { return };
        for profile in [Profile::default(), Profile::each().last().unwrap_or_default()] {
            call(reply.to_owned(), |simulator| simulator.profile(profile));
        }
    },
    seeds: || files("tests/fixtures/replies", "json"),
    words: JSON,
};

/// The caller presses keys, waits and hangs up.
static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| {
    let scenario = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - waits: 1s
  - presses: "482913#"
  - waits: 10s
  - hangs_up
"#;
    Scenario::parse(scenario, "call.yaml").expect("a scenario").remove(0)
});

/// Makes a call with a Lambda that answers its first two events with this reply.
pub(super) fn call(reply: String, settings: impl FnOnce(Simulator) -> Simulator) {
    let simulator = Simulator::new(Replying { reply, events: AtomicU64::new(0) });
    let report = block_on(SCENARIO.run(settings(simulator)));
    for run in &report.runs {
        _ = run.transcript.to_string();
    }
}

struct Replying {
    reply: String,
    events: AtomicU64,
}

impl Lambda for Replying {
    fn invoke<'a>(&'a self, _event: &'a Json) -> InvokeFuture<'a> {
        let first = self.events.fetch_add(1, Ordering::Relaxed) < 2;
        let hang_up =
            r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "Hangup", "Parameters": {}}]}"#;
        let reply = if first { self.reply.clone() } else { hang_up.to_owned() };
        Box::pin(async { Ok(reply.into()) })
    }
}
