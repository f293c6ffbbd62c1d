//! The ladder of `offhook play`, which is drawn as the events are played.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use offhook_simulator::{EventLog, FunctionError, HostError, LiveLadder};

use super::text::{clean, time};
use super::{Reply, Summary, json};
use crate::events::Event;
use crate::screen::{BAD, BOLD, DIM, View};

/// A printer of events and replies as they happen.
#[derive(Debug)]
pub(crate) struct Ladder<W> {
    out: W,
    /// Whether to print the JSON of events and replies.
    raw: bool,
    log: EventLog,
    /// Number of the log's entries that have been drawn.
    drawn: usize,
    drawing: LiveLadder,
    began: Instant,
}

impl<W: Write> Ladder<W> {
    /// A ladder for these events.
    pub(crate) fn new(out: W, raw: bool, view: View, events: &[Event]) -> Self {
        // The parties, and whether there is a far end, are known before the events are played.
        let mut parties = EventLog::new();
        for event in events {
            parties.event(Duration::ZERO, &event.text());
        }
        let drawing = view.ladder(parties.transcript()).live();
        Self { out, raw, log: EventLog::new(), drawn: 0, drawing, began: Instant::now() }
    }

    /// Prints that the Lambda has asked for its first event.
    pub(crate) fn ready(&mut self, name: &str, after: Duration) -> io::Result<()> {
        self.began = Instant::now();
        writeln!(self.out, "{BOLD}{name}{BOLD:#} is ready after {}\n", time(after))?;
        self.out.write_all(self.drawing.head().as_bytes())
    }

    /// Prints an event.
    pub(crate) fn event(&mut self, event: &Event) -> io::Result<()> {
        let (at, text) = (self.began.elapsed(), event.text());
        self.log.note(at, &*event.label);
        self.log.event(at, &text);
        self.draw()?;
        self.json(&json::indent(&text))
    }

    /// Prints a line of the Lambda's output.
    pub(crate) fn log(&mut self, line: &str) -> io::Result<()> {
        let line = clean(&line.replace('\t', "    "));
        writeln!(self.out, "{DIM}│ {}{DIM:#}", line.trim_end())
    }

    /// Prints the Lambda's reply to the last event.
    pub(crate) fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        let at = self.began.elapsed();
        self.log.reply(at, &reply.text);
        if let Some(refusal) = &reply.refusal {
            self.log.refusal(at, refusal);
        } else if let Some(warning) = reply.warning {
            self.log.note(at, warning);
        }
        self.draw()?;
        self.json(&if reply.is_json { json::indent(&reply.text) } else { reply.text.clone() })
    }

    /// Prints an error that the Lambda reported.
    pub(crate) fn function_error(&mut self, error: &FunctionError) -> io::Result<()> {
        let FunctionError { error_type, message, stack_trace, .. } = error;
        self.log.failure(self.began.elapsed(), format!("{error_type}: {message}"));
        self.draw()?;
        // Entries of a Python stack trace have several lines.
        stack_trace.iter().flat_map(|entry| entry.lines()).try_for_each(|line| self.log(line))
    }

    /// Prints that the Lambda did not answer event `number` of `total`, which ends the run.
    pub(crate) fn stopped(
        &mut self,
        error: &HostError,
        number: usize,
        total: usize,
    ) -> io::Result<()> {
        let (at, message) = (self.began.elapsed(), error.to_string());
        let mut lines = message.lines();
        self.log.failure(at, lines.next().unwrap_or_default());
        self.draw()?;
        lines.try_for_each(|line| self.log(line))?;
        if number < total {
            self.log.note(at, format!("stopped at event {number} of {total}"));
        }
        self.draw()
    }

    /// Prints the end of the ladder, and the figures.
    pub(crate) fn summary(&mut self, summary: &Summary) -> io::Result<()> {
        self.out.write_all(self.drawing.end().as_bytes())?;
        let style = if summary.passed() { BOLD } else { BAD };
        writeln!(self.out, "{style}{summary}{style:#}")?;
        self.out.flush()
    }

    /// Prints the entries that are new.
    fn draw(&mut self) -> io::Result<()> {
        for entry in &self.log.transcript().entries[self.drawn..] {
            self.out.write_all(self.drawing.entry(entry).as_bytes())?;
        }
        self.drawn = self.log.transcript().entries.len();
        Ok(())
    }

    /// Prints JSON if `raw` is set.
    fn json(&mut self, text: &str) -> io::Result<()> {
        let shown = if self.raw { text } else { "" };
        shown.lines().try_for_each(|line| writeln!(self.out, "  {}", clean(line)))
    }
}
