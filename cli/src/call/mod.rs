//! `offhook call`: takes a Lambda through the calls of scenario files.

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
use crate::example::App;
use crate::lambdas::Lambdas;
use crate::options::variable;

/// Takes a Lambda on this machine through whole calls and shows them
///
/// A SCENARIO is a file that says who calls, what people do, and what is expected of the Lambda; a folder stands
/// for its *.yaml files. The audio service is simulated: there is no network, and time passes on a clock of the
/// call's own. COMMAND starts any Lambda, in any language, that brings its own runtime. Without COMMAND the Lambda
/// is the app in whose folder the scenario lies, built by cargo, with the variables of its demo.env. Without
/// SCENARIO the call is one of the repository's example, reception.
///
/// The exit status is 0 when each call went as its scenario says.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook call
  offhook call examples/reception/scenarios
  offhook call scenarios/ --format junit > calls.xml
  offhook call menu.yaml --env SALES=+12065550123 -- npx aws-lambda-ric index.handler")]
pub(crate) struct Args {
    /// Scenarios: YAML files and folders
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    /// The Lambda: a program and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// How the calls are shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Runs each scenario under every reading of what the service's documentation leaves open
    #[arg(long)]
    every_profile: bool,

    /// Makes ids and random faults from this number, whatever the scenario says
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Makes something go wrong at so many of a thousand events
    #[arg(long, value_name = "PER_MILLE", value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: Option<u32>,

    /// Sets an environment variable of the Lambda, whatever the scenario says; may be repeated
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,

    /// Shows no call that went as its scenario says
    #[arg(long, short)]
    quiet: bool,

    /// Shows the lines that the Lambda prints in every call, not only in those that fail
    #[arg(long)]
    logs: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
enum Format {
    /// Ladders of events, replies, speech and keys
    #[default]
    Text,
    /// One object with everything
    Json,
    /// Mermaid sequence diagrams, for READMEs
    Mermaid,
    /// A report for CI
    Junit,
}

/// A scenario that was run.
struct Called {
    report: Report,
    /// What the Lambda has printed in each run, where that was asked for or the run failed.
    printed: Vec<Vec<String>>,
}

impl Called {
    /// Each run, and what the Lambda has printed in it.
    fn runs(&self) -> impl Iterator<Item = (&Run, &[String])> {
        self.report.runs.iter().zip(self.printed.iter().map(Vec::as_slice))
    }
}

/// Runs the scenarios. True if all went as they say.
pub(crate) async fn call(args: Args, mut out: impl Write) -> Result<bool> {
    let scenarios = scenarios(&args)?;
    let mut lambdas = Lambdas::new(args.command, args.variables);
    let mut text = Text::new(args.quiet);
    let mut calls = Vec::new();
    let mut passed = true;
    for scenario in &scenarios {
        let called = run(&mut lambdas, scenario, args.logs).await?;
        passed &= called.report.passed();
        match args.format {
            Format::Text => text.show(&mut out, &called)?,
            Format::Mermaid => {
                for run in &called.report.runs {
                    writeln!(out, "%% {}\n{}", called.report.name, run.transcript.to_mermaid())?;
                }
            }
            Format::Json | Format::Junit => calls.push(called),
        }
    }
    match args.format {
        Format::Text => text.sum_up(&mut out)?,
        Format::Json => json(&mut out, &calls, passed)?,
        Format::Junit => junit::write(&mut out, &calls)?,
        Format::Mermaid => {}
    }
    out.flush()?;
    Ok(passed)
}

/// Runs a scenario. After a run that failed the next one gets a process of its own.
async fn run(lambdas: &mut Lambdas, scenario: &Scenario, logs: bool) -> Result<Called> {
    let needs = lambdas.needs(scenario)?;
    let (mut runs, mut printed) = (Vec::new(), Vec::new());
    for profile in scenario.profiles() {
        let lambda = lambdas.get(&needs).await?;
        let simulator = Simulator::new(Arc::clone(&lambda.host));
        let run = scenario.run_under(profile, simulator).await;
        let lines = lambda.printed().await;
        if !run.passed() {
            lambdas.end(&needs);
        }
        printed.push(if logs || !run.passed() { lines } else { Vec::new() });
        runs.push(run);
    }
    Ok(Called { report: scenario.report(runs), printed })
}

/// All of them before anything is built or started: mistakes in the files are the quickest to tell.
fn scenarios(args: &Args) -> Result<Vec<Scenario>> {
    let paths = if args.scenarios.is_empty() {
        vec![App::example("reception")?.path("scenarios/sales-answers.yaml")]
    } else {
        args.scenarios.clone()
    };
    let mut scenarios = Vec::new();
    for path in paths {
        for mut scenario in Scenario::read(shortened(path))? {
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

/// A path below the current folder as it is seen from there.
fn shortened(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    match here.and_then(|here| Some(path.strip_prefix(here).ok()?.to_owned())) {
        Some(short) if short.components().next().is_some() => short,
        _ => path,
    }
}

fn json(out: &mut impl Write, calls: &[Called], passed: bool) -> Result<()> {
    #[derive(Serialize)]
    struct All<'a> {
        passed: bool,
        scenarios: Vec<One<'a>>,
    }
    #[derive(Serialize)]
    struct One<'a> {
        passed: bool,
        #[serde(flatten)]
        report: &'a Report,
        printed: &'a [Vec<String>],
    }
    let scenarios = calls
        .iter()
        .map(|Called { report, printed }| One { passed: report.passed(), report, printed })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &All { passed, scenarios })?;
    writeln!(out)?;
    Ok(())
}
