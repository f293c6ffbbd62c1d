//! Counts the results of the calls of a load test and prints the figures.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use offhook_simulator::{Report, Run};

use crate::call::show_run;
use crate::print::{count, time};
use crate::screen::{View, clean};

/// The upper end of the histogram of reply times: longer ones count as this.
const MAX_REPLY_TIME: Duration = Duration::from_secs(60);

/// The figures of a load test. The calls themselves are not kept.
#[derive(Debug)]
pub(super) struct Tally {
    calls: u64,
    failed: u64,
    /// Calls that did not end.
    unfinished: u64,
    /// Legs left connected.
    legs_left: u64,
    invocations: u64,
    findings: BTreeMap<&'static str, u64>,
    /// Reply times in microseconds.
    replies: Histogram<u64>,
    /// A failed call to show, preferably a lost one.
    sample: Option<Sample>,
    /// Whether the test had random faults.
    pub(super) faulty: bool,
    pub(super) took: Duration,
    pub(super) peak_memory: Option<u64>,
    /// Number of processes of the Lambda after the first one.
    pub(super) restarts: u64,
    /// The memory of this process after a tenth of the calls and after all of them, in bytes.
    pub(super) memory: Option<[u64; 2]>,
}

/// A call that did not pass.
#[derive(Debug)]
struct Sample {
    report: Report,
    seed: u64,
}

impl Tally {
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            calls: 0,
            failed: 0,
            unfinished: 0,
            legs_left: 0,
            invocations: 0,
            findings: BTreeMap::new(),
            replies: Histogram::new_with_max(microseconds(MAX_REPLY_TIME), 2)?,
            sample: None,
            faulty: false,
            took: Duration::ZERO,
            peak_memory: None,
            restarts: 0,
            memory: None,
        })
    }

    /// Adds the runs of a scenario.
    pub(super) fn call(&mut self, report: Report, seed: u64) {
        for run in &report.runs {
            self.calls += 1;
            self.failed += u64::from(!run.passed());
            self.unfinished += u64::from(!run.is_over);
            self.legs_left += run.legs_left.len() as u64;
            self.invocations += run.invocations;
            for finding in run.findings.iter().map(|finding| finding.kind().name()) {
                *self.findings.entry(finding).or_default() += 1;
            }
            for took in &run.reply_times {
                self.replies.saturating_record(microseconds(*took));
            }
        }
        let sample = Sample { report, seed };
        let is_better = match &self.sample {
            None => sample.is_lost() || !sample.report.passed(),
            Some(kept) => sample.is_lost() && !kept.is_lost(),
        };
        if is_better {
            self.sample = Some(sample);
        }
    }

    /// Adds the counts of another tally.
    pub(super) fn add(&mut self, other: Self) -> Result<()> {
        self.calls += other.calls;
        self.failed += other.failed;
        self.unfinished += other.unfinished;
        self.legs_left += other.legs_left;
        self.invocations += other.invocations;
        for (finding, number) in other.findings {
            *self.findings.entry(finding).or_default() += number;
        }
        self.replies.add(&other.replies)?;
        let is_better = |sample: &Sample| sample.is_lost() || self.sample.is_none();
        if let Some(sample) = other.sample.filter(is_better) {
            self.sample = Some(sample);
        }
        Ok(())
    }

    /// Returns `true` if every call ended, no leg is connected and, without faults, no call failed.
    pub(super) fn nothing_lost(&self) -> bool {
        self.unfinished == 0 && self.legs_left == 0 && (self.faulty || self.failed == 0)
    }

    /// Prints a failed call, if there is one, and the figures.
    pub(super) fn write(&self, out: &mut impl Write, view: View) -> io::Result<()> {
        // Random faults make calls fail, so with them only a lost call is worth showing.
        if let Some(sample) = self.sample.as_ref().filter(|sample| sample.is_lost() || !self.faulty)
        {
            sample.write(out, view)?;
        }
        let quantile = |q| time(Duration::from_micros(self.replies.value_at_quantile(q)));
        let rate = self.per_second(self.calls);
        writeln!(out, "calls        {} in {}: {rate:.0} per second", self.calls, time(self.took))?;
        let rate = self.per_second(self.invocations);
        writeln!(out, "invocations  {}: {rate:.0} per second", self.invocations)?;
        let max = time(Duration::from_micros(self.replies.max()));
        let (p50, p99) = (quantile(0.5), quantile(0.99));
        writeln!(out, "replies      p50 {p50}, p99 {p99}, max {max}")?;
        if let Some(bytes) = self.peak_memory {
            writeln!(out, "peak memory  {} MiB (the Lambda's process)", mebibytes(bytes))?;
        }
        if let Some([early, late]) = self.memory {
            let (early, late) = (mebibytes(early), mebibytes(late));
            writeln!(
                out,
                "own memory   {early} MiB after 10% of the calls, {late} MiB at the end"
            )?;
        }
        if self.restarts > 0 {
            writeln!(out, "restarts     {} (the Lambda's process exited)", self.restarts)?;
        }
        let findings: Vec<String> =
            self.findings.iter().map(|(name, number)| format!("{name} {number}")).collect();
        let none = || "none".to_owned();
        let findings = if findings.is_empty() { none() } else { findings.join(", ") };
        writeln!(out, "findings     {findings}")?;
        let failures = [
            (self.failed, "call", "failed"),
            (self.unfinished, "call", "did not end"),
            (self.legs_left, "leg", "left connected"),
        ];
        let failures: Vec<String> = failures
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, noun, failure)| {
                format!("{} {failure}", count(&number.to_string(), noun))
            })
            .collect();
        writeln!(
            out,
            "failures     {}",
            if failures.is_empty() { none() } else { failures.join(", ") }
        )
    }

    fn per_second(&self, number: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "printed without decimals")]
        let number = number as f64;
        number / self.took.as_secs_f64().max(1e-9)
    }
}

/// Formats bytes as MiB with one decimal.
fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / 1024 / 1024;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl Sample {
    /// Returns `true` if the call did not end, or left a leg connected.
    fn is_lost(&self) -> bool {
        self.report.runs.iter().any(is_lost)
    }

    fn write(&self, out: &mut impl Write, view: View) -> io::Result<()> {
        let Self { report, seed } = self;
        writeln!(out, "{} ({}:{})\n", clean(&report.name), clean(&report.file), report.line)?;
        for run in report.runs.iter().filter(|run| is_lost(run) || !run.passed()) {
            show_run(out, report, run, &[], Some(view))?;
        }
        writeln!(out, "seed: {seed}\n")
    }
}

fn is_lost(run: &Run) -> bool {
    !run.is_over || !run.legs_left.is_empty()
}
