//! Tests of `offhook play` as a process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod run;

use offhook_test_support::LAMBDA;
use run::Run;

const NEW_CALL: &str = r#"{
    "SchemaVersion": "1.0", "Sequence": 1, "InvocationEventType": "NEW_INBOUND_CALL",
    "CallDetails": {"TransactionId": "t", "Participants": [
        {"CallId": "id-a", "ParticipantTag": "LEG-A", "From": "+14255550199", "To": "+12065550100"}]}
}"#;
const DIGITS: &str = r#"{
    "SchemaVersion": "1.0", "Sequence": 2, "InvocationEventType": "ACTION_SUCCESSFUL",
    "ActionData": {"Type": "SpeakAndGetDigits", "Parameters": {"CallId": "id-a"}, "ReceivedDigits": "1"},
    "CallDetails": {"TransactionId": "t", "TransactionAttributes": {"step": "menu"}, "Participants": [
        {"CallId": "id-a", "ParticipantTag": "LEG-A", "Status": "Connected"}]}
}"#;
const HANGUP: &str = r#"{
    "SchemaVersion": "1.0", "Sequence": 3, "InvocationEventType": "HANGUP",
    "ActionData": {"Type": "Hangup", "Parameters": {"CallId": "id-a", "SipResponseCode": 0}},
    "CallDetails": {"TransactionId": "t", "TransactionAttributes": {"step": "menu"}, "Participants": [
        {"CallId": "id-a", "ParticipantTag": "LEG-A", "Status": "Disconnected"}]}
}"#;

fn offhook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.arg("play").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

/// Plays `events` to the test Lambda in `mode`.
fn play(events: &Path, options: &[&str], mode: &str) -> Run {
    Run::new(offhook().arg(events).args(options).arg("--").arg(&*LAMBDA).arg(mode))
}

/// Creates a folder of event files for one test.
fn folder(name: &str, events: &[(&str, &str)]) -> PathBuf {
    run::folder("play", name, events)
}

/// Creates a folder with the events of a call, out of order, and a file of another type.
fn whole_call(name: &str) -> PathBuf {
    folder(
        name,
        &[
            ("2-digits.json", DIGITS),
            ("3-hangup.json", HANGUP),
            ("1-new.json", NEW_CALL),
            ("notes.txt", ""),
        ],
    )
}

