//! `offhook call`: runs the calls of scenario files against a Lambda and reports the results.
//!
//! Depends on the simulator for scenarios and their reports, and on `lambdas` for processes.

mod json;
mod junit;
mod text;

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use offhook_simulator::{Report, Run, Scenario, Simulator};

use self::text::{Ladders, Text};
pub(crate) use self::text::{show_findings, show_lines, show_run};
use crate::app;
use crate::lambdas::{Config, Lambdas, Options};
use crate::screen::{View, clean};

/// Run the calls of scenario files against a Lambda and show them
///
/// A SCENARIO is a YAML file that describes a call: its numbers, the actions of the people on it,
/// and the behaviour expected of the Lambda. The audio service is simulated: calls use no phone
/// network and run on a virtual clock. Without SCENARIO, the calls are those of the folder
/// `scenarios` in the current crate.
///
/// The Lambda is a function of Node.js or Python (--handler), or a COMMAND in any language that
/// includes a runtime interface client. Without either, it is the Cargo package that contains the
/// scenario, built and run with the variables of its demo.env.
///
/// Scenarios with the same Lambda and variables use the same process, one after the other. A call
/// that fails is followed by a fresh process.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook call
  offhook call scenarios/menu.yaml --full
  offhook call scenarios/ --junit calls.xml --jobs 4
  offhook call scenarios/ --handler index.handler --env SALES=+12065550123
  offhook call menu.yaml -- python3 -m awslambdaric app.handler")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(crate) struct Args {
    /// Scenario files, or folders of *.yaml files
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    #[command(flatten)]
    lambda: Options,

    /// Run only the scenarios whose name contains this text; can be repeated
    #[arg(long = "filter", short, value_name = "TEXT")]
    filters: Vec<String>,

    /// Maximum number of calls at the same time, each with a process of its own
    #[arg(long, short, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,

    /// Start a process for each call
    #[arg(long)]
    fresh: bool,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Also write a JUnit XML report to this file
    #[arg(long, value_name = "PATH")]
    junit: Option<PathBuf>,

    /// Run each scenario under every profile of undocumented or ambiguous service behaviour
    #[arg(long)]
    every_profile: bool,

    /// Seed for ids and random faults, overriding the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Fault rate, per thousand events, overriding the scenario's
    #[arg(long, value_name = "PER_MILLE", value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: Option<u32>,

    /// Show only the calls that failed, and the total
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,

    /// Show the ladder of every call, also of those that passed when several run
    #[arg(long, short)]
    verbose: bool,

    /// Show the output of the Lambda for every call, not only for those that failed
    ///
    /// 1 MiB of output is kept per call. With this option, what is beyond is written to standard error
    /// as it arrives; without it, it is counted.
    #[arg(long)]
    logs: bool,

    #[command(flatten)]
    view: View,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
enum Format {
    /// Ladder diagrams of events, replies, speech and keys
    #[default]
    Text,
    /// One JSON object with reports and transcripts
    Json,
    /// Mermaid sequence diagrams
    Mermaid,
}

/// The result of a scenario.
struct ScenarioResult {
    report: Report,
    /// The lines that the Lambda printed in each run. Empty for a run whose lines are not shown.
    logs: Vec<Vec<String>>,
}

impl ScenarioResult {
    /// Returns each run with the lines that the Lambda printed in it.
    fn runs(&self) -> impl Iterator<Item = (&Run, &[String])> {
        self.report.runs.iter().zip(self.logs.iter().map(Vec::as_slice))
    }
}

/// Runs the scenarios. Returns `true` if all passed.
pub(crate) async fn call(args: Args, mut out: impl Write) -> Result<bool> {
    let scenarios = scenarios(&args)?;
    // Opened first, so that a wrong path is reported before the calls run.
    let junit = args.junit.as_ref().map(|path| {
        File::create(path).with_context(|| format!("{} can't be written", path.display()))
    });
    let junit = junit.transpose()?;
    let mut lambdas = Lambdas::new(args.lambda).fresh(args.fresh).streams(args.logs);
    let mut runs = Vec::new();
    for scenario in &scenarios {
        runs.push((scenario, lambdas.config(scenario).await?));
    }
    let mut results = stream::iter(&runs)
        .map(|(scenario, config)| run(&lambdas, config, scenario, args.logs))
        .buffered(args.jobs.into());

    let ladders = match (args.quiet, args.verbose) {
        (true, _) => Ladders::Failed,
        (_, true) => Ladders::All,
        _ if scenarios.len() == 1 => Ladders::All,
        _ => Ladders::FailedAndNames,
    };
    let mut text = Text::new(ladders, args.view);
    let mut kept = Vec::new();
    let mut passed = true;
    while let Some(result) = results.try_next().await? {
        passed &= result.report.passed();
        match args.format {
            Format::Text => text.scenario(&mut out, &result)?,
            Format::Mermaid => {
                for run in &result.report.runs {
                    let name = clean(&result.report.name);
                    writeln!(out, "%% {name}\n{}", run.transcript.to_mermaid())?;
                }
            }
            Format::Json => {}
        }
        if args.format == Format::Json || junit.is_some() {
            kept.push(result);
        }
    }
    match args.format {
        Format::Text => text.total(&mut out)?,
        Format::Json => out.write_all(json::document(&kept, passed)?.as_bytes())?,
        Format::Mermaid => {}
    }
    out.flush()?;
    if let Some(file) = junit {
        junit::write(file, &kept)?;
    }
    Ok(passed)
}

/// Runs a scenario under each of its profiles. A failed run is followed by a fresh process.
async fn run(
    lambdas: &Lambdas,
    config: &Config,
    scenario: &Scenario,
    shows_all_logs: bool,
) -> Result<ScenarioResult> {
    let (mut runs, mut logs) = (Vec::new(), Vec::new());
    for profile in scenario.profiles() {
        let lambda = lambdas.take(config).await?;
        let simulator = Simulator::new(lambda.function.clone());
        let run = scenario.run_under(profile, simulator).await;
        let lines = lambda.take_lines().await;
        logs.push(if shows_all_logs || !run.passed() { lines } else { Vec::new() });
        if run.passed() {
            lambdas.give_back(config, lambda);
        }
        runs.push(run);
    }
    Ok(ScenarioResult { report: scenario.report(runs), logs })
}

/// Reads all scenarios first, so that errors in the files are reported before a build starts.
fn scenarios(args: &Args) -> Result<Vec<Scenario>> {
    let paths = if args.scenarios.is_empty() {
        vec![app::folder("scenarios", "reception/scenarios/sales-answers.yaml")?]
    } else {
        args.scenarios.clone()
    };
    let mut scenarios = Vec::new();
    for path in paths {
        for mut scenario in Scenario::read(path)? {
            if let Some(seed) = args.seed {
                scenario = scenario.with_seed(seed);
            }
            if let Some(faults) = args.faults {
                scenario = scenario.with_random_faults(faults);
            }
            if args.every_profile {
                scenario = scenario.under_every_profile(true);
            }
            scenarios.push(scenario);
        }
    }
    let all = scenarios.len();
    if !args.filters.is_empty() {
        scenarios.retain(|scenario| args.filters.iter().any(|text| scenario.name().contains(text)));
    }
    if scenarios.is_empty() {
        bail!("none of the {all} scenarios has a name that contains the text of --filter");
    }
    Ok(scenarios)
}
