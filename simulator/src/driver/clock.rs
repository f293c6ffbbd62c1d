//! A virtual clock, and what is due on it.

use std::collections::BTreeMap;

use offhook_service::Time;

/// A clock that jumps from one due thing to the next; nothing sleeps.
#[derive(Debug)]
pub(super) struct Clock<D> {
    now: Time,
    /// By time, then in the order in which they were scheduled.
    due: BTreeMap<(Time, u64), D>,
    scheduled: u64,
}

impl<D> Clock<D> {
    pub(super) fn new() -> Self {
        Self { now: Time::ZERO, due: BTreeMap::new(), scheduled: 0 }
    }

    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// Schedules something after this time.
    pub(super) fn after(&mut self, time: Time, what: D) {
        self.at(self.now.saturating_add(time), what);
    }

    /// Schedules something at this time.
    pub(super) fn at(&mut self, time: Time, what: D) {
        self.due.insert((time.max(self.now), self.scheduled), what);
        self.scheduled += 1;
    }

    /// When the next thing is due.
    pub(super) fn next(&self) -> Option<Time> {
        self.due.first_key_value().map(|((time, _), _)| *time)
    }

    /// Jumps to the next thing.
    pub(super) fn take(&mut self) -> Option<D> {
        let ((time, _), what) = self.due.pop_first()?;
        self.now = time;
        Some(what)
    }

    /// Lets time pass with nothing due in it.
    pub(super) fn advance(&mut self, to: Time) {
        self.now = self.now.max(to);
    }

    /// Removes the items for which `wanted` returns `false`.
    pub(super) fn retain(&mut self, mut wanted: impl FnMut(&D) -> bool) {
        self.due.retain(|_, what| wanted(what));
    }
}