#[test]
fn events_and_replies_are_shown_in_order() {
    let run = play(&whole_call("a_whole_call"), &[], "call");
    run.shows(&[
        "lambda is ready after ",
        "Caller (LEG-A)",
        "+14255550199                      +12065550100",
        "• 1-new.json",
        "dials +12065550100",
        "1 NEW_INBOUND_CALL ──",
        "│ a call",
        "◄─ SpeakAndGetDigits \"Press 1.\", 1 digit, 3 ──",
        "• 2-digits.json",
        "answers",
        "presses 1",
        "2 ACTION_SUCCESSFUL ──",
        "SpeakAndGetDigits, digits 1, attributes",
        "step=menu",
        "◄─ · Speak \"Bye.\" ──",
        "· Hangup normal (0)",
        "• 3-hangup.json",
        "◄─ hangs up ──",
        "3 HANGUP normal (0) ──",
        "◄─ (no actions) ──",
        "3 events, 3 replies; median ",
    ]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(!run.stdout.contains('\x1b'), "no colours without a terminal");
    assert!(run.stdout.lines().all(|line| line == line.trim_end()), "{:?}", run.stdout);
}

#[test]
#[ignore = "builds an example; `.ci/run` runs it"]
fn example_call_is_played_without_arguments() {
    let run = Run::new(&mut offhook());
    run.shows(&["reception is ready after ", "1 NEW_INBOUND_CALL ─", " HANGUP ", " events, "]);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn colours_can_be_forced() {
    let events = whole_call("colours");
    let mut command = offhook();
    command.env("CLICOLOR_FORCE", "1").arg(events).arg("--").arg(&*LAMBDA).arg("call");
    assert!(Run::new(&mut command).stdout.contains('\x1b'));
}

#[test]
fn files_and_standard_input_are_played_in_the_given_order() {
    let dir = whole_call("files_in_the_order_given");
    let mut command = offhook();
    command.arg(dir.join("3-hangup.json")).arg("-").arg(dir.join("1-new.json"));
    command.arg("--").arg(&*LAMBDA).arg("call");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(DIGITS.as_bytes()).unwrap();
    let run = Run::from(child.wait_with_output().unwrap());
    run.shows(&[
        "• 3-hangup.json",
        "3 HANGUP ",
        "• standard input",
        "2 ACTION_SUCCESSFUL ",
        "• 1-new.json",
        "1 NEW_INBOUND_CALL ",
    ]);
    assert_eq!(run.status, 0);
}

#[test]
fn raw_shows_the_full_json() {
    let events = folder("raw_json_in_full", &[("1.json", NEW_CALL)]);
    let run = play(&events, &["--raw"], "call");
    run.shows(&[
        "1 NEW_INBOUND_CALL ",
        "\"CallDetails\": {",
        "◄─ SpeakAndGetDigits",
        "\"Actions\": [",
        "\"SpeechParameters\": {",
    ]);
}

#[test]
fn no_logs_hides_the_output_of_the_lambda() {
    let events = folder("logs_on_request_only", &[("1.json", NEW_CALL)]);
    assert!(play(&events, &[], "logs").stdout.contains("│ to stderr"));
    assert!(!play(&events, &["--no-logs"], "logs").stdout.contains("to std"));
}

#[test]
fn env_sets_a_variable_of_the_lambda() {
    let events = folder("the_environment_reaches_the_lambda", &[("1.json", HANGUP)]);
    let run = play(&events, &["--env", r#"REPLY={"SchemaVersion": "1.0"}"#], "reply");
    assert_eq!(run.status, 0, "{}", run.stdout);
    let run = play(&events, &["--env", r#"REPLY="{}""#], "reply");
    run.shows(&["• invalid reply: it is JSON in a string", "1 event, 1 reply (1 refused)"]);
    assert_eq!(run.status, 1);
}

#[test]
fn reply_with_invalid_json_is_refused() {
    let events = folder("a_reply_that_is_not_json", &[("1.json", HANGUP)]);
    let run = play(&events, &[], "garbage");
    run.shows(&["◄─ (no actions)", "• invalid reply: the reply is not JSON"]);
    assert_eq!(run.status, 1);
}

#[test]
fn play_continues_after_a_function_error() {
    let run = play(&whole_call("after_an_error"), &[], "error");
    run.shows(&[
        "◄─ fails: Oops: it broke ─",
        "│ at a",
        "3 HANGUP ",
        "3 events, 0 replies, 3 errors",
    ]);
    assert_eq!(run.status, 1);
}

#[test]
fn exit_of_the_process_ends_the_play() {
    let run = play(&whole_call("an_exit_ends_the_play"), &[], "exit");
    run.shows(&[
        "1 NEW_INBOUND_CALL ",
        "│ about to exit",
        "◄─ fails: the process exited without ─",
        "answering the event (exit status: 3)",
        "• stopped at event 1 of 3",
        "3 events, 0 replies, 3 unanswered",
    ]);
    assert_eq!(
        run.stdout.matches("about to exit").count(),
        1,
        "the line is not quoted again: {}",
        run.stdout
    );
    assert_eq!(run.status, 1);

    let run = play(&whole_call("an_exit_ends_the_play"), &["--no-logs"], "exit");
    run.shows(&[
        "◄─ fails: the process exited",
        "The last lines of its standard error:",
        "about to exit",
    ]);
}

#[test]
fn timeout_ends_the_play() {
    let run = play(&whole_call("a_hang_ends_the_play"), &["--timeout", "1"], "hang");
    run.shows(&[
        "1 NEW_INBOUND_CALL ",
        "◄─ fails: the process did not answer the ─",
        "event within 1s",
    ]);
    assert_eq!(run.status, 1);
}

#[test]
fn lambda_that_does_not_start_is_reported() {
    let events = whole_call("a_lambda_that_does_not_start");
    let run = play(&events, &["--no-logs"], "exit-before-poll");
    assert!(
        run.stderr.starts_with("error: the process exited before its first poll (exit status: 3)")
    );
    assert!(run.stderr.ends_with("    line 30\n"), "{}", run.stderr);
    assert_eq!((run.status, run.stdout.as_str()), (3, ""));

    let run = play(&events, &[], "init-error");
    assert!(
        run.stderr.starts_with("error: the Lambda failed to initialize: Config: SALES is not set"),
        "{}",
        run.stderr
    );

    let run = Run::new(offhook().arg(&events).args(["--", "no-such-command-anywhere"]));
    assert!(
        run.stderr.starts_with("error: command not found: no-such-command-anywhere"),
        "{}",
        run.stderr
    );
    assert_eq!(run.status, 3);
}

#[test]
fn invalid_event_files_are_reported() {
    let dir = folder(
        "mistakes_in_the_files",
        &[("bad.json", "{\n  \"a\": oops\n}"), ("not-an-event.txt", "")],
    );
    let empty = folder("mistakes_in_the_files/empty", &[]);
    for (path, message) in [
        (dir.join("missing.json"), "missing.json can't be read: "),
        (dir.join("bad.json"), "bad.json is not valid JSON: expected value at line 2 column 8"),
        (empty, "contains no *.json files"),
    ] {
        let run = Run::new(offhook().arg(path).args(["--", "not-started"]));
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    }
}

#[test]
fn invalid_arguments_are_rejected() {
    for (option, value) in
        [("--timeout", "0"), ("--timeout", "soon"), ("--env", "SALES"), ("--levitate", "high")]
    {
        let run = Run::new(offhook().args([option, value, "--", "not-started"]));
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains(option), "{}", run.stderr);
    }
}

#[test]
fn folder_of_the_current_crate_is_the_default() {
    let package = folder("own_crate", &[("Cargo.toml", ""), ("events/1.json", NEW_CALL)]);
    let run = Run::new(offhook().current_dir(package).arg("--").arg(&*LAMBDA).arg("call"));
    run.shows(&["1 NEW_INBOUND_CALL ", "1 event, 1 reply; "]);

    let outside = tempfile::tempdir().unwrap();
    let run = Run::new(offhook().current_dir(&outside));
    assert!(run.stderr.starts_with("error: no folder `events` in "), "{}", run.stderr);
    assert_eq!(run.status, 2);
}
