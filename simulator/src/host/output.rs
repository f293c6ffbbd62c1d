//! The output of the process: passes it on line by line and keeps its last lines.
//!
//! Depends on nothing else of the host but [`StderrTail`].

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

use super::StderrTail;

/// Number of lines of standard error in an error message.
const TAIL: usize = 20;

/// Maximum length of a line, in bytes. A longer one is passed on in pieces.
const MAX_LINE: u64 = 64 * 1024;

/// The destination of the process's standard output and standard error.
///
/// The last lines of standard error are kept for error messages in any case.
#[derive(Default)]
#[non_exhaustive]
pub enum Output {
    /// The standard output and standard error of this program.
    #[default]
    Inherit,
    /// Nowhere.
    Discard,
    /// A function that is called with each line. Created by [`Output::lines`].
    Lines(Box<dyn Fn(Line) + Send + Sync>),
}

/// One line that the process printed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// The stream that the process wrote it to.
    pub stream: Stream,
    /// The line without its line break. Invalid UTF-8 is replaced.
    pub text: String,
}

/// An output stream of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Output {
    /// Creates an output that calls `f` with each line. `f` runs on a task of the runtime and must not block.
    ///
    /// To collect the lines, send them to a channel:
    ///
    /// ```
    /// let (sender, receiver) = std::sync::mpsc::channel();
    /// let output = offhook_simulator::Output::lines(move |line| _ = sender.send(line));
    /// ```
    pub fn lines(f: impl Fn(Line) + Send + Sync + 'static) -> Self {
        Self::Lines(Box::new(f))
    }

    /// Returns the standard output of the process. Its standard error is always a pipe.
    pub(super) fn stdout(&self) -> Stdio {
        match self {
            Self::Inherit => Stdio::inherit(),
            Self::Discard => Stdio::null(),
            Self::Lines(_) => Stdio::piped(),
        }
    }

    /// Passes on the lines of `pipe` until its end.
    pub(super) async fn read(
        self: Arc<Self>,
        pipe: impl AsyncRead + Unpin,
        stream: Stream,
        tail: Option<Arc<Tail>>,
        recovered: Arc<Recovered>,
    ) {
        let mut pipe = BufReader::new(pipe);
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            match (&mut pipe).take(MAX_LINE).read_until(b'\n', &mut bytes).await {
                // A pipe that can't be read any more has ended too.
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let text =
                String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned();
            if let Some(tail) = &tail {
                tail.push(text.clone());
            }
            recovered.observe(&text);
            match &*self {
                // `eprintln!` would panic if standard error is closed.
                Self::Inherit => _ = writeln!(io::stderr(), "{text}"),
                Self::Discard => {}
                Self::Lines(f) => f(Line { stream, text }),
            }
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inherit => "Inherit",
            Self::Discard => "Discard",
            Self::Lines(_) => "Lines(..)",
        })
    }
}

/// The log lines about failures that `#[on_error]` answered, as Offhook writes them.
#[derive(Debug, Default)]
pub(super) struct Recovered(Mutex<Vec<String>>);

impl Recovered {
    /// The message of these lines.
    const MESSAGE: &'static str = "#[on_error] answered a failure";
    /// Maximum number of lines that wait for their reply.
    const MAX: usize = 100;

    fn observe(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if line.contains(Self::MESSAGE) && lines.len() < Self::MAX {
            lines.push(line.to_owned());
        }
    }

    /// Takes the error of an event, if there is a line about it.
    pub(super) fn take(&self, event: &[u8]) -> Option<String> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.is_empty() {
            return None;
        }
        let event: serde_json::Value = serde_json::from_slice(event).ok()?;
        let call = event["CallDetails"]["TransactionId"].as_str()?;
        let sequence = event["Sequence"].as_u64()?.to_string();
        let is_about = |line: &String| line.contains(call) && has_sequence(line, &sequence);
        let at = lines.iter().position(is_about)?;
        Some(error_of(&lines.remove(at)))
    }
}

/// Returns `true` if the line has this value of `sequence`, as text or as JSON.
fn has_sequence(line: &str, sequence: &str) -> bool {
    line.split("sequence").skip(1).any(|rest| {
        let value = rest.trim_start_matches(['"', '=', ':', ' ']);
        value
            .strip_prefix(sequence)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Returns the error of a line, or the line.
fn error_of(line: &str) -> String {
    let json: Option<serde_json::Value> = serde_json::from_str(line).ok();
    let of_json = json.as_ref().and_then(|json| {
        json["error"].as_str().or_else(|| json["fields"]["error"].as_str()).map(str::to_owned)
    });
    let of_text = || line.split_once("error=").map(|(_, error)| error.to_owned());
    of_json.or_else(of_text).unwrap_or_else(|| line.to_owned())
}

/// The last lines of a stream.
#[derive(Debug, Default)]
pub(super) struct Tail(Mutex<VecDeque<String>>);

impl Tail {
    fn push(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == TAIL {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    pub(super) fn lines(&self) -> StderrTail {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        StderrTail(lines.iter().cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_that_was_answered_is_found_in_both_log_formats() {
        let recovered = Recovered::default();
        let text = "ERROR invocation{transaction_id=call-1 sequence=12}: app: #[on_error] answered a failure error=no greeting";
        let json = r##"{"level":"ERROR","message":"#[on_error] answered a failure","error":"it broke","spans":[{"transaction_id":"call-1","sequence":3}]}"##;
        for line in ["another", text, json] {
            recovered.observe(line);
        }
        let take = |call: &str, sequence: u64| {
            let event = serde_json::json!({ "Sequence": sequence, "CallDetails": { "TransactionId": call } });
            recovered.take(event.to_string().as_bytes())
        };
        assert_eq!(take("call-1", 1), None, "12 is another event");
        assert_eq!(take("call-2", 3), None, "another call");
        assert_eq!(take("call-1", 12).as_deref(), Some("no greeting"));
        assert_eq!(take("call-1", 3).as_deref(), Some("it broke"));
        assert_eq!(take("call-1", 3), None);
    }
}
