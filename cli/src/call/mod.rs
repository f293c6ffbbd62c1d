//! `offhook call`: runs the calls of scenario files against a Lambda and reports the results.
//!
//! Depends on the simulator for scenarios and their reports, and on `lambdas` for processes.

mod junit;
mod text;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use offhook_simulator::{Report, Run, Scenario, Simulator};
use serde::Serialize;

use self::text::Text;
use crate::app::App;
use crate::lambdas::Lambdas;
use crate::options::variable;

/// Run the calls of scenario files against a Lambda and show them
///
/// A SCENARIO is a YAML file that describes a call: its numbers, the actions of the people on it,
/// and the behaviour expected of the Lambda. The audio service is simulated: calls use no phone
/// network and run on a virtual clock.
///
/// COMMAND starts the Lambda, which can be written in any language and includes a runtime interface
/// client. Without COMMAND, the Lambda is the Cargo package that contains the scenario, built and
/// run with the variables of its demo.env. Without SCENARIO, the call is one of the example app
/// `reception` in Offhook's repository.
///
/// The exit status is 0 if every scenario passed, and 1 otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook call
  offhook call examples/reception/scenarios
  offhook call scenarios/ --format junit > calls.xml
  offhook call menu.yaml --env SALES=+12065550123 -- npx aws-lambda-ric index.handler")]
pub(crate) struct Args {
    /// Scenario files, or folders of *.yaml files
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    /// Program that starts the Lambda, and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Run each scenario under every profile of undocumented or ambiguous service behaviour
    #[arg(long)]
    every_profile: bool,

    /// Seed for ids and random faults, overriding the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Fault rate, per thousand events, overriding the scenario's
    #[arg(long, value_name = "PER_MILLE", value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: Option<u32>,

    /// Set an environment variable of the Lambda, overriding the scenario's; can be repeated
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,

    /// Show only the calls that failed
    #[arg(long, short)]
    quiet: bool,

    /// Show the output of the Lambda for every call, not only for those that failed
    #[arg(long)]
    logs: bool,
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
    /// JUnit XML report
    Junit,
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
    let mut lambdas = Lambdas::new(args.command, args.variables);
    let mut text = Text::new(args.quiet);
    let mut results = Vec::new();
    let mut passed = true;
    for scenario in &scenarios {
        let result = run(&mut lambdas, scenario, args.logs).await?;
        passed &= result.report.passed();
        match args.format {
            Format::Text => text.scenario(&mut out, &result)?,
            Format::Mermaid => {
                for run in &result.report.runs {
                    writeln!(out, "%% {}\n{}", result.report.name, run.transcript.to_mermaid())?;
                }
            }
            Format::Json | Format::Junit => results.push(result),
        }
    }
    match args.format {
        Format::Text => text.total(&mut out)?,
        Format::Json => json(&mut out, &results, passed)?,
        Format::Junit => junit::write(&mut out, &results)?,
        Format::Mermaid => {}
    }
    out.flush()?;
    Ok(passed)
}

/// Runs a scenario under each of its profiles. A failed run is followed by a fresh process.
async fn run(
    lambdas: &mut Lambdas,
    scenario: &Scenario,
    shows_all_logs: bool,
) -> Result<ScenarioResult> {
    let config = lambdas.config(scenario)?;
    let (mut runs, mut logs) = (Vec::new(), Vec::new());
    for profile in scenario.profiles() {
        let lambda = lambdas.get(&config).await?;
        let simulator = Simulator::new(Arc::clone(&lambda.host));
        let run = scenario.run_under(profile, simulator).await;
        let lines = lambda.take_lines().await;
        if !run.passed() {
            lambdas.discard(&config);
        }
        logs.push(if shows_all_logs || !run.passed() { lines } else { Vec::new() });
        runs.push(run);
    }
    Ok(ScenarioResult { report: scenario.report(runs), logs })
}

/// Reads all scenarios first, so that errors in the files are reported before a build starts.
fn scenarios(args: &Args) -> Result<Vec<Scenario>> {
    let paths = if args.scenarios.is_empty() {
        vec![App::example("reception")?.path("scenarios/sales-answers.yaml")]
    } else {
        args.scenarios.clone()
    };
    let mut scenarios = Vec::new();
    for path in paths {
        for mut scenario in Scenario::read(relative(path))? {
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
    Ok(scenarios)
}

/// Makes a path below the current folder relative to it.
fn relative(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    match here.and_then(|here| Some(path.strip_prefix(here).ok()?.to_owned())) {
        Some(short) if short.components().next().is_some() => short,
        _ => path,
    }
}

fn json(out: &mut impl Write, results: &[ScenarioResult], passed: bool) -> Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        passed: bool,
        scenarios: Vec<Entry<'a>>,
    }
    #[derive(Serialize)]
    struct Entry<'a> {
        passed: bool,
        #[serde(flatten)]
        report: &'a Report,
        printed: &'a [Vec<String>],
    }
    let scenarios = results
        .iter()
        .map(|ScenarioResult { report, logs }| Entry {
            passed: report.passed(),
            report,
            printed: logs,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &Document { passed, scenarios })?;
    writeln!(out)?;
    Ok(())
}
