//! The checks of a project's other files: its manifest, the built program, events, scenarios.

use std::fs;

use anyhow::{Context, Result};
use offhook::Invocation;
use offhook_simulator::{Scenario, ScenarioError};
use toml::de::DeTable;

use super::finding::{Check, Finding, Place};
use super::project::Project;
use crate::events::json_files;

/// Lambda's limits, in bytes.
const MAX_ZIP: u64 = 50 * 1024 * 1024;
const MAX_UNZIPPED: u64 = 250 * 1024 * 1024;

/// Checks that a panic unwinds in the release profile.
pub(super) fn check_panic(project: &Project, findings: &mut Vec<Finding>) -> Result<()> {
    let file = &project.workspace_manifest;
    let text =
        fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    let manifest =
        DeTable::parse(&text).with_context(|| format!("{} is invalid", file.display()))?;
    let release =
        manifest.get_ref().get("profile").and_then(|profile| profile.get_ref().get("release"));
    let setting = release.and_then(|release| release.get_ref().get("panic"));
    if setting.and_then(|setting| setting.get_ref().as_str()) == Some("unwind") {
        return Ok(());
    }
    let line = |offset: usize| text[..offset].matches('\n').count() + 1;
    let place = match setting.or(release) {
        Some(at) => Place::line(file, line(at.span().start)),
        None => Place::file(file),
    };
    findings.push(Finding {
        check: Check::Panic,
        place,
        what: "the release profile does not set `panic = \"unwind\"`".to_owned(),
        why: "`cargo lambda build` compiles with \"abort\" then: a handler that panics ends the process, and \
              neither the log nor `#[on_error]` learns of which.",
        help: "add `panic = \"unwind\"` to `[profile.release]`".to_owned(),
    });
    Ok(())
}

/// Checks the size of the programs that `cargo lambda build` wrote. Returns whether there are any.
pub(super) fn check_bundle(project: &Project, findings: &mut Vec<Finding>) -> bool {
    let mut is_built = false;
    for program in &project.programs {
        let folder = project.target.join("lambda").join(program);
        let limits = [
            ("bootstrap.zip", MAX_ZIP, "Lambda refuses it, unless it is uploaded by way of S3."),
            ("bootstrap", MAX_UNZIPPED, "Lambda refuses it."),
        ];
        for (name, limit, why) in limits {
            let file = folder.join(name);
            let Ok(metadata) = file.metadata() else { continue };
            is_built = true;
            if metadata.len() > limit {
                let megabytes = |bytes: u64| bytes / (1024 * 1024);
                findings.push(Finding {
                    check: Check::Bundle,
                    place: Place::file(&file),
                    what: format!(
                        "the program has {} MB, more than {} MB",
                        megabytes(metadata.len()),
                        megabytes(limit)
                    ),
                    why,
                    help: "set `strip = true` and `lto = true` in `[profile.release]`, and move data out of the program"
                        .to_owned(),
                });
            }
        }
    }
    is_built
}

/// Checks that the events decode. Returns whether there are any.
pub(super) fn check_events(project: &Project, findings: &mut Vec<Finding>) -> Result<bool> {
    let folder = project.folder.join("events");
    let files = if folder.is_dir() { json_files(&folder)? } else { Vec::new() };
    let is_there = !files.is_empty();
    for file in files {
        let text = fs::read(&file).with_context(|| format!("{} can't be read", file.display()))?;
        if let Err(error) = Invocation::from_json(&text) {
            findings.push(Finding {
                check: Check::Events,
                place: Place::file(&file),
                what: format!("can't be decoded: {error}"),
                why: "The service sends no such event, and a test with it proves nothing.",
                help: "replace it by an event of the function's log, or of `offhook call --format json`"
                    .to_owned(),
            });
        }
    }
    Ok(is_there)
}

/// Checks that there are scenarios, and that they are valid.
pub(super) fn check_scenarios(project: &Project, findings: &mut Vec<Finding>) -> Result<()> {
    let folder = project.folder.join("scenarios");
    let files = match Scenario::files(&folder) {
        Err(ScenarioError::EmptyFolder { .. }) => Vec::new(),
        _ if !folder.is_dir() => Vec::new(),
        files => files?,
    };
    let mut add = |place, what, why, help: &str| {
        findings.push(Finding { check: Check::Scenarios, place, what, why, help: help.to_owned() });
    };
    if files.is_empty() {
        add(
            Place::file(&folder),
            "no scenarios".to_owned(),
            "`offhook call` has no calls to test the deployed program with.",
            "describe a call in scenarios/, as `offhook new` does",
        );
    }
    for file in files {
        match Scenario::read(&file) {
            Err(ScenarioError::Invalid { problems, .. }) => {
                for problem in problems {
                    add(
                        Place::line(&file, problem.at.line),
                        problem.message,
                        "`offhook call` refuses the file.",
                        "correct the scenario",
                    );
                }
            }
            result => _ = result?,
        }
    }
    Ok(())
}
