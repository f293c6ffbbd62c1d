//! What `offhook serve` prints: a line for each request, the ladder of each call, and a summary.
//!
//! Depends on `print` and `screen` for texts and ladders.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::Result;
use offhook_simulator::{Answered, LiveCall};

use super::News;
use crate::call::{show_findings, show_lines};
use crate::print::count;
use crate::screen::{BAD, DIM, GOOD, View, clean};

/// Prints what happens, and counts it for the summary.
pub(super) struct Log<W> {
    out: W,
    view: View,
    /// The running calls, by `TransactionId`.
    running: BTreeMap<String, LiveCall>,
    calls: usize,
    updates: usize,
    refused: usize,
    findings: usize,
    /// Whether a call had a finding that no fault explains.
    failed: bool,
}

impl<W: Write> Log<W> {
    pub(super) fn new(out: W, view: View) -> Self {
        Self {
            out,
            view,
            running: BTreeMap::new(),
            calls: 0,
            updates: 0,
            refused: 0,
            findings: 0,
            failed: false,
        }
    }

    pub(super) fn listening(&mut self, endpoint: &str) -> io::Result<()> {
        writeln!(self.out, "listening  {endpoint}  {DIM}signatures are not checked{DIM:#}")?;
        self.out.flush()
    }

    pub(super) fn news(&mut self, news: News) -> io::Result<()> {
        match news {
            News::Answered(Answered::Placed(call)) => {
                self.calls += 1;
                let id = call.transaction_id().to_owned();
                writeln!(self.out, "{GOOD}placed{GOOD:#}  {id}")?;
                self.running.insert(id, call);
            }
            News::Answered(Answered::Updated(call)) => {
                self.updates += 1;
                writeln!(self.out, "{GOOD}updated{GOOD:#}  {}", call.transaction_id())?;
            }
            News::Answered(Answered::Refused(error)) => {
                self.refused += 1;
                writeln!(self.out, "{BAD}refused{BAD:#}  {}", clean(&error.to_string()))?;
            }
            News::Answered(_) => {}
            News::Ended(call) => {
                self.running.remove(call.transaction_id());
                self.call(&call, "ended")?;
            }
            News::Printed(line) => show_lines(&mut self.out, &[line])?,
        }
        self.out.flush()
    }

    /// Prints a call and its findings.
    fn call(&mut self, call: &LiveCall, state: &str) -> io::Result<()> {
        let findings = call.findings();
        let ladder = call.transcript();
        writeln!(
            self.out,
            "\n{state}  {}\n\n{}",
            call.transaction_id(),
            self.view.ladder(&ladder)
        )?;
        show_findings(&mut self.out, &findings)?;
        writeln!(self.out)?;
        self.findings += findings.len();
        self.failed |= findings.iter().any(|finding| finding.caused_by.is_none());
        Ok(())
    }

    /// Prints the calls that have not ended, and the figures. Returns `true` if no call had a finding.
    pub(super) fn summary(mut self) -> Result<bool> {
        let running = std::mem::take(&mut self.running);
        for call in running.values() {
            self.call(call, "running")?;
        }
        let style = if self.failed { BAD } else { GOOD };
        let count = |number: usize, noun| count(&number.to_string(), noun);
        writeln!(
            self.out,
            "{style}{}, {}, {} refused{style:#}; {}",
            count(self.calls, "call"),
            count(self.updates, "update"),
            count(self.refused, "request"),
            count(self.findings, "finding"),
        )?;
        self.out.flush()?;
        Ok(!self.failed)
    }
}
