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
