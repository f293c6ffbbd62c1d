//! The scenarios of the examples, each event answered by a process of its own: a call lives in no process.
//! At the most verbose log level, no process prints anything of a caller.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Host, Json, Lambda, Outcome, Output, Scenario, Simulator};
use offhook_test_support::build;
use serde_json::Value;

/// Long enough that only a hanging process reaches it.
const SAFE: Duration = Duration::from_secs(60);

/// An example whose process is killed after each event.
struct Killed {
    program: PathBuf,
    settings: Vec<(String, String)>,
    seen: Arc<Seen>,
}

/// What was seen of the processes.
#[derive(Default)]
struct Seen {
    processes: AtomicU32,
    printed: Arc<Mutex<Vec<String>>>,
    /// Numbers, digits and SIP headers of the events.
    private: Mutex<BTreeSet<String>>,
}

impl Seen {
    /// The printed lines that hold something of a caller.
    fn leaks(&self) -> Vec<String> {
        let private = self.private.lock().unwrap();
        // A word of its own: an id can hold the same digits.
        let holds = |line: &str, text: &str| {
            line.match_indices(text).any(|(start, text)| {
                let before = line[..start].chars().next_back();
                let after = line[start + text.len()..].chars().next();
                let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
                !is_word(before) && !is_word(after)
            })
        };
        let printed = self.printed.lock().unwrap();
        let leaks = |line: &&String| private.iter().any(|text| holds(line, text));
        printed.iter().filter(leaks).cloned().collect()
    }

    /// Collects what no log may hold. A single key, or the name of a department, says nothing of a caller.
    fn learn(&self, name: &str, value: &Value) {
        const FIELDS: [&str; 4] = ["From", "To", "ReceivedDigits", "SipHeaders"];
        match value {
            Value::String(text) if FIELDS.contains(&name) && is_number(text) => {
                let text = text.trim_start_matches('+').to_owned();
                self.private.lock().unwrap().insert(text);
            }
            Value::Object(fields) => {
                for (field, value) in fields {
                    let name = if FIELDS.contains(&name) { name } else { field };
                    self.learn(name, value);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.learn(name, value)),
            _ => {}
        }
    }
}

impl Lambda for Killed {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let settings = self.settings.iter().cloned();
            self.seen.learn("", &serde_json::from_str(event.as_str()).expect("JSON"));
            let printed = Arc::clone(&self.seen.printed);
            let output = Output::lines(move |line| printed.lock().unwrap().push(line.text));
            let host = Host::builder(&self.program).envs(settings).env("RUST_LOG", "trace");
            let host = host.output(output).ready_timeout(SAFE).invoke_timeout(SAFE).start().await;
            let host = host.map_err(|error| error.to_string())?;
            self.seen.processes.fetch_add(1, Ordering::Relaxed);
            let invocation = host.invoke(event.as_str().to_owned()).await;
            let invocation = invocation.map_err(|error| error.to_string())?;
            host.stop().await;
            match invocation.outcome {
                Outcome::Reply(json) => Ok(String::from_utf8_lossy(&json).into_owned().into()),
                Outcome::Error(error) => Err(error.to_string()),
            }
        })
    }
}

fn is_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() > 1
}

/// Runs the scenarios of an example.
async fn run(example: &str, program: PathBuf) -> Arc<Seen> {
    let folder = offhook_tests::folder("../examples").join(example);
    let settings = std::fs::read_to_string(folder.join("demo.env")).unwrap_or_default();
    let settings = settings.lines().filter_map(|line| line.split_once('='));
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let seen = Arc::<Seen>::default();
    let lambda = Killed { program, settings, seen: Arc::clone(&seen) };
    let simulator = Simulator::new(lambda);
    for file in std::fs::read_dir(folder.join("scenarios")).expect("scenarios") {
        let scenarios = Scenario::read(file.expect("a file").path()).expect("scenarios");
        for scenario in scenarios {
            let report = scenario.run(simulator.clone()).await;
            assert!(report.passed(), "{report}");
        }
    }
    seen
}

macro_rules! examples {
    ($($test:ident: $example:literal,)*) => {$(
        #[tokio::test]
        #[ignore = "builds the examples; `.ci/run` runs it"]
        async fn $test() {
            static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
                build($example, &["--workspace", "--bin", $example, "--example", "lambda"])
            });
            let seen = run($example, PROGRAM.clone()).await;
            let processes = seen.processes.load(Ordering::Relaxed);
            assert!(processes > 2, "{processes} processes");
            let printed = seen.printed.lock().unwrap().join("\n");
            assert!(printed.contains("TRACE"), "the level is set: {printed}");
            assert_eq!(seen.leaks(), [""; 0], "of {:?}", seen.private);
        }
    )*};
}

examples! {
    voicemail: "voicemail",
    take_back_and_transfer: "take-back-and-transfer",
    outbound_notice: "outbound-notice",
    bot_desk: "bot-desk",
    reception: "reception",
    meeting_dial_in: "meeting-dial-in",
    on_demand_recording: "on-demand-recording",
}
