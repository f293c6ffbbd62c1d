//! Tests of `offhook call` as a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod run;

use offhook_test_support::LAMBDA;
use run::Run;

/// A scenario that the test Lambda passes.
const PASSES: &str = r#"
name: The <menu> & "more"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - hears: Press 1.
  - presses: "1"
  - hears: Bye.
  - is_hung_up
assert: { invocations: 3 }
"#;
/// A scenario that the test Lambda fails.
const FAILS: &str = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - hears: Press 1.
  - presses: "1"
  - hears: Welcome & <farewell>
"#;
/// [`PASSES`], named after its file.
const UNNAMED: &str = r#"
dial: { from: "+14255550199", to: "+12065550100" }
steps:
  - hears: Press 1.
  - presses: "1"
  - is_hung_up
"#;

fn offhook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.arg("call").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

/// Runs the scenarios of a folder against the test Lambda in `mode`.
fn call(folder: &Path, options: &[&str], mode: &str) -> Run {
    Run::new(offhook().arg(folder).args(options).arg("--").arg(&*LAMBDA).arg(mode))
}

/// Creates a folder of scenario files for one test.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    run::folder("call", name, files)
}

#[test]
#[ignore = "builds an example; `.ci/run` runs it"]
fn example_call_runs_without_arguments() {
    let run = Run::new(&mut offhook());
    run.shows(&[
        "sales-answers.yaml:2",
        "dials +12065550100",
        "1 NEW_INBOUND_CALL",
        "presses 1",
        "rings +12065550123",
        "connected",
        "passed  Sales answers: 5 invocations, ",
    ]);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
    assert!(!run.stdout.contains('\x1b'), "no colours without a terminal");
    assert!(run.stdout.lines().all(|line| line == line.trim_end()), "{:?}", run.stdout);
}

#[test]
#[ignore = "builds every example; `.ci/run` runs it"]
fn scenarios_of_the_examples_pass() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let folders = fs::read_dir(examples).unwrap();
    let folders = folders.map(|example| example.unwrap().path());
    // Functions in other languages have a test of their own.
    let crates = folders.filter(|folder| folder.join("Cargo.toml").exists());
    let folders = crates.map(|folder| folder.join("scenarios"));
    let run = Run::new(offhook().args(folders));
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
    run.shows(&["passed  The caller hangs up during the menu: 2 invocations, ", " 0 failed; "]);
}

#[test]
fn unmet_expectation_is_shown_with_its_position() {
    let dir = folder("passes_and_fails", &[("fails.yaml", FAILS), ("passes.yaml", PASSES)]);
    let run = call(&dir, &[], "call");
    run.shows(&[
        "fails.yaml:2",
        "expected the caller hears \"Welcome & <farewell>\"  ",
        "instead  the caller heard \"Bye.\"",
        "failed  fails: ",
        "passed  The <menu> & \"more\": 3 invocations, ",
        "2 scenarios: 1 passed, 1 failed; ",
    ]);
    assert!(run.stdout.contains(", slowest: "), "{}", run.stdout);
    assert!(run.stdout.contains("fails.yaml:6:5\n"), "{}", run.stdout);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
}

#[test]
fn calls_that_passed_have_a_line_when_several_run() {
    let dir = folder("several", &[("fails.yaml", FAILS), ("passes.yaml", PASSES)]);
    let ladders = |options: &[&str]| {
        let run = call(&dir, options, "call");
        (run.stdout.matches("dials").count(), run.stdout.matches("\npassed  ").count())
    };
    assert_eq!(ladders(&[]), (1, 1));
    assert_eq!(ladders(&["--verbose"]), (2, 1));
    assert_eq!(ladders(&["--quiet"]), (1, 0));
    assert_eq!(ladders(&["--filter", "menu"]), (1, 1), "a call alone is shown");
}

#[test]
fn scenarios_can_be_filtered_by_name() {
    let dir = folder("filter", &[("fails.yaml", FAILS), ("passes.yaml", PASSES)]);
    let run = call(&dir, &["--filter", "menu"], "call");
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(!run.stdout.contains("fails"), "{}", run.stdout);
    let run = call(&dir, &["-f", "menu", "-f", "fail"], "call");
    run.shows(&["failed  fails: ", "2 scenarios: "]);
    let run = call(&dir, &["--filter", "nothing"], "call");
    assert!(run.stderr.starts_with("error: none of the 2 scenarios has a name"), "{}", run.stderr);
    assert_eq!(run.status, 2);
}

