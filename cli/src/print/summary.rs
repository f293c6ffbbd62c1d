//! The line of figures at the end of `offhook play`.

use std::fmt;
use std::time::Duration;

use super::text::{count, time};

/// The figures of a run.
#[derive(Debug)]
pub(crate) struct Summary {
    events: usize,
    durations: Vec<Duration>,
    /// Number of errors that the Lambda reported.
    pub(crate) errors: usize,
    /// Number of replies that the service refuses.
    pub(crate) refused: usize,
    /// In bytes. `None` if unknown.
    pub(crate) peak_memory: Option<u64>,
}

impl Summary {
    /// Creates the figures of a run of `events` events.
    pub(crate) fn new(events: usize) -> Self {
        Self {
            events,
            durations: Vec::with_capacity(events),
            errors: 0,
            refused: 0,
            peak_memory: None,
        }
    }

    /// Counts a reply or an error, which took `duration`.
    pub(crate) fn answered(&mut self, duration: Duration) {
        self.durations.push(duration);
    }

    /// Returns `true` if every event got a reply that the service accepts.
    pub(crate) fn passed(&self) -> bool {
        self.durations.len() == self.events && self.errors == 0 && self.refused == 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let replies = self.durations.len() - self.errors;
        let unanswered = self.events - self.durations.len();
        f.write_str(&count(&self.events.to_string(), "event"))?;
        match replies {
            1 => f.write_str(", 1 reply")?,
            _ => write!(f, ", {replies} replies")?,
        }
        if self.refused > 0 {
            write!(f, " ({} refused)", self.refused)?;
        }
        if self.errors > 0 {
            write!(f, ", {}", count(&self.errors.to_string(), "error"))?;
        }
        if unanswered > 0 {
            write!(f, ", {unanswered} unanswered")?;
        }
        let mut sorted = self.durations.clone();
        sorted.sort();
        if let Some(median) = sorted.get(sorted.len() / 2) {
            write!(f, "; median {}, total {}", time(*median), time(sorted.iter().sum()))?;
        }
        if let Some(bytes) = self.peak_memory {
            let kib = bytes / 1024;
            write!(f, "; peak memory {}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_figures_are_listed() {
        let mut summary = Summary::new(4);
        summary.answered(Duration::from_millis(1));
        summary.answered(Duration::from_millis(3));
        summary.answered(Duration::from_millis(2));
        summary.errors = 2;
        summary.peak_memory = Some(5_400 * 1024);
        assert_eq!(
            summary.to_string(),
            "4 events, 1 reply, 2 errors, 1 unanswered; median 2.00 ms, total 6.00 ms; peak memory 5.2 MiB"
        );
        assert!(!summary.passed());
    }

    #[test]
    fn figures_of_zero_are_left_out() {
        let mut summary = Summary::new(1);
        summary.answered(Duration::from_micros(410));
        assert_eq!(summary.to_string(), "1 event, 1 reply; median 0.41 ms, total 0.41 ms");
        assert!(summary.passed());
    }
}
