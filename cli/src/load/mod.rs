//! `offhook load`: runs many calls at once against one process of a Lambda.
//!
//! Depends on the simulator for calls and on `lambdas` for the process.

mod tally;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use offhook_simulator::{Buckets, Scenario, Simulator, memory};
use tokio::task::JoinSet;

use self::tally::Tally;
use crate::app;
use crate::function::Function;
use crate::lambdas::{Config, Lambdas, Options};
use crate::screen::View;

/// Run many calls at once against one process of a Lambda and print statistics
///
/// The calls use the SCENARIOs in turn, by default those of the folder `scenarios` in the current
/// crate. The process may handle one event per concurrent call at the same time, as on Lambda's
/// managed instances. The process is that of COMMAND, or of a function of Node.js or Python, which
/// handles one event at a time. Without either, it is the Cargo package that contains the scenarios,
/// built in release mode if this command is. A process that exits is followed by a fresh one.
///
/// A call fails if it does not pass its scenario. With --faults some do: only one that does not end or
/// leaves a leg connected then makes the command fail.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook load examples/reception/scenarios --calls 10000 --at-once 200
  offhook load menu.yaml --calls 20000 --at-once 50 --faults 20 --seed 7 -- target/release/my-lambda")]
pub(crate) struct Args {
    /// Scenario files, or folders of *.yaml files
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    #[command(flatten)]
    lambda: Options,

    /// Total number of calls
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    calls: u64,

    /// Number of concurrent calls, 1 to 1000
    #[arg(long, value_name = "M", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    at_once: u16,

    /// Seed of the first call, for ids and random faults; each call adds 1
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Fault rate, per thousand events
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: u32,

    #[command(flatten)]
    view: View,
}

/// Runs the calls. Returns `true` if none was lost.
pub(crate) async fn load(args: Args, mut out: impl Write) -> Result<bool> {
    let mut scenarios = Vec::new();
    let paths = if args.scenarios.is_empty() {
        vec![app::folder("scenarios", "reception/scenarios")?]
    } else {
        args.scenarios
    };
    for path in paths {
        scenarios.extend(Scenario::read(path)?);
    }
    if args.faults > 0 {
        let faulty = |scenario: Scenario| scenario.with_random_faults(args.faults);
        scenarios = scenarios.into_iter().map(faulty).collect();
    }
    let mut lambdas = Lambdas::new(args.lambda).under_load(args.at_once);
    let config = shared_config(&mut lambdas, &scenarios).await?;
    let function = lambdas.take(&config).await?.function;

    let progress = ProgressBar::new(args.calls);
    let style = "{bar:40} {human_pos}/{human_len} calls, {per_sec}, {eta} left";
    progress.set_style(ProgressStyle::with_template(style)?);
    // Redrawing at each call would cost more than the call.
    progress.enable_steady_tick(Duration::from_millis(200));

    let load = Load {
        function: function.clone(),
        scenarios,
        seed: args.seed,
        calls: args.calls,
        started: AtomicU64::new(0),
        memory: AtomicU64::new(0),
        progress,
    };
    let started = Instant::now();
    let mut tally = load.run(args.at_once).await?;
    tally.took = started.elapsed();
    tally.faulty = args.faults > 0;
    tally.peak_memory = function.peak_memory().await;
    tally.restarts = function.restarts();
    tally.write(&mut out, args.view)?;
    out.flush()?;
    Ok(tally.nothing_lost())
}

/// Returns the configuration that all scenarios share.
async fn shared_config(lambdas: &mut Lambdas, scenarios: &[Scenario]) -> Result<Config> {
    let (first, others) = scenarios.split_first().context("no scenarios found")?;
    let config = lambdas.config(first).await?;
    for other in others {
        if lambdas.config(other).await? != config {
            let [other, first] = [other, first].map(|one| format!("{}:{}", one.file(), one.line()));
            bail!(
                "{other} has a different app or different environment variables than {first}, but all calls run \
                 against one process: pass scenarios that can share one"
            );
        }
    }
    Ok(config)
}

/// The state of a load test, shared by its concurrent calls.
struct Load {
    function: Function,
    scenarios: Vec<Scenario>,
    seed: u64,
    calls: u64,
    started: AtomicU64,
    /// The memory of this process after a tenth of the calls, in bytes; 0 before.
    memory: AtomicU64,
    progress: ProgressBar,
}

impl Load {
    /// Runs all calls, `at_once` of them at the same time.
    async fn run(self, at_once: u16) -> Result<Tally> {
        let load = Arc::new(self);
        let mut callers = JoinSet::new();
        for _ in 0..at_once {
            callers.spawn(Arc::clone(&load).calls());
        }
        let mut tally = Tally::new()?;
        while let Some(calls) = callers.join_next().await {
            tally.add(calls.context("a call panicked")??)?;
        }
        load.progress.finish_and_clear();
        tally.memory = memory::resident().map(|late| [load.memory.load(Ordering::Relaxed), late]);
        Ok(tally)
    }

    /// Runs one call after the other until all have started.
    async fn calls(self: Arc<Self>) -> Result<Tally> {
        let mut tally = Tally::new()?;
        loop {
            let number = self.started.fetch_add(1, Ordering::Relaxed);
            if number >= self.calls {
                return Ok(tally);
            }
            if number == self.calls / 10 {
                self.memory.store(memory::resident().unwrap_or_default(), Ordering::Relaxed);
            }
            let turn = usize::try_from(number).unwrap_or_default() % self.scenarios.len();
            let seed = self.seed.wrapping_add(number);
            let scenario = self.scenarios[turn].clone().with_seed(seed);
            // Buckets of its own for each call, so that recordings don't pile up in memory.
            let simulator = Simulator::new(self.function.clone()).buckets(Buckets::in_memory());
            let report = scenario.run(simulator).await;
            tally.call(report, seed);
            self.progress.inc(1);
        }
    }
}
