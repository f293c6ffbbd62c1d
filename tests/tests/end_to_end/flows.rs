//! The flows of the examples, each event answered by a process of its own: a flow lives in no process.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{Host, Json, Lambda, Outcome, Scenario, Simulator};
use offhook_test_support::build;

/// Long enough that only a hanging process reaches it.
const SAFE: Duration = Duration::from_secs(60);

/// An example whose process is killed after each event.
struct Killed {
    program: PathBuf,
    settings: Vec<(String, String)>,
    processes: Arc<AtomicU32>,
}

impl Lambda for Killed {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let settings = self.settings.iter().cloned();
            let host = Host::builder(&self.program).envs(settings);
            let host = host.ready_timeout(SAFE).invoke_timeout(SAFE).start().await;
            let host = host.map_err(|error| error.to_string())?;
            self.processes.fetch_add(1, Ordering::Relaxed);
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

/// Runs the scenarios of an example, and returns the number of processes.
async fn run(example: &str, program: PathBuf) -> u32 {
    let folder = offhook_tests::folder("../examples").join(example);
    let settings = std::fs::read_to_string(folder.join("demo.env")).unwrap_or_default();
    let settings = settings.lines().filter_map(|line| line.split_once('='));
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let processes = Arc::<AtomicU32>::default();
    let lambda = Killed { program, settings, processes: Arc::clone(&processes) };
    let simulator = Simulator::new(lambda);
    for file in std::fs::read_dir(folder.join("scenarios")).expect("scenarios") {
        let scenarios = Scenario::read(file.expect("a file").path()).expect("scenarios");
        for scenario in scenarios {
            let report = scenario.run(simulator.clone()).await;
            assert!(report.passed(), "{report}");
        }
    }
    processes.load(Ordering::Relaxed)
}

macro_rules! examples {
    ($($test:ident: $example:literal,)*) => {$(
        #[tokio::test]
        async fn $test() {
            static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
                build($example, &["--workspace", "--bin", $example, "--example", "lambda"])
            });
            let processes = run($example, PROGRAM.clone()).await;
            assert!(processes > 2, "{processes} processes");
        }
    )*};
}

examples! {
    voicemail: "voicemail",
    take_back_and_transfer: "take-back-and-transfer",
    outbound_notice: "outbound-notice",
    bot_desk: "bot-desk",
}
