//! The JUnit report of `offhook call`.

use std::io::Write;

use anyhow::Result;
use offhook_simulator::{Report, Run};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::ScenarioResult;
use crate::screen::clean_lines;

/// Writes a test suite for each file and a test case for each run.
pub(super) fn write(out: impl Write, results: &[ScenarioResult]) -> Result<()> {
    let mut document = quick_junit::Report::new("offhook");
    for file in results.chunk_by(|one, next| one.report.file == next.report.file) {
        let runs = || file.iter().flat_map(|result| result.runs().map(|run| (&result.report, run)));
        let name = file.first().map(|result| xml(&result.report.file));
        let mut suite = TestSuite::new(name.unwrap_or_default());
        suite.set_time(runs().map(|(_, (run, _))| run.took).sum());
        suite.add_test_cases(runs().map(|(report, (run, logs))| case(report, run, logs)));
        document.add_test_suite(suite);
    }
    document
        .set_time(results.iter().flat_map(|result| &result.report.runs).map(|run| run.took).sum());
    document.serialize(out)?;
    Ok(())
}

fn case(report: &Report, run: &Run, logs: &[String]) -> TestCase {
    let Report { name, file, line, runs, .. } = report;
    let name = if runs.len() > 1 { format!("{name} [{}]", run.profile) } else { name.clone() };
    let file = xml(file);
    let findings = run.findings.iter().map(|finding| format!("finding: {finding}"));
    let findings: Vec<_> = findings.collect();
    let status = if run.passed() {
        TestCaseStatus::success()
    } else {
        let unmet = run.unmet.iter().map(|unmet| format!("{file}:{}: {unmet}", unmet.at));
        let problems: Vec<_> = unmet.chain(findings.iter().cloned()).collect();
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status
            .set_type("unmet")
            .set_message(xml(problems.first().map_or("failed", |problem| problem)));
        let text = format!("{}\n\n{}", problems.join("\n"), run.transcript);
        status.set_description(xml(&text));
        status
    };
    let mut case = TestCase::new(xml(&name), status);
    case.set_classname(&file).set_time(run.took);
    case.extra.insert("file".into(), file.into());
    case.extra.insert("line".into(), line.to_string().into());
    let lines: Vec<_> = findings.into_iter().chain(logs.iter().cloned()).collect();
    if !lines.is_empty() {
        case.set_system_out(xml(&lines.join("\n")));
    }
    case
}

/// Replaces what XML can't contain.
fn xml(text: &str) -> String {
    clean_lines(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_does_not_allow_are_replaced() {
        let text = "a<b> & \"c\"\n\u{85}\u{1b}[31md\u{1b}[0m ]]> é\u{ffff}";
        assert_eq!(xml(text), "a<b> & \"c\"\n d ]]> é\u{fffd}");
    }
}
