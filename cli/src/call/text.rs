//! The text report of `offhook call`: a ladder and a line for each scenario, and a total.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use offhook_simulator::{Report, Run};

use super::ScenarioResult;
use crate::print::{clean, count, time};

const NAME: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FINDING: Style = AnsiColor::Yellow.on_default();

/// A text report, which counts the results for its total.
#[derive(Debug)]
pub(super) struct Text {
    quiet: bool,
    passed: usize,
    failed: usize,
    findings: usize,
    took: Duration,
}

impl Text {
    pub(super) fn new(quiet: bool) -> Self {
        Self { quiet, passed: 0, failed: 0, findings: 0, took: Duration::ZERO }
    }

    /// Prints the result of a scenario.
    pub(super) fn scenario(
        &mut self,
        out: &mut impl Write,
        result: &ScenarioResult,
    ) -> io::Result<()> {
        let report = &result.report;
        let passed = report.passed();
        let shows_calls = !self.quiet || !passed;
        if shows_calls {
            if self.passed + self.failed > 0 {
                writeln!(out)?;
            }
            let Report { name, file, line, .. } = report;
            writeln!(out, "{NAME}{name}{NAME:#}  {DIM}{file}:{line}{DIM:#}\n")?;
            for (number, (run, logs)) in result.runs().enumerate() {
                // If all profiles passed, their ladders hardly differ: one is enough.
                let shows_ladder = !run.passed() || passed && number == 0;
                if shows_ladder || !run.findings.is_empty() {
                    show_run(out, report, run, logs, shows_ladder)?;
                }
            }
        }
        self.count(report);
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
        self.took += report.runs.iter().map(|run| run.took).sum::<Duration>();
    }

    /// Prints the total, unless there was only one scenario.
    pub(super) fn total(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { passed, failed, findings, took, .. } = self;
        if passed + failed < 2 {
            return Ok(());
        }
        let style = if *failed == 0 { GOOD } else { BAD };
        let calls = count(&(passed + failed).to_string(), "scenario");
        let findings = count(&findings.to_string(), "finding");
        let took = time(*took);
        writeln!(
            out,
            "{style}{calls}: {passed} passed, {failed} failed{style:#}; {findings}; {took}"
        )
    }
}

fn show_run(
    out: &mut impl Write,
    report: &Report,
    run: &Run,
    logs: &[String],
    shows_ladder: bool,
) -> io::Result<()> {
    if report.runs.len() > 1 {
        writeln!(out, "{DIM}profile{DIM:#} {}\n", run.profile)?;
    }
    if shows_ladder {
        // `out` strips the colours unless it is a terminal.
        writeln!(out, "{}", run.transcript.ladder().coloured(true))?;
    }
    for unmet in &run.unmet {
        let at = format!("{}:{}", report.file, unmet.at);
        match &unmet.step {
            Some(step) => {
                writeln!(out, "{BAD}expected{BAD:#} {step}  {DIM}{at}{DIM:#}")?;
                writeln!(out, "{BAD}instead{BAD:#}  {}", unmet.instead)?;
            }
            None => writeln!(out, "{BAD}but{BAD:#} {}  {DIM}{at}{DIM:#}", unmet.instead)?,
        }
    }
    for finding in &run.findings {
        writeln!(out, "{FINDING}finding{FINDING:#}  {finding}")?;
    }
    for line in logs {
        writeln!(out, "{DIM}│{DIM:#} {}", clean(line))?;
    }
    if !run.unmet.is_empty() || !run.findings.is_empty() || !logs.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// Formats one line, such as `Sales answers: 5 invocations, 1 finding, 12 ms`.
fn summary(report: &Report) -> String {
    let took: Duration = report.runs.iter().map(|run| run.took).sum();
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
    parts.push(time(took));
    format!("{}: {}", report.name, parts.join(", "))
}
