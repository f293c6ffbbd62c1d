//! Tests of `offhook serve` as a process.

use std::net::TcpListener;
use std::process::{Command, Stdio};

#[expect(dead_code, reason = "output in order is for the commands that end by themselves")]
mod run;

use offhook_test_support::{LAMBDA, Server, post};
use run::Run;

const CALLS: &str = "/sip-media-applications/notices/calls";
/// A person who ends a call soon.
const BUSY: [&str; 2] = ["--person", "+14255550199=waits: 100ms, is_busy"];

fn offhook(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.arg("serve").args(options).stdin(Stdio::null());
    command
}

/// Starts a server with these options for the test Lambda in `mode`.
fn serve(options: &[&str], mode: &str) -> Server {
    Server::start(env!("CARGO_BIN_EXE_offhook"), options, &[LAMBDA.as_os_str(), mode.as_ref()])
}

/// Sends a request. Returns the status, and a `TransactionId` in the response.
fn request(server: &Server, path: &str, body: &str) -> (u16, String) {
    let (status, response) = post(&server.endpoint, path, "", body);
    let id = response.split(r#""TransactionId":""#).nth(1).and_then(|id| id.split('"').next());
    (status, id.unwrap_or_default().to_owned())
}

/// Places a call and returns its `TransactionId`.
fn place(server: &Server) -> String {
    let numbers = r#"{"FromPhoneNumber": "+12065550100", "ToPhoneNumber": "+14255550199"}"#;
    let (status, id) = request(server, CALLS, numbers);
    assert_eq!(status, 201);
    id
}

#[test]
#[cfg(unix)]
fn calls_are_placed_updated_and_shown() {
    let mut server = serve(&BUSY, "call");
    let id = place(&server);
    assert_eq!(request(&server, &format!("{CALLS}/{id}"), r#"{"Arguments": {"a": "b"}}"#).0, 202);
    assert_eq!(request(&server, &format!("{CALLS}/{id}"), "{}").0, 400);
    server.until("ended  ");
    // Its end has been reached, so the call is unknown.
    assert_eq!(request(&server, &format!("{CALLS}/{id}"), r#"{"Arguments": {}}"#).0, 404);
    let (status, printed) = server.interrupt();
    let mut lines = printed.lines();
    for text in [
        &format!("placed  {id}"),
        &format!("updated  {id}"),
        "refused  BadRequestException: invalid body",
        &format!("ended  {id}"),
        "1 NEW_OUTBOUND_CALL",
        "UpdateSipMediaApplicationCall a=b",
        "rings +14255550199",
        "busy (486)",
        "1 call, 1 update, 2 requests refused; 0 findings",
    ] {
        assert!(lines.any(|line| line.contains(text)), "no {text:?} in {printed}");
    }
    assert_eq!(status, Some(0));
}

#[test]
#[cfg(unix)]
fn running_calls_and_findings_are_in_the_summary() {
    let mut server = serve(&["--throttle", "0"], "error");
    place(&server);
    server.until("ended  ");
    server.until("finding  the Lambda failed for NEW_OUTBOUND_CALL");
    let (status, printed) = server.interrupt();
    assert_eq!(status, Some(1), "{printed}");

    let server = serve(&[], "call");
    let id = place(&server);
    let (status, printed) = server.interrupt();
    assert!(printed.contains(&format!("running  {id}")), "{printed}");
    assert_eq!(status, Some(0), "{printed}");
}

#[test]
#[cfg(target_os = "linux")]
fn processes_of_the_lambda_end_with_the_server() {
    let folder = run::folder("serve", "processes", &[]);
    let id = folder.join("id");
    let script = format!("echo $$ > {}; exec {} call", id.display(), LAMBDA.display());
    let script = ["sh".as_ref(), "-c".as_ref(), script.as_ref()];
    let server = Server::start(env!("CARGO_BIN_EXE_offhook"), &[], &script);
    let id = std::fs::read_to_string(id).unwrap();
    let exists = || std::path::Path::new("/proc").join(id.trim()).exists();
    assert!(exists());
    assert_eq!(server.interrupt().0, Some(0));
    assert!(!exists());
}

#[test]
#[cfg(unix)]
fn requests_are_throttled() {
    let server = serve(&["--throttle", "1000"], "call");
    assert_eq!(request(&server, CALLS, "{}").0, 429);
    let (status, printed) = server.interrupt();
    assert!(printed.contains("0 calls, 0 updates, 1 request refused; 0 findings"), "{printed}");
    assert_eq!(status, Some(0));
}

#[test]
#[cfg(unix)]
fn output_of_the_lambda_is_shown() {
    for (options, is_shown) in [(&[][..], true), (&["--no-logs"], false)] {
        let mut server = serve(&[&BUSY, options].concat(), "logs");
        place(&server);
        server.until("ended  ");
        let (_, printed) = server.interrupt();
        assert_eq!(printed.contains("│ to stderr"), is_shown, "{printed}");
    }
}

#[test]
fn invalid_arguments_are_rejected() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().port().to_string();
    for (options, status, problem) in [
        (&["--person", "+1425"][..], 2, "error: expected --person NUMBER=STEPS, found no `=`"),
        (&["--person", "+1425=sleeps"], 2, "error: --person:1:9: \"sleeps\" is not a step"),
        (&["--people", "missing.yaml"], 2, "error: missing.yaml can't be read"),
        (&["--at-once", "0"], 2, "error: invalid value '0' for '--at-once"),
        (&["--port", &taken], 2, "error: port "),
    ] {
        let run = Run::new(offhook(options).arg("--").arg(&*LAMBDA).arg("call"));
        assert!(run.stderr.starts_with(problem), "{}", run.stderr);
        assert_eq!(run.status, status);
    }
    let run = Run::new(offhook(&["--port", "0"]).arg("--").arg(&*LAMBDA).arg("exit-before-poll"));
    assert_eq!(run.status, 3, "{}", run.stderr);
}
