//! The virtual clock and its schedule.
//!
//! Depends on nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

/// A clock that jumps from one scheduled item to the next.
#[derive(Debug)]
pub(super) struct Clock<D> {
    now: Duration,
    /// The items by time, then in the order in which they were scheduled.
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

    /// Schedules an item relative to now.
    pub(super) fn after(&mut self, time: Duration, item: D) {
        self.at(self.now.saturating_add(time), item);
    }

    /// Schedules an item at a time, or now if that time is past.
    pub(super) fn at(&mut self, time: Duration, item: D) {
        self.due.insert((time.max(self.now), self.scheduled), item);
        self.scheduled += 1;
    }

    /// Returns the time of the next item.
    pub(super) fn next(&self) -> Option<Duration> {
        self.due.first_key_value().map(|((time, _), _)| *time)
    }

    /// Jumps to the next item and removes it. Returns `None` if no item is due by this time.
    pub(super) fn take(&mut self, by: Duration) -> Option<D> {
        if self.next()? > by {
            return None;
        }
        let ((time, _), item) = self.due.pop_first()?;
        self.now = time;
        Some(item)
    }

    /// Advances to a time before which no item is due.
    pub(super) fn advance(&mut self, to: Duration) {
        self.now = self.now.max(to);
    }

    /// Returns the scheduled items.
    pub(super) fn due(&self) -> impl Iterator<Item = &D> {
        self.due.values()
    }

    /// Removes the items for which `keep` returns `false`.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&D) -> bool) {
        self.due.retain(|_, item| keep(item));
    }
}
