//! Calls as people read them.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use offhook_simulator::{Report, Run};

use super::Called;
use crate::print::{clean, count, time};

const NAME: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FINDING: Style = AnsiColor::Yellow.on_default();

/// Prints calls, and at the end what became of all.
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

    /// Prints one scenario.
    pub(super) fn show(&mut self, out: &mut impl Write, called: &Called) -> io::Result<()> {
        let report = &called.report;
        let passed = report.passed();
        let shows_calls = !self.quiet || !passed;
        if shows_calls {
            if self.passed + self.failed > 0 {
                writeln!(out)?;
            }
            let Report { name, file, line, .. } = report;
            writeln!(out, "{NAME}{name}{NAME:#}  {DIM}{file}:{line}{DIM:#}\n")?;
            for (number, (run, printed)) in called.runs().enumerate() {
                // If all went well, one ladder stands for those of all profiles.
                let shows_ladder = !run.passed() || passed && number == 0;
                if shows_ladder || !run.findings.is_empty() {
                    show_run(out, report, run, printed, shows_ladder)?;
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

    /// Prints the last line, where it says more than the one before.
    pub(super) fn sum_up(&self, out: &mut impl Write) -> io::Result<()> {
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
    printed: &[String],
    shows_ladder: bool,
) -> io::Result<()> {
    if report.runs.len() > 1 {
        writeln!(out, "{DIM}profile{DIM:#} {}\n", run.profile)?;
    }
    if shows_ladder {
        // Where there is no terminal, `out` drops the colours.
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
    for line in printed {
        writeln!(out, "{DIM}│{DIM:#} {}", clean(line))?;
    }
    if !run.unmet.is_empty() || !run.findings.is_empty() || !printed.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// `Sales answers: 5 invocations, 1 finding, 12 ms`
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
