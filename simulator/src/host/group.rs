//! The process group of a Lambda: the process and all that it has started.
//!
//! Depends on `rustix` on Unix. Elsewhere a group is only its first process, which tokio kills.

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use tokio::process::{Child, Command};

/// A process group.
#[derive(Debug)]
pub(super) struct Group {
    #[cfg(unix)]
    leader: Option<Pid>,
}

impl Group {
    /// Lets the process of `command` lead a group of its own.
    pub(super) fn prepare(command: &mut Command) {
        #[cfg(unix)]
        command.process_group(0);
        // For what has no groups.
        command.kill_on_drop(true);
    }

    /// Returns the group that a child leads. A child that has been waited for leads none.
    #[cfg_attr(not(unix), expect(unused_variables, reason = "there are no groups"))]
    pub(super) fn of(child: &Child) -> Self {
        Self {
            #[cfg(unix)]
            leader: child.id().and_then(|id| Pid::from_raw(id.cast_signed())),
        }
    }

    /// Asks all processes to end.
    pub(super) fn terminate(&self) {
        #[cfg(unix)]
        self.send(Signal::TERM);
    }

    /// Ends all processes.
    pub(super) fn kill(&self) {
        #[cfg(unix)]
        self.send(Signal::KILL);
    }

    /// Returns `true` if a process of the group exists, or has not been waited for.
    pub(super) fn exists(&self) -> bool {
        #[cfg(unix)]
        return self.leader.is_some_and(|leader| test_kill_process_group(leader).is_ok());
        #[cfg(not(unix))]
        return false;
    }

    #[cfg(unix)]
    fn send(&self, signal: Signal) {
        if let Some(leader) = self.leader {
            // Fails if the group does not exist any more.
            let _ = kill_process_group(leader, signal);
        }
    }
}
