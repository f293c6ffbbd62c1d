//! Tests of `offhook load` as a process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod run;

use offhook_test_support::LAMBDA;
use run::Run;

/// A scenario that the test Lambda passes.
const PASSES: &str = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - hears: Press 1.
  - presses: "1"
  - is_hung_up
"#;

fn offhook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.arg("load").stdin(Stdio::null());
    command
}

/// Runs the scenarios of a folder against the test Lambda in `mode`.
fn load(folder: &Path, options: &[&str], mode: &str) -> Run {
    Run::new(offhook().arg(folder).args(options).arg("--").arg(&*LAMBDA).arg(mode))
}

/// Creates a folder of scenario files for one test.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    run::folder("load", name, files)
}

#[test]
fn figures_are_printed() {
    let dir = folder("all_end", &[("a.yaml", PASSES)]);
    let run = load(&dir, &["--calls", "30", "--at-once", "7"], "call");
    run.shows(&[
        "calls        30 in ",
        "invocations  90: ",
        "replies      p50 ",
        "findings     none",
        "failures     none",
    ]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "no progress bar without a terminal");
}

#[test]
#[ignore = "builds an example in release; `.ci/run` runs it"]
fn example_handles_concurrent_calls() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/reception/scenarios");
    let run = Run::new(offhook().arg(scenarios).args(["--calls", "60", "--at-once", "20"]));
    run.shows(&["calls        60 in ", "failures     none"]);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn failed_calls_are_accepted_with_faults() {
    let dir = folder("faults", &[("a.yaml", PASSES)]);
    let options = ["--calls", "200", "--at-once", "20", "--faults", "200", "--seed", "5"];
    let run = load(&dir, &options, "call");
    run.shows(&["calls        200 in ", "findings     ", " calls failed"]);
    assert!(
        !run.stdout.contains("expected the caller"),
        "failures are expected with faults: {}",
        run.stdout
    );
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn process_that_exits_is_followed_by_a_fresh_one() {
    let dir = folder("crashes", &[("a.yaml", PASSES)]);
    let run = load(&dir, &["--calls", "100", "--at-once", "1"], "crashes");
    // 300 events of the calls, and one more for each that had to be repeated.
    run.shows(&["calls        100 in ", "restarts     7 ", "lambda_error 7", "7 calls failed"]);
    assert!(!run.stdout.contains("did not end"), "{}", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn exit_fails_only_the_event_that_the_process_handles() {
    let dir = folder("crashes_at_once", &[("a.yaml", PASSES)]);
    let run = load(&dir, &["--calls", "200", "--at-once", "20"], "crashes");
    run.shows(&[
        "calls        200 in ",
        "invocations  615: ",
        "restarts     15 ",
        "lambda_error 15",
    ]);
    assert!(!run.stdout.contains("did not end"), "{}", run.stdout);
}

#[test]
fn leg_left_connected_is_reported() {
    let scenario = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - { far_end: answers, number: "+12065550123" }
  - hangs_up
"#;
    let dir = folder("leg", &[("a.yaml", scenario)]);
    let run = load(&dir, &["--calls", "3"], "bridge");
    run.shows(&[
        "a (",
        "rings +12065550123",
        "seed: ",
        "leg_left_connected 3",
        "3 calls failed, 3 legs left connected",
    ]);
    assert_eq!(run.status, 1);
}

#[test]
fn only_one_failed_call_is_shown() {
    let text = format!("{PASSES}  - hears: more\n");
    let dir = folder("fails", &[("a.yaml", &text)]);
    let run = load(&dir, &["--calls", "5", "--at-once", "2"], "call");
    run.shows(&[
        "a (",
        "presses 1",
        "expected the caller",
        "calls        5 in ",
        "failures     5 calls failed",
    ]);
    assert_eq!(run.stdout.matches("expected the caller").count(), 1, "{}", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn scenarios_with_different_environments_are_rejected() {
    let other = format!("override: {{ env: {{ A: b }} }}{PASSES}");
    let dir = folder("environments", &[("a.yaml", PASSES), ("b.yaml", &other)]);
    let run = load(&dir, &[], "call");
    assert!(
        run.stderr
            .contains("b.yaml:1 has a different app or different environment variables than "),
        "{}",
        run.stderr
    );
    assert_eq!(run.status, 2);
}

#[test]
fn invalid_arguments_are_rejected() {
    for (option, value) in
        [("--calls", "0"), ("--at-once", "0"), ("--at-once", "many"), ("--faults", "1001")]
    {
        let run = Run::new(offhook().args(["x.yaml", option, value]));
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains(option), "{}", run.stderr);
    }
    let outside = tempfile::tempdir().unwrap();
    let run = Run::new(offhook().current_dir(&outside));
    assert!(run.stderr.starts_with("error: no folder `scenarios` in "), "{}", run.stderr);
    assert_eq!(run.status, 2);
}
