//! Tests of `offhook serve` as a process.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

#[expect(dead_code, reason = "folders and output are for the commands that end by themselves")]
mod run;

use offhook_test_support::{LAMBDA, post};
use run::Run;

const CALLS: &str = "/sip-media-applications/notices/calls";
/// A person who ends a call soon.
const BUSY: [&str; 2] = ["--person", "+14255550199=waits: 100ms, is_busy"];
/// A limit that only a failing test reaches.
const SAFE: Duration = Duration::from_secs(120);

fn offhook(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.arg("serve").args(options).stdin(Stdio::null());
    command
}

/// A running server. Dropping it ends it.
struct Server {
    process: Arc<Mutex<Child>>,
    output: BufReader<ChildStdout>,
    endpoint: String,
    /// What it has printed so far.
    printed: String,
}

impl Server {
    /// Starts a server with these options for the test Lambda in `mode`.
    fn start(options: &[&str], mode: &str) -> Self {
        let mut command = offhook(&["--port", "0"]);
        command.args(options).arg("--").arg(&*LAMBDA).arg(mode);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let process = Arc::new(Mutex::new(process));
        let watched = Arc::downgrade(&process);
        thread::spawn(move || {
            thread::sleep(SAFE);
            // Without it, a test that fails would wait for more output.
            _ = watched.upgrade().map(|process| process.lock().unwrap().kill());
        });
        let mut server = Self { process, output, endpoint: String::new(), printed: String::new() };
        let line = server.until("listening  ");
        assert!(line.ends_with("  signatures are not checked\n"), "{line}");
        line.split_whitespace().nth(1).unwrap().clone_into(&mut server.endpoint);
        server
    }

    /// Reads up to a line that contains this text, and returns the line.
    fn until(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            self.printed += &line;
            assert!(!line.is_empty(), "no {text:?} in {}", self.printed);
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Sends a request. Returns the status, and a `TransactionId` in the response.
    fn post(&self, path: &str, body: &str) -> (u16, String) {
        let (status, response) = post(&self.endpoint, path, "", body);
        let id = response.split(r#""TransactionId":""#).nth(1).and_then(|id| id.split('"').next());
        (status, id.unwrap_or_default().to_owned())
    }

    /// Places a call and returns its `TransactionId`.
    fn place(&self) -> String {
        let numbers = r#"{"FromPhoneNumber": "+12065550100", "ToPhoneNumber": "+14255550199"}"#;
        let (status, id) = self.post(CALLS, numbers);
        assert_eq!(status, 201);
        id
    }

    /// Ends the server with a signal. Returns its exit status and all that it has printed.
    #[cfg(unix)]
    fn interrupt(mut self) -> (Option<i32>, String) {
        let kill = format!("kill -INT {}", self.process.lock().unwrap().id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        self.output.read_to_string(&mut self.printed).unwrap();
        let status = self.process.lock().unwrap().wait().unwrap();
        (status.code(), std::mem::take(&mut self.printed))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails if it has ended.
        let mut process = self.process.lock().unwrap();
        _ = process.kill();
        _ = process.wait();
    }
}

#[test]
#[cfg(unix)]
fn calls_are_placed_updated_and_shown() {
    let mut server = Server::start(&BUSY, "call");
    let id = server.place();
    assert_eq!(server.post(&format!("{CALLS}/{id}"), r#"{"Arguments": {"a": "b"}}"#).0, 202);
    assert_eq!(server.post(&format!("{CALLS}/{id}"), "{}").0, 400);
    server.until("ended  ");
    // Its end has been reached, so the call is unknown.
    assert_eq!(server.post(&format!("{CALLS}/{id}"), r#"{"Arguments": {}}"#).0, 404);
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
    let mut server = Server::start(&["--throttle", "0"], "error");
    server.place();
    server.until("ended  ");
    server.until("finding  the Lambda failed for NEW_OUTBOUND_CALL");
    let (status, printed) = server.interrupt();
    assert_eq!(status, Some(1), "{printed}");

    let server = Server::start(&[], "call");
    let id = server.place();
    let (status, printed) = server.interrupt();
    assert!(printed.contains(&format!("running  {id}")), "{printed}");
    assert_eq!(status, Some(0), "{printed}");
}

#[test]
#[cfg(unix)]
fn requests_are_throttled() {
    let server = Server::start(&["--throttle", "1000"], "call");
    assert_eq!(server.post(CALLS, "{}").0, 429);
    let (status, printed) = server.interrupt();
    assert!(printed.contains("0 calls, 0 updates, 1 request refused; 0 findings"), "{printed}");
    assert_eq!(status, Some(0));
}

#[test]
#[cfg(unix)]
fn output_of_the_lambda_is_shown() {
    for (options, is_shown) in [(&[][..], true), (&["--no-logs"], false)] {
        let mut server = Server::start(&[&BUSY, options].concat(), "logs");
        server.place();
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
