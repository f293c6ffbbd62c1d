//! The text report of `offhook call`: ladders, a line for each scenario, and a total.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use offhook_simulator::{Finding, Report, Run};

use super::ScenarioResult;
use crate::print::{count, time};
use crate::screen::{BAD, BOLD, DIM, GOOD, View, clean};

const FINDING: Style = AnsiColor::Yellow.on_default();

/// The calls that are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ladders {
    /// The ladder of every call.
    All,
    /// The ladders of the calls that failed, and the names of the others.
    FailedAndNames,
    /// The ladders of the calls that failed.
    Failed,
}

/// A text report, which counts the results for its total.
#[derive(Debug)]
pub(super) struct Text {
    ladders: Ladders,
    view: View,
    passed: usize,
    failed: usize,
    findings: usize,
    took: Duration,
    /// The scenario that took longest.
    slowest: Option<(Duration, String)>,
    /// Whether the last scenario was shown with a ladder.
    after_ladder: bool,
}

impl Text {
    pub(super) fn new(ladders: Ladders, view: View) -> Self {
        Self {
            ladders,
            view,
            passed: 0,
            failed: 0,
            findings: 0,
            took: Duration::ZERO,
            slowest: None,
            after_ladder: false,
        }
    }

    /// Prints the result of a scenario.
    pub(super) fn scenario(
        &mut self,
        out: &mut impl Write,
        result: &ScenarioResult,
    ) -> io::Result<()> {
        let report = &result.report;
        let passed = report.passed();
        let has_logs = result.logs.iter().any(|lines| !lines.is_empty());
        let shows_calls = !passed || self.ladders == Ladders::All || has_logs;
        let is_first = self.passed + self.failed == 0;
        self.count(report);
        if !shows_calls && self.ladders == Ladders::Failed {
            return Ok(());
        }
        if !is_first && (shows_calls || self.after_ladder) {
            writeln!(out)?;
        }
        self.after_ladder = shows_calls;
        if shows_calls {
            let (name, file) = (clean(&report.name), clean(&report.file));
            writeln!(out, "{BOLD}{name}{BOLD:#}  {DIM}{file}:{}{DIM:#}\n", report.line)?;
            for (number, (run, logs)) in result.runs().enumerate() {
                // If all profiles passed, their ladders hardly differ: one is enough.
                let is_shown = !run.passed() || passed && number == 0;
                if is_shown || !run.findings.is_empty() {
                    show_run(out, report, run, logs, is_shown.then_some(self.view))?;
                }
            }
        }
        let (style, word) = if passed { (GOOD, "passed") } else { (BAD, "failed") };
        writeln!(out, "{style}{word}{style:#}  {}", summary(report))
    }

    fn count(&mut self, report: &Report) {
        if report.passed() {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        self.findings += report.findings().count();
        let took = took(report);
        self.took += took;
        if self.slowest.as_ref().is_none_or(|(slowest, _)| took > *slowest) {
            self.slowest = Some((took, clean(&report.name)));
        }
    }

    /// Prints the total, unless there was only one scenario.
    pub(super) fn total(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { passed, failed, findings, .. } = self;
        let Some((slowest, name)) = self.slowest.as_ref().filter(|_| passed + failed > 1) else {
            return Ok(());
        };
        let style = if *failed == 0 { GOOD } else { BAD };
        let calls = count(&(passed + failed).to_string(), "scenario");
        let findings = count(&findings.to_string(), "finding");
        let (took, slowest) = (time(self.took), time(*slowest));
        writeln!(
            out,
            "\n{style}{calls}: {passed} passed, {failed} failed{style:#}; {findings}; {took}, slowest: {name} ({slowest})"
        )
    }
}

/// Prints the ladder of a run, if a view is given, what was not met, the findings, and lines that the
/// Lambda printed.
pub(crate) fn show_run(
    out: &mut impl Write,
    report: &Report,
    run: &Run,
    logs: &[String],
    view: Option<View>,
) -> io::Result<()> {
    if report.runs.len() > 1 {
        writeln!(out, "{DIM}profile{DIM:#} {}\n", run.profile)?;
    }
    if let Some(view) = view {
        writeln!(out, "{}", view.ladder(&run.transcript))?;
    }
    for unmet in &run.unmet {
        let at = format!("{}:{}", clean(&report.file), unmet.at);
        let instead = clean(&unmet.instead);
        match &unmet.step {
            Some(step) => {
                writeln!(out, "{BAD}expected{BAD:#} {}  {DIM}{at}{DIM:#}", clean(step))?;
                writeln!(out, "{BAD}instead{BAD:#}  {instead}")?;
            }
            None => writeln!(out, "{BAD}but{BAD:#} {instead}  {DIM}{at}{DIM:#}")?,
        }
    }
    show_findings(out, &run.findings)?;
    show_lines(out, logs)?;
    if !run.unmet.is_empty() || !run.findings.is_empty() || !logs.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// Prints findings, one per line.
pub(crate) fn show_findings(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    findings.iter().try_for_each(|finding| {
        writeln!(out, "{FINDING}finding{FINDING:#}  {}", clean(&finding.to_string()))
    })
}

/// Prints lines of the Lambda.
pub(crate) fn show_lines(out: &mut impl Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{DIM}│{DIM:#} {}", clean(line)))
}

fn took(report: &Report) -> Duration {
    report.runs.iter().map(|run| run.took).sum()
}

/// Formats one line, such as `Sales answers: 5 invocations, 1 finding, 12 ms`.
fn summary(report: &Report) -> String {
    let invocations: u64 = report.runs.iter().map(|run| run.invocations).sum();
    let mut parts = vec![count(&invocations.to_string(), "invocation")];
    if report.runs.len() > 1 {
        let failed = report.runs.iter().filter(|run| !run.passed()).count();
        let of = count(&report.runs.len().to_string(), "profile");
        parts.insert(0, if failed == 0 { of } else { format!("{failed} of {of} failed") });
    }
    match report.findings().count() {
        0 => {}
        number => parts.push(count(&number.to_string(), "finding")),
    }
    parts.push(time(took(report)));
    format!("{}: {}", clean(&report.name), parts.join(", "))
}
