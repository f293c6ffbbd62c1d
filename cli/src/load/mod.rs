//! `offhook load`: drives many calls at once through one process.

mod tally;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use offhook_simulator::{Buckets, Host, Scenario, Simulator};
use tokio::task::JoinSet;

use self::tally::Tally;
use crate::lambdas::{Lambdas, Needs};
use crate::options::variable;

/// Drives many simulated calls at once through one process of a Lambda, and says how it does
///
/// The calls take turns with the SCENARIOs. The process is told that it may handle as many events at once as there
/// are calls, as Lambda's managed instances do. COMMAND starts it; without one it is the app in whose folder the
/// scenarios lie, built by cargo: with optimisations, if this command is.
///
/// The exit status is 0 when nothing is lost: each call went as its scenario says, or with --faults at least came
/// to its end, and no leg was left connected.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook load examples/reception/scenarios --calls 10000 --at-once 200
  offhook load menu.yaml --calls 20000 --at-once 50 --faults 20 --seed 7 -- target/release/my-lambda")]
pub(crate) struct Args {
    /// Scenarios: YAML files and folders
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,

    /// The Lambda: a program and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// How many calls there are in all
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    calls: u64,

    /// How many calls there are at the same time
    #[arg(long, value_name = "M", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    at_once: u16,

    /// What the first call makes its ids and random faults from; each following call has the next number
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Makes something go wrong at so many of a thousand events
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: u32,

    /// Sets an environment variable of the Lambda, whatever the scenarios say; may be repeated
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
}

/// Runs the calls. True if nothing was lost.
pub(crate) async fn load(args: Args, mut out: impl Write) -> Result<bool> {
    let mut scenarios = Vec::new();
    for path in &args.scenarios {
        scenarios.extend(Scenario::read(path)?);
    }
    if args.faults > 0 {
        let faulty = |scenario: Scenario| scenario.with_random_faults(args.faults);
        scenarios = scenarios.into_iter().map(faulty).collect();
    }
    let mut lambdas = Lambdas::new(args.command, args.variables).under_load(args.at_once);
    let needs = shared_needs(&mut lambdas, &scenarios)?;
    let host = lambdas.get(&needs).await?.host;

    let progress = ProgressBar::new(args.calls);
    let style = "{bar:40} {human_pos}/{human_len} calls, {per_sec}, {eta} left";
    progress.set_style(ProgressStyle::with_template(style)?);
    // What is drawn at each call would cost more than the call.
    progress.enable_steady_tick(Duration::from_millis(200));

    let load = Load {
        host: Arc::clone(&host),
        scenarios,
        seed: args.seed,
        calls: args.calls,
        begun: AtomicU64::new(0),
        memory: AtomicU64::new(0),
        progress,
    };
    let began = Instant::now();
    let mut tally = load.run(args.at_once).await?;
    tally.took = began.elapsed();
    tally.faulty = args.faults > 0;
    tally.peak_memory = host.peak_memory();
    write!(out, "{tally}")?;
    out.flush()?;
    Ok(tally.nothing_lost())
}

/// What the one process is for.
fn shared_needs(lambdas: &mut Lambdas, scenarios: &[Scenario]) -> Result<Needs> {
    let (first, others) = scenarios.split_first().context("there are no scenarios")?;
    let needs = lambdas.needs(first)?;
    for other in others {
        if lambdas.needs(other)? != needs {
            bail!(
                "{} needs another app, or other environment variables, than {}, and all calls go to one process: \
                 name scenarios that share one",
                other.file(),
                first.file()
            );
        }
    }
    Ok(needs)
}

/// Calls that are being made.
struct Load {
    host: Arc<Host>,
    scenarios: Vec<Scenario>,
    seed: u64,
    calls: u64,
    begun: AtomicU64,
    /// What this process holds after a tenth of the calls; 0 before.
    memory: AtomicU64,
    progress: ProgressBar,
}

impl Load {
    /// Makes all the calls, so many at the same time.
    async fn run(self, at_once: u16) -> Result<Tally> {
        let load = Arc::new(self);
        let mut callers = JoinSet::new();
        for _ in 0..at_once {
            callers.spawn(Arc::clone(&load).calls());
        }
        let mut tally = Tally::new()?;
        while let Some(calls) = callers.join_next().await {
            tally.add(calls.context("a call ended in a panic")??)?;
        }
        load.progress.finish_and_clear();
        tally.memory = memory().map(|late| [load.memory.load(Ordering::Relaxed), late]);
        Ok(tally)
    }

    /// One call after the other, while there are any.
    async fn calls(self: Arc<Self>) -> Result<Tally> {
        let mut tally = Tally::new()?;
        loop {
            let number = self.begun.fetch_add(1, Ordering::Relaxed);
            if number >= self.calls {
                return Ok(tally);
            }
            if number == self.calls / 10 {
                self.memory.store(memory().unwrap_or_default(), Ordering::Relaxed);
            }
            let turn = usize::try_from(number).unwrap_or_default() % self.scenarios.len();
            let seed = self.seed.wrapping_add(number);
            let scenario = self.scenarios[turn].clone().with_seed(seed);
            // Recordings are kept as long as their buckets.
            let simulator = Simulator::new(Arc::clone(&self.host)).buckets(Buckets::in_memory());
            let report = scenario.run(simulator).await;
            tally.call(&report, seed);
            self.progress.inc(1);
        }
    }
}

/// The memory that this process holds, in bytes. Known on Linux.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(held.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