#[test]
fn calls_at_the_same_time_have_processes_of_their_own_and_are_shown_in_order() {
    let files: Vec<_> = ('a'..='h').map(|name| format!("{name}.yaml")).collect();
    let files: Vec<_> = files.iter().map(|file| (file.as_str(), UNNAMED)).collect();
    let dir = folder("jobs", &files);
    let processes = |options: &[&str]| {
        let run = call(&dir, options, "counting");
        let names = run.stdout.lines().filter_map(|line| line.strip_prefix("passed  "));
        let names: String = names.filter_map(|name| name.chars().next()).collect();
        assert_eq!(names, "abcdefgh", "{}", run.stdout);
        run.stdout.matches("call 1 of this process").count()
    };
    assert_eq!(processes(&["--logs"]), 1);
    assert_eq!(processes(&["--logs", "--jobs", "3"]), 3);
    assert_eq!(processes(&["--logs", "--fresh"]), 8);
}

#[test]
fn ladder_has_the_width_that_is_asked_for() {
    let dir = folder("width", &[("passes.yaml", PASSES)]);
    for (options, columns) in [(&[][..], 100), (&["--width", "80"], 80), (&["--width", "160"], 160)]
    {
        let run = call(&dir, options, "call");
        let longest = run.stdout.lines().map(|line| line.chars().count()).max();
        assert_eq!(longest, Some(columns), "{}", run.stdout);
    }
    assert_eq!(call(&dir, &["--width", "59"], "call").status, 2);
}

#[test]
fn control_characters_of_lambdas_and_files_are_not_printed() {
    let nasty = r"\e[31m\a\u009b\u202e";
    let scenario = format!(
        r#"
name: "name {nasty}"
dial: {{ from: "+14255550199", to: "+12065550100" }}
override: {{ env: {{ NASTY: "{nasty}" }} }}
steps:
  - hears: "Hello {nasty}"
  - hears: "more {nasty}"
"#
    );
    let dir = folder("control", &[("a.yaml", &scenario)]);
    let junit = dir.join("calls.xml");
    let junit_option = junit.to_str().unwrap();
    for mode in ["nasty", "nasty-error", "nasty-start"] {
        for format in ["text", "json", "mermaid"] {
            let run = call(&dir, &["--format", format, "--junit", junit_option], mode);
            let shown = run.stdout + &run.stderr + &fs::read_to_string(&junit).unwrap();
            let bad = |c: &char| c.is_control() && *c != '\n';
            assert_eq!(shown.chars().find(bad), None, "{mode} {format}: {shown}");
            assert!(mode == "nasty-start" || shown.contains("name "), "{shown}");
        }
    }
}

#[test]
fn colours_can_be_switched_on_and_off() {
    let dir = folder("colours", &[("passes.yaml", PASSES)]);
    assert!(call(&dir, &["--color", "always"], "call").stdout.contains("\x1b[32mpassed"));
    let mut command = offhook();
    command.env("CLICOLOR_FORCE", "1").arg(&dir).args(["--color", "never", "--"]);
    assert!(!Run::new(command.arg(&*LAMBDA).arg("call")).stdout.contains('\x1b'));
}

#[test]
fn help_is_wrapped() {
    for (columns, widest) in [("70", 70), ("300", 100)] {
        let run = Run::new(offhook().env("COLUMNS", columns).arg("--help"));
        let (help, examples) = run.stdout.split_once("\nExamples:\n").unwrap();
        let longest = help.lines().map(str::len).max().unwrap();
        assert!(longest <= widest && longest > widest - 15, "{longest}: {help}");
        assert!(examples.lines().all(|line| line.len() <= 80), "{examples}");
    }
}

/// Each command of the book is one that exists, with options that exist: asked for its help, a command
/// with others fails.
#[test]
fn commands_of_the_book_exist() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src");
    let program = Path::new(env!("CARGO_BIN_EXE_offhook")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut count = 0;
    for page in fs::read_dir(folder).unwrap() {
        let page = fs::read_to_string(page.unwrap().path()).unwrap();
        for command in page.lines().filter_map(|line| line.strip_prefix("$ offhook ")) {
            let (command, lambda) = command.split_once(" -- ").unwrap_or((command, "true"));
            let command = format!("offhook {command} --help -- {lambda}");
            let mut shell = Command::new("sh");
            shell.args(["-c", &command]);
            let run = Run::new(shell.env("PATH", format!("{}:{path}", program.display())));
            assert_eq!(run.status, 0, "{command}: {}", run.stderr);
            count += 1;
        }
    }
    assert!(count > 10, "{count} commands");
}

#[test]
fn closed_pipe_ends_the_command_quietly() {
    let dir = folder("pipe", &[("passes.yaml", PASSES)]);
    let mut command = offhook();
    command.arg(&dir).args(["--format", "json", "--"]).arg(&*LAMBDA).arg("call");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = Run::new(command.stdout(writer));
    assert_eq!((run.status, run.stderr.as_str()), (141, ""));
}

