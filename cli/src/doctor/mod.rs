//! `offhook doctor`: checks a project without running it.
//!
//! Each check reports only what is rarely intended. Depends on `cargo metadata` for the
//! project, on `syn` for its code and on the simulator for its scenarios.

mod files;
mod finding;
mod handlers;
mod project;
mod source;
mod template;

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::ValueEnum;

use self::finding::{Check, Finding};
use self::project::Project;
use self::source::Source;
use crate::app::relative;
use crate::screen::{BAD, BOLD, DIM, GOOD, clean};

/// Check a project before it is deployed
///
/// Reads the code, `template.yaml`, the release profile, events and scenarios of the Cargo package that contains DIR,
/// and the size of the program that `cargo lambda build` made. Nothing is built or run. Each finding says what is wrong,
/// where, its effect on calls, and what to do.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook doctor
  offhook doctor lambdas/front-desk --skip template")]
pub(crate) struct Args {
    /// The folder of the package
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    folder: PathBuf,

    /// Leave out a check; can be repeated
    #[arg(long = "skip", value_name = "CHECK", value_enum)]
    skipped: Vec<Check>,
}

/// Checks the project. Returns `true` if there are no findings.
pub(crate) fn doctor(args: &Args, mut out: impl Write) -> Result<bool> {
    let project = Project::read(&args.folder)?;
    let source = Source::read(&project.roots)?;
    let mut findings = Vec::new();
    let (mut checked, mut left_out) = (Vec::new(), Vec::new());
    for check in Check::value_variants() {
        let is_checked =
            !args.skipped.contains(check) && self::check(*check, &project, &source, &mut findings)?;
        if is_checked { &mut checked } else { &mut left_out }.push(name(*check));
    }
    findings.sort();
    // Two numbers in a line are one finding.
    findings.dedup();
    let here = env::current_dir().context("the current folder can't be read")?;
    for finding in &findings {
        show(&mut out, finding, &here)?;
    }
    let project = clean(&project.name);
    match findings.len() {
        0 => writeln!(out, "{GOOD}no findings{GOOD:#} in {project}")?,
        1 => writeln!(out, "{BAD}1 finding{BAD:#} in {project}")?,
        n => writeln!(out, "{BAD}{n} findings{BAD:#} in {project}")?,
    }
    for (label, checks) in [("checked", checked), ("skipped, or nothing there", left_out)] {
        if !checks.is_empty() {
            writeln!(out, "{DIM}{label}: {}{DIM:#}", checks.join(", "))?;
        }
    }
    Ok(findings.is_empty())
}

/// Runs a check. Returns whether there is anything to check.
fn check(
    check: Check,
    project: &Project,
    source: &Source,
    findings: &mut Vec<Finding>,
) -> Result<bool> {
    match check {
        Check::Handlers => handlers::check(source, findings),
        Check::Numbers => findings.extend(source.numbers.iter().map(|place| Finding {
            check,
            place: place.clone(),
            what: "a phone number in the code".to_owned(),
            why: "Each change of the number needs a new program, and a copy of the app for tests calls it, too.",
            help: "read it from the environment, as a parameter of template.yaml".to_owned(),
        })),
        Check::Template => {
            let file = project.folder.join("template.yaml");
            if !file.is_file() {
                return Ok(false);
            }
            let text = fs::read_to_string(&file)
                .with_context(|| format!("{} can't be read", file.display()))?;
            template::check(&file, &text, source, findings);
        }
        Check::Panic => files::check_panic(project, findings)?,
        Check::Bundle => return Ok(files::check_bundle(project, findings)),
        Check::Events => return files::check_events(project, findings),
        Check::Scenarios => files::check_scenarios(project, findings)?,
    }
    Ok(true)
}

/// Prints a finding, with its file relative to the current folder.
fn show(out: &mut impl Write, finding: &Finding, here: &Path) -> Result<()> {
    let Finding { place, what, why, help, check } = finding;
    let file = relative(place.file.clone(), here);
    let file = clean(&file.display().to_string());
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    writeln!(out, "{BOLD}{file}{line}{BOLD:#}: {} {DIM}[{}]{DIM:#}", clean(what), name(*check))?;
    writeln!(out, "  {why}")?;
    writeln!(out, "  {DIM}help:{DIM:#} {help}\n")?;
    Ok(())
}

/// The check's name on the command line.
fn name(check: Check) -> String {
    check.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
