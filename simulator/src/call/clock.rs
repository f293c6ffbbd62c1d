//! The virtual clock and what is due on it.

use std::collections::BTreeMap;
use std::time::Duration;

/// A clock that goes from one due thing to the next; nothing sleeps.
#[derive(Debug)]
pub(super) struct Clock<D> {
    now: Duration,
    /// By time, then in the order in which they were put down.
    due: BTreeMap<(Duration, u64), D>,
    scheduled: u64,
}

impl<D> Clock<D> {
    pub(super) fn new() -> Self {
        Self { now: Duration::ZERO, due: BTreeMap::new(), scheduled: 0 }
    }

    pub(super) fn now(&self) -> Duration {
        self.now
    }

    /// Puts down that something is due after this time.
    pub(super) fn after(&mut self, time: Duration, what: D) {
        self.at(self.now.saturating_add(time), what);
    }

    /// Puts down that something is due at this time.
    pub(super) fn at(&mut self, time: Duration, what: D) {
        self.due.insert((time.max(self.now), self.scheduled), what);
        self.scheduled += 1;
    }

    /// When the next thing is due.
    pub(super) fn next(&self) -> Option<Duration> {
        self.due.first_key_value().map(|((time, _), _)| *time)
    }

    /// Goes to the next thing, if it is due by this time.
    pub(super) fn take(&mut self, by: Duration) -> Option<D> {
        if self.next()? > by {
            return None;
        }
        let ((time, _), what) = self.due.pop_first()?;
        self.now = time;
        Some(what)
    }

    /// Lets time pass with nothing due in it.
    pub(super) fn advance(&mut self, to: Duration) {
        self.now = self.now.max(to);
    }

    /// What is still due.
    pub(super) fn due(&self) -> impl Iterator<Item = &D> {
        self.due.values()
    }

    /// Forgets what is no longer wanted.
    pub(super) fn retain(&mut self, mut wanted: impl FnMut(&D) -> bool) {
        self.due.retain(|_, what| wanted(what));
    }
}
