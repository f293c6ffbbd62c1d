//! A running `offhook serve`.
//!
//! Depends on `kill` to interrupt it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::mem;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A limit that only a failing test reaches.
const SAFE: Duration = Duration::from_secs(120);

/// A running `offhook serve`. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    process: Arc<Mutex<Child>>,
    output: BufReader<ChildStdout>,
    /// The URL of its control plane.
    pub endpoint: String,
    /// What it has printed so far.
    printed: String,
}

impl Server {
    /// Starts the command `offhook` as a server on a free port, with these options, for the Lambda that this command
    /// starts.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(offhook: impl AsRef<OsStr>, options: &[&str], lambda: &[&OsStr]) -> Self {
        let mut command = Command::new(offhook);
        command.args(["serve", "--port", "0"]).args(options).arg("--").args(lambda);
        let mut process =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("offhook starts");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        let process = Arc::new(Mutex::new(process));
        let watched = Arc::downgrade(&process);
        thread::spawn(move || {
            thread::sleep(SAFE);
            // Without it, a test that fails would wait for more output.
            _ = watched.upgrade().map(|process| process.lock().expect("no panic").kill());
        });
        let mut server = Self { process, output, endpoint: String::new(), printed: String::new() };
        let line = server.until("listening  ");
        line.split_whitespace().nth(1).expect("a URL").clone_into(&mut server.endpoint);
        server
    }

    /// Reads up to a line that contains this text, and returns the line.
    ///
    /// # Panics
    /// If there is none.
    pub fn until(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("UTF-8");
            self.printed += &line;
            assert!(!line.is_empty(), "no {text:?} in {}", self.printed);
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Ends the server with a signal. Returns its exit status and all that it has printed.
    ///
    /// # Panics
    /// If it can't be ended.
    pub fn interrupt(mut self) -> (Option<i32>, String) {
        let kill = format!("kill -INT {}", self.process.lock().expect("no panic").id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
        self.output.read_to_string(&mut self.printed).expect("UTF-8");
        let status = self.process.lock().expect("no panic").wait().expect("it ends");
        (status.code(), mem::take(&mut self.printed))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut process) = self.process.lock() {
            // Fails if it has ended.
            _ = process.kill();
            _ = process.wait();
        }
    }
}
