//! What became of many calls.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use offhook_simulator::{Finding, Report};

use crate::print::{count, time};

/// The longest time between an event and its reply that is told from longer ones.
const LONGEST: Duration = Duration::from_secs(60);

/// Figures of calls; the calls themselves are not kept.
#[derive(Debug)]
pub(super) struct Tally {
    calls: u64,
    failed: u64,
    /// Calls that did not come to an end.
    without_end: u64,
    legs_left: u64,
    invocations: u64,
    findings: BTreeMap<&'static str, u64>,
    /// Reply times in microseconds.
    replies: Histogram<u64>,
    /// One of the calls that failed, best one that was lost.
    example: Option<Example>,
    /// Whether things were made to go wrong.
    pub(super) faulty: bool,
    pub(super) took: Duration,
    pub(super) peak_memory: Option<u64>,
    /// What this process holds after a tenth of the calls and after all, in bytes.
    pub(super) memory: Option<[u64; 2]>,
}

/// A call to look at.
#[derive(Debug)]
struct Example {
    lost: bool,
    text: String,
}

impl Tally {
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            calls: 0,
            failed: 0,
            without_end: 0,
            legs_left: 0,
            invocations: 0,
            findings: BTreeMap::new(),
            replies: Histogram::new_with_max(microseconds(LONGEST), 2)?,
            example: None,
            faulty: false,
            took: Duration::ZERO,
            peak_memory: None,
            memory: None,
        })
    }

    /// Counts the runs of a scenario.
    pub(super) fn call(&mut self, report: &Report, seed: u64) {
        for run in &report.runs {
            self.calls += 1;
            self.failed += u64::from(!run.passed());
            self.without_end += u64::from(!run.is_over);
            self.legs_left += run.legs_left.len() as u64;
            self.invocations += run.invocations;
            for finding in run.findings.iter().map(Finding::name) {
                *self.findings.entry(finding).or_default() += 1;
            }
            for took in &run.reply_times {
                self.replies.saturating_record(microseconds(*took));
            }
        }
        let lost = report.runs.iter().find(|run| !run.is_over || !run.legs_left.is_empty());
        let has = self.example.as_ref().map(|example| example.lost);
        let is_better = match has {
            None => lost.is_some() || !report.passed(),
            Some(lost_too) => lost.is_some() && !lost_too,
        };
        if is_better {
            // What passed has no ladder of its own.
            let ladder = lost.filter(|run| run.passed()).map(|run| run.transcript.to_string());
            let text = format!("{report}\n{}seed: {seed}", ladder.unwrap_or_default());
            self.example = Some(Example { lost: lost.is_some(), text });
        }
    }

    /// Takes what another has counted.
    pub(super) fn add(&mut self, other: Self) -> Result<()> {
        self.calls += other.calls;
        self.failed += other.failed;
        self.without_end += other.without_end;
        self.legs_left += other.legs_left;
        self.invocations += other.invocations;
        for (finding, number) in other.findings {
            *self.findings.entry(finding).or_default() += number;
        }
        self.replies.add(&other.replies)?;
        let is_worse = |example: &Example| example.lost || self.example.is_none();
        if let Some(example) = other.example.filter(is_worse) {
            self.example = Some(example);
        }
        Ok(())
    }

    /// Whether each call has ended, with all its legs; and, where nothing was made to go wrong, as it should.
    pub(super) fn nothing_lost(&self) -> bool {
        self.without_end == 0 && self.legs_left == 0 && (self.faulty || self.failed == 0)
    }

    fn per_second(&self, number: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "it is shown without a fraction")]
        let number = number as f64;
        number / self.took.as_secs_f64().max(1e-9)
    }
}

/// Bytes in MiB, with one place.
fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / 1024 / 1024;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // With faults it is no wonder that calls go otherwise than their scenarios say.
        if let Some(example) = self.example.as_ref().filter(|example| example.lost || !self.faulty)
        {
            writeln!(f, "{}\n", example.text)?;
        }
        let quantile = |q| time(Duration::from_micros(self.replies.value_at_quantile(q)));
        let rate = self.per_second(self.calls);
        writeln!(f, "calls        {} in {}: {rate:.0} a second", self.calls, time(self.took))?;
        let rate = self.per_second(self.invocations);
        writeln!(f, "invocations  {}: {rate:.0} a second", self.invocations)?;
        let slowest = time(Duration::from_micros(self.replies.max()));
        let (half, most) = (quantile(0.5), quantile(0.99));
        writeln!(f, "replies      p50 {half}, p99 {most}, slowest {slowest}")?;
        if let Some(bytes) = self.peak_memory {
            writeln!(f, "peak memory  {} MiB, of the Lambda's process", mebibytes(bytes))?;
        }
        if let Some([early, late]) = self.memory {
            let (early, late) = (mebibytes(early), mebibytes(late));
            writeln!(
                f,
                "memory here  {early} MiB after a tenth of the calls, {late} MiB after all"
            )?;
        }
        let findings: Vec<String> =
            self.findings.iter().map(|(name, number)| format!("{name} {number}")).collect();
        let none = || "none".to_owned();
        let findings = if findings.is_empty() { none() } else { findings.join(", ") };
        writeln!(f, "findings     {findings}")?;
        let lost = [
            (self.failed, "call", "not as the scenario says"),
            (self.without_end, "call", "without an end"),
            (self.legs_left, "leg", "left connected"),
        ];
        let lost: Vec<String> = lost
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, noun, what)| format!("{} {what}", count(&number.to_string(), noun)))
            .collect();
        writeln!(f, "failures     {}", if lost.is_empty() { none() } else { lost.join(", ") })
    }
}
