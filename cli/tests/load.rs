//! `offhook load` as people run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod lambda;

use lambda::{LAMBDA, Run};

const PASSES: &str = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - expect: { hears: Press 1. }
  - act: { press: "1" }
  - expect: is_hung_up
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

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    lambda::folder("load", name, files)
}

#[test]
fn calls_that_all_end() {
    let dir = folder("all_end", &[("a.yaml", PASSES)]);
    let run = load(&dir, &["--calls", "30", "--at-once", "7"], "call");
    run.shows(&[
        "calls        30 in ",
        "invocations  90: ",
        "replies      p50 ",
        "findings     none",
        "failures     none",
    ]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (0, ""),
        "no progress where there is no terminal"
    );
}

#[test]
fn the_example_under_load() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/reception/scenarios");
    let run = Run::new(offhook().arg(scenarios).args(["--calls", "60", "--at-once", "20"]));
    run.shows(&["calls        60 in ", "failures     none"]);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn with_faults_calls_only_have_to_end() {
    let dir = folder("faults", &[("a.yaml", PASSES)]);
    let options = ["--calls", "200", "--at-once", "20", "--faults", "200", "--seed", "5"];
    let run = load(&dir, &options, "call");
    run.shows(&["calls        200 in ", "findings     ", " not as the scenario says"]);
    assert!(!run.stdout.contains("expected: "), "faults have such consequences: {}", run.stdout);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn a_leg_that_is_left_is_told() {
    let scenario = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - expect: { bridge_to: "+12065550123" }
  - act: hang_up
"#;
    let dir = folder("leg", &[("a.yaml", scenario)]);
    let run = load(&dir, &["--calls", "3"], "bridge");
    run.shows(&[
        "a (",
        "rings +12065550123",
        "seed: ",
        "leg_left_connected 3",
        "3 calls without an end, 3 legs left connected",
    ]);
    assert_eq!(run.status, 1);
}

#[test]
fn a_call_that_fails_is_shown_once() {
    let text = format!("{PASSES}  - expect: {{ hears: more }}\n");
    let dir = folder("fails", &[("a.yaml", &text)]);
    let run = load(&dir, &["--calls", "5", "--at-once", "2"], "call");
    run.shows(&[
        "a (",
        "presses 1",
        "expected: ",
        "calls        5 in ",
        "failures     5 calls not as the scenario says",
    ]);
    assert_eq!(run.stdout.matches("expected: ").count(), 1, "{}", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn one_process_has_one_environment() {
    let other = format!("override: {{ env: {{ A: b }} }}{PASSES}");
    let dir = folder("environments", &[("a.yaml", PASSES), ("b.yaml", &other)]);
    let run = load(&dir, &[], "call");
    assert!(
        run.stderr.contains("b.yaml needs another app, or other environment variables, than "),
        "{}",
        run.stderr
    );
    assert_eq!(run.status, 1);
}

#[test]
fn mistakes_in_the_arguments() {
    for (option, value) in
        [("--calls", "0"), ("--at-once", "0"), ("--at-once", "many"), ("--faults", "1001")]
    {
        let run = Run::new(offhook().args(["x.yaml", option, value]));
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains(option), "{}", run.stderr);
    }
    assert_eq!(Run::new(&mut offhook()).status, 2, "which scenarios has to be said");
}
