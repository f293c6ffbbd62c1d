//! A Lambda Runtime API that sends events to one process as fast as it answers them.
//!
//! Depends on `std` only. It is minimal, so that its own cost hardly affects the figures: one
//! connection at a time and no checks. After the last event it closes the connection, which makes
//! the process exit normally, as valgrind requires.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The figures of one process.
pub(crate) struct Run {
    /// Time from the start of the process to its first poll.
    pub(crate) first_poll: Duration,
    /// Time from sending the first event to its reply.
    pub(crate) first_round_trip: Duration,
    /// CPU time per event of all threads, in seconds, without the first tenth of the events.
    pub(crate) cpu: f64,
    /// Peak memory in kB.
    pub(crate) peak_kb: f64,
    pub(crate) stderr: String,
    /// The reply to each of the events, as the process wrote them.
    pub(crate) replies: Vec<String>,
    /// Times from sending an event to its reply, sorted, without those of the first tenth of the
    /// events.
    round_trips: Vec<Duration>,
}

impl Run {
    /// Starts `command` and sends it `count` events, using `events` in turn.
    pub(crate) fn new(mut command: Command, events: &[&[u8]], count: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback is available");
        let address = listener.local_addr().expect("a bound socket has an address").to_string();
        let started = Instant::now();
        let mut child = command
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{} can't be started: {error}", command.get_program().display())
            });
        let mut feed = Feed {
            events,
            count,
            pid: child.id(),
            first_poll: None,
            handed_out: started,
            round_trips: Vec::new(),
            replies: Vec::new(),
            cpu_of_first: 0.0,
        };
        while feed.serve(&listener, started) {}
        let warm = count - count / 10;
        #[expect(clippy::cast_precision_loss, reason = "a number of events")]
        let cpu = (cpu_seconds(child.id()) - feed.cpu_of_first) / warm as f64;
        let peak_kb = peak_kb(&child);
        drop(listener);
        let stderr = end(&mut child);
        let mut round_trips = feed.round_trips.split_off(count / 10);
        round_trips.sort();
        Self {
            first_poll: feed.first_poll.unwrap_or_default(),
            first_round_trip: feed.round_trips.first().copied().unwrap_or_default(),
            cpu,
            peak_kb,
            stderr,
            replies: feed.replies,
            round_trips,
        }
    }

    /// Returns a quantile of the round trips, 0 to 1.
    pub(crate) fn round_trip(&self, quantile: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index of a small list"
        )]
        let index = ((self.round_trips.len() as f64 - 1.0) * quantile) as usize;
        self.round_trips.get(index).copied().unwrap_or_default()
    }
}

struct Feed<'a> {
    events: &'a [&'a [u8]],
    count: usize,
    pid: u32,
    first_poll: Option<Duration>,
    handed_out: Instant,
    round_trips: Vec<Duration>,
    replies: Vec<String>,
    /// CPU time of the process up to the first tenth of the events.
    cpu_of_first: f64,
}

impl Feed<'_> {
    /// Serves one connection. Returns `false` after the last event.
    fn serve(&mut self, listener: &TcpListener, started: Instant) -> bool {
        let (stream, _) = listener.accept().expect("the process connects");
        stream.set_nodelay(true).expect("loopback supports TCP_NODELAY");
        let mut requests = BufReader::new(stream);
        while let Some((path, body)) = request(&mut requests) {
            if path.ends_with("/next") {
                self.first_poll.get_or_insert_with(|| started.elapsed());
                let sent = self.round_trips.len();
                if sent == self.count {
                    return false;
                }
                if sent == self.count / 10 {
                    self.cpu_of_first = cpu_seconds(self.pid);
                }
                self.handed_out = Instant::now();
                next(requests.get_mut(), sent, self.events[sent % self.events.len()]);
            } else {
                self.round_trips.push(self.handed_out.elapsed());
                assert!(path.ends_with("/response"), "{}", String::from_utf8_lossy(&body));
                if self.replies.len() < self.events.len() {
                    self.replies.push(String::from_utf8_lossy(&body).into_owned());
                }
                let accepted = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
                requests.get_mut().write_all(accepted).expect("the process reads");
            }
        }
        true
    }
}

fn next(stream: &mut TcpStream, id: usize, event: &[u8]) {
    let head = format!(
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {id}\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:bench\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        event.len()
    );
    let response = [head.as_bytes(), event].concat();
    stream.write_all(&response).expect("the process reads");
}

/// Reads a request and returns its path and body. `None` if the process closed the connection.
fn request(reader: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut line = String::new();
    let mut read_line = |line: &mut String| {
        line.clear();
        reader.read_line(line).is_ok_and(|bytes| bytes > 0)
    };
    if !read_line(&mut line) {
        return None;
    }
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    while read_line(&mut line) && !line.trim().is_empty() {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, body))
}

/// Returns the CPU time of all threads of a process so far, NaN if Linux does not count it.
fn cpu_seconds(pid: u32) -> f64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return f64::NAN };
    let nanoseconds = threads.map(|thread| {
        // A thread can end meanwhile.
        let statistics = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        statistics.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.flatten().sum::<f64>() / 1e9
}

/// Returns the peak memory of the process in kB, as counted by Linux.
fn peak_kb(child: &Child) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

/// Waits for the end of the process, whose connection is closed, and returns its standard error.
fn end(child: &mut Child) -> String {
    let mut stderr = String::new();
    if let Some(mut pipe) = child.stderr.take() {
        // Only valgrind's output is used, which is UTF-8.
        let _ = pipe.read_to_string(&mut stderr);
    }
    child.wait().expect("the process ends");
    stderr
}
