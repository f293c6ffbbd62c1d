//! The JSON report of `offhook call`.

use std::fmt::Write as _;

use anyhow::Result;
use offhook_simulator::Report;
use serde::Serialize;

use super::ScenarioResult;

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

/// Returns one object with all results.
pub(super) fn document<'a>(results: &'a [ScenarioResult], passed: bool) -> Result<String> {
    let entry = |result: &'a ScenarioResult| Entry {
        passed: result.report.passed(),
        report: &result.report,
        printed: &result.logs,
    };
    let scenarios = results.iter().map(entry).collect();
    let document = serde_json::to_string_pretty(&Document { passed, scenarios })?;
    Ok(escaped(&document) + "\n")
}

/// Escapes the control characters that JSON allows in strings.
fn escaped(document: &str) -> String {
    let mut text = String::with_capacity(document.len());
    for c in document.chars() {
        match c {
            '\u{7f}'..='\u{9f}' => _ = write!(text, "\\u{:04x}", u32::from(c)),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(escaped("{\n\"é\u{9b}\u{7f}\"}"), "{\n\"é\\u009b\\u007f\"}");
    }
}
