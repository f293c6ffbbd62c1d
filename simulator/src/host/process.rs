//! The Lambda's process: starts it, waits for it, kills it.
//!
//! Depends on [`Output`] for the process's output.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::output::{Output, Stream, Tail};
use super::{HostError, StderrTail};

/// The time to wait for the last output of a process that has exited. Its pipes stay open as long as a child process
/// that inherited them runs.
const DRAIN: Duration = Duration::from_millis(500);

/// A running process. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Process {
    pid: u32,
    child: Mutex<Child>,
    readers: Mutex<JoinSet<()>>,
    stderr: Arc<Tail>,
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
        command
            .stdin(Stdio::null())
            .stdout(output.stdout())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|source| cannot_start(&command, source))?;

        let stderr = Arc::new(Tail::default());
        let mut readers = JoinSet::new();
        if let Some(pipe) = child.stdout.take() {
            readers.spawn(Arc::clone(&output).read(pipe, Stream::Stdout, None));
        }
        if let Some(pipe) = child.stderr.take() {
            readers.spawn(output.read(pipe, Stream::Stderr, Some(Arc::clone(&stderr))));
        }
        // A child has an id until its exit has been awaited.
        let pid = child.id().unwrap_or_default();
        Ok(Self { pid, child: Mutex::new(child), readers: Mutex::new(readers), stderr })
    }

    /// Waits until the process has exited and its output has been read. Can be called repeatedly and concurrently.
    pub(super) async fn exited(&self) -> Result<Exit, HostError> {
        let status = self.child.lock().await.wait().await;
        self.drained().await;
        let status =
            status.map_err(|source| HostError::Io { operation: "wait for the process", source })?;
        Ok(Exit { status, stderr: self.stderr() })
    }

    /// Kills the process and waits until it has exited and its output has been read.
    pub(super) async fn kill(&self) {
        // Fails if the process has exited already.
        let _ = self.child.lock().await.kill().await;
        self.drained().await;
    }

    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// Returns the last lines of standard error.
    pub(super) fn stderr(&self) -> StderrTail {
        self.stderr.lines()
    }

    pub(super) fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: u64 = peak.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes * 1024)
    }

    async fn drained(&self) {
        let mut readers = self.readers.lock().await;
        // The rest of the output is dropped after the limit.
        let _ = timeout(DRAIN, async { while readers.join_next().await.is_some() {} }).await;
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
