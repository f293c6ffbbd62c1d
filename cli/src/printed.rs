//! The output of a Lambda in a call: kept up to a limit.
//!
//! Depends on `screen` for clean texts.

use std::io::{self, Write};
use std::mem;

use crate::screen::clean;

/// Maximum size of the lines that are kept per call, in bytes.
const MAX_PRINTED: usize = 1024 * 1024;

/// The lines that a process has printed in a call.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    lines: Vec<String>,
    /// Their size in bytes.
    size: usize,
    /// Number of lines that are not kept.
    more: u64,
    streams: bool,
}

impl Printed {
    /// Creates an empty list. `streams` sets whether lines that are not kept are written to standard
    /// error.
    pub(crate) fn new(streams: bool) -> Self {
        Self { streams, ..Self::default() }
    }

    /// Adds a line, or counts it if the limit is reached.
    pub(crate) fn add(&mut self, line: String) {
        if self.size + line.len() <= MAX_PRINTED && self.more == 0 {
            // Empty lines take memory, too.
            self.size += line.len() + size_of::<String>();
            self.lines.push(line);
            return;
        }
        self.more += 1;
        if self.streams {
            // Nothing can be done about a standard error that is closed.
            _ = writeln!(io::stderr(), "{}", clean(&line));
        }
    }

    /// Returns the lines of a call, and begins with the next one.
    pub(crate) fn take(&mut self) -> Vec<String> {
        let mut lines = mem::take(&mut self.lines);
        let more = mem::take(&mut self.more);
        self.size = 0;
        if more > 0 {
            let end =
                if self.streams { "are on standard error" } else { "are streamed with --logs" };
            lines.push(format!("… 1 MiB is kept per call: {more} more lines {end}"));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_up_to_a_limit_for_each_call() {
        let mut printed = Printed::default();
        for _ in 0..2 {
            for line in ["x".repeat(1_000), String::new()] {
                (0..100_000).for_each(|_| printed.add(line.clone()));
            }
            assert!(printed.lines.len() > 1_000 && printed.lines.len() < 1_050);
            let kept = printed.lines.len() as u64;
            let last = printed.take().pop().unwrap();
            assert!(last.contains(&format!("{} more lines", 200_000 - kept)), "{last}");
        }
        (0..1_000_000).for_each(|_| printed.add(String::new()));
        assert!(printed.lines.len() < 100_000);
        printed.take();
        printed.add("next call".to_owned());
        assert_eq!(printed.take(), ["next call"]);
    }
}
