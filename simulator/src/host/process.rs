//! The Lambda's process: starts it, waits for it, kills it.
//!
//! Depends on [`Output`] for the process's output and on [`Group`] for the processes that it starts.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::group::Group;
use super::output::{Output, Recovered, Stream, Tail};
use super::{HostError, StderrTail};
use crate::memory;

/// The time to wait for the last output of a process that has exited. Its pipes stay open as long as a process that
/// inherited them runs, such as one that left the group.
const DRAIN: Duration = Duration::from_millis(500);

/// The time that processes have to end when they are asked to, before they are killed. It is that of Lambda for a
/// function with internal extensions.
const GRACE: Duration = Duration::from_millis(500);

/// The pause between two looks at a group that has been asked to end.
const LOOK: Duration = Duration::from_millis(2);

/// A running process and those that it has started. Dropping it ends them all.
#[derive(Debug)]
pub(super) struct Process {
    pid: u32,
    group: Group,
    /// Whether the process has been waited for and its group killed: the system can use the id again.
    is_gone: AtomicBool,
    child: Mutex<Child>,
    readers: Mutex<JoinSet<()>>,
    stderr: Arc<Tail>,
    recovered: Arc<Recovered>,
}

/// The exit of a process.
#[derive(Debug)]
pub(super) struct Exit {
    pub(super) status: ExitStatus,
    pub(super) stderr: StderrTail,
}

impl Process {
    /// Starts `command` with this destination of its output.
    pub(super) fn spawn(mut command: Command, output: Output) -> Result<Self, HostError> {
        let output = Arc::new(output);
        command.stdin(Stdio::null()).stdout(output.stdout()).stderr(Stdio::piped());
        Group::prepare(&mut command);
        let mut child = command.spawn().map_err(|source| cannot_start(&command, source))?;

        let stderr = Arc::new(Tail::default());
        let recovered = Arc::new(Recovered::default());
        let mut readers = JoinSet::new();
        if let Some(pipe) = child.stdout.take() {
            let recovered = Arc::clone(&recovered);
            readers.spawn(Arc::clone(&output).read(pipe, Stream::Stdout, None, recovered));
        }
        if let Some(pipe) = child.stderr.take() {
            let (tail, recovered) = (Arc::clone(&stderr), Arc::clone(&recovered));
            readers.spawn(output.read(pipe, Stream::Stderr, Some(tail), recovered));
        }
        // A child has an id until its exit has been awaited.
        let pid = child.id().unwrap_or_default();
        Ok(Self {
            pid,
            group: Group::of(&child),
            is_gone: AtomicBool::new(false),
            child: Mutex::new(child),
            readers: Mutex::new(readers),
            stderr,
            recovered,
        })
    }

    /// Waits until the process has exited and its output has been read. What it has started is killed. Can be called
    /// repeatedly and concurrently.
    pub(super) async fn exited(&self) -> Result<Exit, HostError> {
        let status = {
            let mut child = self.child.lock().await;
            let status = child.wait().await;
            if !self.is_gone.swap(true, Ordering::Relaxed) {
                self.group.kill();
            }
            status
        };
        self.drained().await;
        let status =
            status.map_err(|source| HostError::Io { operation: "wait for the process", source })?;
        Ok(Exit { status, stderr: self.stderr() })
    }

    /// Ends the process and those that it has started, and waits until its output has been read.
    pub(super) async fn end(&self) {
        if !self.is_gone.load(Ordering::Relaxed) {
            self.group.terminate();
            if timeout(GRACE, self.exited()).await.is_ok() {
                return;
            }
            self.group.kill();
        }
        // Its status is of no interest any more.
        let _ = self.exited().await;
    }

    pub(super) fn has_exited(&self) -> bool {
        // A lock that is taken belongs to `exited`, which notices the exit.
        let exits =
            || self.child.try_lock().is_ok_and(|mut child| matches!(child.try_wait(), Ok(Some(_))));
        self.is_gone.load(Ordering::Relaxed) || exits()
    }

    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// Takes the failure that `#[on_error]` answered for this event, if the log has it.
    pub(super) fn recovered(&self, event: &[u8]) -> Option<String> {
        self.recovered.take(event)
    }

    /// Returns the last lines of standard error.
    pub(super) fn stderr(&self) -> StderrTail {
        self.stderr.lines()
    }

    pub(super) fn peak_memory(&self) -> Option<u64> {
        memory::peak(self.pid)
    }

    async fn drained(&self) {
        let mut readers = self.readers.lock().await;
        // The rest of the output is dropped after the limit.
        let _ = timeout(DRAIN, async { while readers.join_next().await.is_some() {} }).await;
    }
}

impl Drop for Process {
    /// Blocks until the processes have ended, and no longer than [`GRACE`].
    fn drop(&mut self) {
        if *self.is_gone.get_mut() {
            return;
        }
        self.group.terminate();
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            // The group exists until its leader has been waited for.
            let _ = self.child.get_mut().try_wait();
            if !self.group.exists() {
                return;
            }
            thread::sleep(LOOK);
        }
        self.group.kill();
    }
}

fn cannot_start(command: &Command, source: io::Error) -> HostError {
    let program = command.as_std().get_program();
    let name = program.to_string_lossy().into_owned();
    if let Some(dir) = command.as_std().get_current_dir().filter(|dir| !dir.is_dir()) {
        return HostError::NoSuchFolder { program: name, dir: dir.to_owned() };
    }
    let is_path = Path::new(program).components().nth(1).is_some();
    match source.kind() {
        // A script whose interpreter is missing is reported as not found too.
        io::ErrorKind::NotFound if !(is_path && Path::new(program).exists()) => {
            HostError::CommandNotFound { program: name }
        }
        io::ErrorKind::PermissionDenied => HostError::NotExecutable { program: name },
        _ => HostError::CannotStart { program: name, source },
    }
}
