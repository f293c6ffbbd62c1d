//! The Lambda processes: built once, started by each test.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use offhook_simulator::{FunctionError, Host, HostBuilder, Outcome, Output};
use offhook_test_support::build;
use serde_json::Value;

/// Long enough that only a hanging process reaches it.
const SAFE: Duration = Duration::from_secs(60);

/// The phone numbers of the example's call. No log or error may contain them.
pub(super) const NUMBERS: [&str; 3] = ["4255550199", "2065550100", "2065550123"];

/// The path of a build of `reception`.
pub(super) type Build = LazyLock<PathBuf>;

// With the features of `cargo test --workspace`, so that nothing is built twice: only an example
// makes cargo unify those of dev-dependencies too.
pub(super) static DEBUG: Build = LazyLock::new(|| {
    build("reception", &["--workspace", "--bin", "reception", "--example", "lambda"])
});
pub(super) static RELEASE: Build =
    LazyLock::new(|| build("reception", &["--release", "--package", "reception"]));

/// Generates two tests from each function: one per build of `reception`.
macro_rules! with_each_build {
    ($($(#[$meta:meta])* async fn $test:ident($build:ident) $body:block)*) => {
        $($(#[$meta])* async fn $test($build: &super::lambda::Build) $body)*

        mod debug {
            $(#[tokio::test] async fn $test() {
                super::$test(&super::super::lambda::DEBUG).await;
            })*
        }

        mod release {
            $(
                #[tokio::test]
                #[ignore = "builds `reception` in release; `.ci/run` runs it"]
                async fn $test() {
                    super::$test(&super::super::lambda::RELEASE).await;
                }
            )*
        }
    };
}
pub(super) use with_each_build;

/// A running Lambda and its output.
pub(super) struct Lambda {
    host: Host,
    printed: Arc<Mutex<String>>,
}

impl Lambda {
    /// Starts `reception` with the settings of its demo: a sales department and voicemail.
    pub(super) async fn reception(build: &Build) -> Self {
        Self::start(demo(build)).await
    }

    /// Starts any Lambda.
    pub(super) async fn start(host: HostBuilder) -> Self {
        let printed = Arc::<Mutex<String>>::default();
        let sink = Arc::clone(&printed);
        let output = Output::lines(move |line| {
            let mut printed = sink.lock().unwrap();
            printed.push_str(&line.text);
            printed.push('\n');
        });
        let host = host.ready_timeout(SAFE).invoke_timeout(SAFE).output(output);
        Self { host: host.start().await.expect("the process starts"), printed }
    }

    /// Returns the outcome of an event. The process must neither exit nor hang.
    pub(super) async fn invoke(&self, event: impl Into<Vec<u8>>) -> Outcome {
        self.host.invoke(event.into()).await.unwrap_or_else(|error| panic!("{error}")).outcome
    }

    /// Returns the reply to an event.
    pub(super) async fn reply(&self, event: impl Into<Vec<u8>>) -> Value {
        match self.invoke(event).await {
            Outcome::Reply(json) => serde_json::from_slice(&json).expect("the reply is JSON"),
            Outcome::Error(error) => panic!("{error}"),
        }
    }

    /// Returns the error for an event.
    pub(super) async fn error(&self, event: impl Into<Vec<u8>>) -> FunctionError {
        match self.invoke(event).await {
            Outcome::Reply(json) => panic!("{}", String::from_utf8_lossy(&json)),
            Outcome::Error(error) => error,
        }
    }

    /// Asserts that the next call is answered.
    pub(super) async fn is_ready(&self) {
        let reply = self.reply(example("1-new-inbound-call.json")).await;
        assert_eq!(actions(&reply), ["SpeakAndGetDigits"]);
    }

    /// Stops the process and returns its output.
    pub(super) async fn stop(self) -> String {
        self.host.stop().await;
        std::mem::take(&mut *self.printed.lock().unwrap())
    }
}

/// Returns `reception` with the settings of its demo, not yet started.
pub(super) fn demo(build: &Build) -> HostBuilder {
    let file = offhook_tests::folder("../examples/reception/demo.env");
    let settings = std::fs::read_to_string(file).expect("the example has settings");
    Host::builder(&**build).envs(settings.lines().filter_map(|line| line.split_once('=')))
}

/// Returns an event of the example's call.
pub(super) fn example(name: &str) -> String {
    let file = offhook_tests::folder("../examples/reception/events").join(name);
    std::fs::read_to_string(file).expect("the example has the event")
}

/// Returns the types of a reply's actions.
pub(super) fn actions(reply: &Value) -> Vec<&str> {
    let actions = reply["Actions"].as_array().map(Vec::as_slice).unwrap_or_default();
    actions.iter().map(|action| action["Type"].as_str().unwrap_or_default()).collect()
}