#[test]
fn folder_of_the_current_crate_is_the_default() {
    let package = folder("own_crate", &[("Cargo.toml", ""), ("src/lib.rs", "")]);
    let scenarios = folder("own_crate/scenarios", &[("passes.yaml", PASSES)]);
    for folder in [&package, &package.join("src")] {
        let run = Run::new(offhook().current_dir(folder).arg("--").arg(&*LAMBDA).arg("call"));
        run.shows(&["passed  The <menu> & \"more\": "]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    fs::remove_dir_all(scenarios).unwrap();
    // This folder is inside of the checkout, whose example is the default.
    let outside = tempfile::tempdir().unwrap();
    let run = Run::new(offhook().current_dir(&outside));
    assert!(run.stderr.starts_with("error: no folder `scenarios` in "), "{}", run.stderr);
    assert!(run.stderr.contains("`offhook new`"), "{}", run.stderr);
    assert_eq!(run.status, 2);
}

#[test]
fn logs_are_shown_for_failed_calls_and_on_request() {
    let dir = folder("logs", &[("fails.yaml", FAILS), ("passes.yaml", PASSES)]);
    assert_eq!(call(&dir, &[], "call").stdout.matches("│ a call").count(), 1);
    assert_eq!(call(&dir, &["--logs"], "call").stdout.matches("│ a call").count(), 2);
}

#[test]
#[cfg(target_os = "linux")]
fn lambda_that_prints_without_end_takes_no_memory() {
    let scenario = PASSES.to_owned() + "override: { env: { MEBIBYTES: 10 } }\n";
    let dir = folder("floods", &[("a.yaml", &scenario)]);
    let mut command = offhook();
    command.arg(&dir).args(["--logs", "--"]).arg(&*LAMBDA).arg("floods");
    let mut shell = Command::new("sh");
    // In KiB. The program itself needs less than 20,000.
    shell.args(["-c", "ulimit -v 30000; exec \"$0\" \"$@\" 2>/dev/null"]);
    let run = Run::new(shell.arg(command.get_program()).args(command.get_args()));
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.shows(&["│ a line of the flood", "│ … 1 MiB is kept per call: ", "passed  "]);
    assert!(run.stdout.len() < 2 * 1024 * 1024);
}

#[test]
fn json_format_has_reports_and_transcripts() {
    let dir = folder("json", &[("fails.yaml", FAILS), ("passes.yaml", PASSES)]);
    let run = call(&dir, &["--format", "json"], "call");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["passed"], false);
    assert_eq!(json["scenarios"][0]["passed"], false);
    assert_eq!(json["scenarios"][0]["line"], 2);
    let run = &json["scenarios"][0]["runs"][0];
    assert_eq!(run["unmet"][0]["at"], serde_json::json!({"line": 6, "column": 5}));
    assert_eq!(run["transcript"]["entries"][0]["what"], "dialled");
    assert_eq!(json["scenarios"][1]["name"], "The <menu> & \"more\"");
    assert_eq!(json["scenarios"][1]["runs"][0]["invocations"], 3);
}

#[test]
fn junit_report_is_written_beside_the_output() {
    let dir = folder("junit", &[("fails.yaml", FAILS), ("passes.yaml", PASSES)]);
    let path = dir.join("calls.xml");
    let run = call(&dir, &["--junit", path.to_str().unwrap()], "call");
    run.shows(&["failed  fails: ", "passed  The <menu>"]);
    assert_eq!(run.status, 1);
    let report = Run { stdout: fs::read_to_string(&path).unwrap(), ..run };
    report.shows(&[
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<testsuites name=\"offhook\" tests=\"2\" skipped=\"0\" failures=\"1\" errors=\"0\" time=\"",
        "fails.yaml\" tests=\"1\" skipped=\"0\" errors=\"0\" failures=\"1\"",
        "<testcase name=\"fails\" classname=\"",
        ":6:5: expected: the caller hears &quot;Welcome &amp; &lt;farewell&gt;&quot;; instead: ",
        "dials +12065550100",
        "</failure>",
        "<testcase name=\"The &lt;menu&gt; &amp; &quot;more&quot;\"",
        "</testsuites>",
    ]);

    let run = call(&dir, &["--junit", "no/such/folder.xml"], "call");
    assert!(run.stderr.contains("no/such/folder.xml can't be written: "), "{}", run.stderr);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
}

#[test]
fn mermaid_format_is_a_sequence_diagram() {
    let dir = folder("mermaid", &[("passes.yaml", PASSES)]);
    let run = call(&dir, &["--format", "mermaid"], "call");
    assert!(
        run.stdout.starts_with("%% The <menu> & \"more\"\nsequenceDiagram\n"),
        "{}",
        run.stdout
    );
    assert_eq!(run.status, 0);
}

#[test]
fn profiles_that_all_pass_share_one_ladder() {
    let dir = folder("every_profile", &[("passes.yaml", PASSES)]);
    let run = call(&dir, &["--every-profile"], "call");
    run.shows(&["profile default", "passed  The <menu> & \"more\": "]);
    assert!(run.stdout.contains(" profiles, "), "{}", run.stdout);
    assert_eq!(run.stdout.matches("dials").count(), 1, "one ladder is enough: {}", run.stdout);
}

#[test]
fn same_seed_gives_the_same_call() {
    let dir = folder("seed", &[("passes.yaml", PASSES)]);
    let transcript = |seed| {
        let run = call(&dir, &["--format", "json", "--seed", seed], "call");
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        json["scenarios"][0]["runs"][0]["transcript"].to_string()
    };
    assert_eq!(transcript("7"), transcript("7"));
    assert_ne!(transcript("7"), transcript("8"));
}

#[test]
fn each_environment_has_its_own_process_and_the_command_line_overrides_it() {
    let scenario = |reply: &str| {
        format!(
            "dial: {{ from: a, to: b }}\noverride: {{ env: {{ REPLY: '{reply}' }} }}\nsteps: [is_hung_up]\n"
        )
    };
    let reply = |action: &str| format!(r#"{{"SchemaVersion":"1.0","Actions":[{action}]}}"#);
    let hangs_up = reply(r#"{"Type":"Hangup","Parameters":{}}"#);
    let speaks = reply(r#"{"Type":"Speak","Parameters":{"Text":"Hello."}}"#);
    let dir = folder("env", &[("a.yaml", &scenario(&hangs_up)), ("b.yaml", &scenario(&speaks))]);
    let run = call(&dir, &[], "reply");
    run.shows(&["passed  a: ", "failed  b: "]);
    let run = call(&dir, &["--env", &format!("REPLY={hangs_up}")], "reply");
    run.shows(&["passed  a: ", "passed  b: "]);
    assert_eq!(run.status, 0);
}

#[test]
fn call_after_a_failed_one_has_a_fresh_process() {
    let dir = folder("exits", &[("a.yaml", PASSES), ("b.yaml", PASSES)]);
    let run = call(&dir, &["--format", "json"], "exit");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for scenario in json["scenarios"].as_array().unwrap() {
        assert_eq!(scenario["printed"][0][0], "about to exit", "each call has its own process");
    }
    assert_eq!(run.status, 1);
}

#[test]
fn invalid_scenarios_are_reported() {
    let bad = folder("bad", &[("bad.yaml", "dial: { from: a, to: b }\nstep: []\n")]);
    let empty = folder("empty", &[]);
    for (path, message) in [
        (bad.join("missing.yaml"), "missing.yaml can't be read: "),
        (bad, "bad.yaml:2:1: unknown key \"step\" in a scenario: did you mean \"steps\"?"),
        (empty, "no *.yaml files in the folder "),
    ] {
        let run = Run::new(offhook().arg(path).args(["--", "not-started"]));
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    }
}

#[test]
fn missing_lambdas_are_reported() {
    let dir = folder("no_lambda", &[("a.yaml", PASSES)]);
    let run = Run::new(offhook().arg(&dir).args(["--", "no-such-command-anywhere"]));
    assert!(
        run.stderr.starts_with("error: command not found: no-such-command-anywhere"),
        "{}",
        run.stderr
    );
    assert_eq!(run.status, 3);
    let run = call(&dir, &[], "init-error");
    assert!(run.stderr.contains("Config: SALES is not set"), "{}", run.stderr);
    assert_eq!(run.status, 3);

    let broken = folder(
        "broken_crate",
        &[
            ("Cargo.toml", "[package]\nname = \"broken\"\n[workspace]"),
            ("a.yaml", PASSES),
            ("src/main.rs", "oops"),
        ],
    );
    let run = Run::new(offhook().arg(&broken));
    assert!(run.stderr.contains("error: cargo failed to build "), "{}", run.stderr);
    assert_eq!(run.status, 3);

    let outside = tempfile::tempdir().unwrap();
    let outside = outside.path().join("so/far/from/any");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("a.yaml"), PASSES).unwrap();
    let run = Run::new(offhook().arg(&outside));
    assert!(
        run.stderr.contains(
            "a.yaml is not inside a Cargo package: pass the command that starts the Lambda"
        ),
        "{}",
        run.stderr
    );
    assert_eq!(run.status, 2);
}
