//! The ladder: arrows to the right for events, to the left for replies.
//!
//! ```text
//!         1 → NEW_INBOUND_CALL         LEG-A from +14255550199 to +12065550100
//!   0.41 ms ← SpeakAndGetDigits        LEG-A "Press 1 for sales.", 1 digit, 3 attempts
//! ```

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use offhook_simulator::{FunctionError, HostError};
use serde_json::Value;

use super::event::{self, Description, format_attributes};
use super::legs::{Legs, call_details};
use super::text::{clean, short, time};
use super::{Reply, Summary, action, json};
use crate::events::Event;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const EVENT: Style = AnsiColor::Cyan.on_default().bold();
const REPLY: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// A printer of events and replies as they happen.
#[derive(Debug)]
pub(crate) struct Ladder<W> {
    out: W,
    /// Whether to print the JSON of events and replies.
    raw: bool,
    /// The id of the last event's transaction.
    transaction: Value,
    /// The attributes that the service should have stored for it.
    attributes: Value,
}

impl<W: Write> Ladder<W> {
    pub(crate) fn new(out: W, raw: bool) -> Self {
        Self { out, raw, transaction: Value::Null, attributes: Value::Null }
    }

    /// Prints that the Lambda has asked for its first event.
    pub(crate) fn ready(&mut self, name: &str, after: Duration) -> io::Result<()> {
        writeln!(self.out, "{BOLD}{name}{BOLD:#} is ready after {}", time(after))
    }

    /// Prints an event.
    pub(crate) fn event(&mut self, number: usize, event: &Event) -> io::Result<()> {
        let Description { details, error, sip_headers } = event::describe(&event.json);
        let styled = [
            (PLAIN, details.join(", ")),
            (WARNING, error.unwrap_or_default()),
            (DIM, event.label.clone()),
        ];
        let parts = styled.iter().filter(|(_, text)| !text.is_empty());
        let parts: Vec<_> =
            parts.map(|(style, text)| format!("{style}{}{style:#}", clean(text))).collect();
        let kind = clean(&event::kind(&event.json));
        let parts = parts.join("  ");
        writeln!(self.out, "\n{number:>9} {EVENT}→ {kind:<24}{EVENT:#} {parts}")?;
        if let Some(headers) = sip_headers {
            self.detail("SIP headers", &headers)?;
        }
        self.event_attributes(&event.json)?;
        self.json(&String::from_utf8_lossy(&event.text))
    }

    /// Prints a line of the Lambda's output.
    pub(crate) fn log(&mut self, line: &str) -> io::Result<()> {
        let line = clean(&line.replace('\t', "    "));
        writeln!(self.out, "{:>9} {DIM}│ {}{DIM:#}", "", line.trim_end())
    }

    /// Prints the Lambda's reply to `event`.
    pub(crate) fn reply(&mut self, took: Duration, event: &Value, reply: &Reply) -> io::Result<()> {
        let legs = Legs::new(event);
        let mut took = Some(took);
        for action in reply.actions() {
            self.step(took.take(), REPLY, &action::name(action), &action::describe(action, &legs))?;
        }
        if took.is_some() {
            let (name, text) = match &reply.json {
                Some(json) if json.is_object() => ("(no actions)", ""),
                _ => ("(not an object)", &*short(&reply.text)),
            };
            self.step(took, REPLY, name, text)?;
        }
        self.reply_attributes(reply)?;
        if let Some(refusal) = &reply.refusal {
            self.step(None, ERROR, "REFUSED", refusal)?;
        } else if let Some(warning) = reply.warning {
            self.step(None, WARNING, "note", warning)?;
        }
        if reply.json.is_some() { self.json(&reply.text) } else { self.raw_text(&reply.text) }
    }

    /// Prints an error that the Lambda reported.
    pub(crate) fn function_error(
        &mut self,
        took: Duration,
        error: &FunctionError,
    ) -> io::Result<()> {
        let FunctionError { error_type, message, stack_trace, .. } = error;
        self.step(Some(took), ERROR, "ERROR", &format!("{error_type}: {message}"))?;
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
        let message = error.to_string();
        let mut lines = message.lines();
        self.step(None, ERROR, "NO ANSWER", lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| self.log(line))?;
        if number < total {
            self.step(None, ERROR, "STOPPED", &format!("at event {number} of {total}"))?;
        }
        Ok(())
    }

    /// Prints the figures at the end.
    pub(crate) fn summary(&mut self, summary: &Summary) -> io::Result<()> {
        let style = if summary.passed() { BOLD } else { ERROR };
        writeln!(self.out, "\n{style}{summary}{style:#}")?;
        self.out.flush()
    }

    /// Prints a line with an arrow to the left.
    fn step(
        &mut self,
        took: Option<Duration>,
        style: Style,
        name: &str,
        text: &str,
    ) -> io::Result<()> {
        let took = took.map(time).unwrap_or_default();
        let text_style = if style == REPLY { PLAIN } else { style };
        let (name, text) = (clean(name), clean(text));
        match text.trim() {
            "" => writeln!(self.out, "{took:>9} {style}← {name}{style:#}"),
            text => {
                writeln!(
                    self.out,
                    "{took:>9} {style}← {name:<24}{style:#} {text_style}{text}{text_style:#}"
                )
            }
        }
    }

    /// Prints a detail of the event above.
    fn detail(&mut self, name: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:>9}   {DIM}{name:<24}{DIM:#} {}", "", clean(text))
    }

    /// Prints the attributes of an event if they differ from those stored.
    fn event_attributes(&mut self, event: &Value) -> io::Result<()> {
        let transaction = &call_details(event)["TransactionId"];
        if *transaction != self.transaction {
            self.transaction = transaction.clone();
            self.attributes = Value::Null;
        }
        let attributes = event::attributes(event);
        if format_attributes(attributes) != format_attributes(&self.attributes) {
            self.detail("attributes", &format_attributes(attributes))?;
        }
        self.attributes = attributes.clone();
        Ok(())
    }

    /// Prints the attributes of a reply. The service stores them unless it refuses the reply.
    fn reply_attributes(&mut self, reply: &Reply) -> io::Result<()> {
        let Some(attributes) =
            reply.json.as_ref().and_then(|json| json.get("TransactionAttributes"))
        else {
            return Ok(());
        };
        if attributes.is_null() {
            return Ok(());
        }
        self.step(None, REPLY, "attributes", &format_attributes(attributes))?;
        if reply.refusal.is_none() {
            self.attributes = attributes.clone();
        }
        Ok(())
    }

    /// Prints JSON, indented, if `raw` is set.
    fn json(&mut self, text: &str) -> io::Result<()> {
        self.raw_text(&json::indent(text))
    }

    /// Prints text if `raw` is set.
    fn raw_text(&mut self, text: &str) -> io::Result<()> {
        let shown = if self.raw { text } else { "" };
        shown.lines().try_for_each(|line| writeln!(self.out, "{:>9}   {}", "", clean(line)))
    }
}
