//! The JUnit report of `offhook call`.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use offhook_simulator::{Report, Run};

use super::ScenarioResult;

/// Writes a test suite for each file and a test case for each run.
pub(super) fn write(out: &mut impl Write, results: &[ScenarioResult]) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"offhook\" {}>", totals(results))?;
    for suite in results.chunk_by(|one, next| one.report.file == next.report.file) {
        let name = suite.first().map(|result| escaped(&result.report.file)).unwrap_or_default();
        writeln!(out, "  <testsuite name=\"{name}\" {}>", totals(suite))?;
        for result in suite {
            for (run, logs) in result.runs() {
                case(out, &result.report, run, logs)?;
            }
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn totals(results: &[ScenarioResult]) -> String {
    let runs: Vec<&Run> = results.iter().flat_map(|result| &result.report.runs).collect();
    let failures = runs.iter().filter(|run| !run.passed()).count();
    let time = seconds(runs.iter().map(|run| run.took).sum());
    format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{time}\"", runs.len())
}

fn case(out: &mut impl Write, report: &Report, run: &Run, logs: &[String]) -> io::Result<()> {
    let mut name = report.name.clone();
    if report.runs.len() > 1 {
        _ = write!(name, " [{}]", run.profile);
    }
    write!(
        out,
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" time=\"{}\"",
        escaped(&name),
        escaped(&report.file),
        escaped(&report.file),
        report.line,
        seconds(run.took),
    )?;
    if run.passed() && run.findings.is_empty() && logs.is_empty() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    if let Some(first) = run.unmet.first() {
        let mut text = String::new();
        for unmet in &run.unmet {
            _ = writeln!(text, "{}:{}: {unmet}", report.file, unmet.at);
        }
        _ = write!(text, "\n{}", run.transcript);
        let (message, text) = (escaped(&first.to_string()), escaped(&text));
        writeln!(out, "      <failure type=\"unmet\" message=\"{message}\">{text}</failure>")?;
    }
    let findings = run.findings.iter().map(|finding| format!("finding: {finding}"));
    let lines: Vec<String> = findings.chain(logs.iter().cloned()).collect();
    if !lines.is_empty() {
        writeln!(out, "      <system-out>{}</system-out>", escaped(&lines.join("\n")))?;
    }
    writeln!(out, "    </testcase>")
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

/// Escapes text for an element or an attribute, and replaces characters that XML does not allow.
fn escaped(text: &str) -> String {
    let text = anstream::adapter::strip_str(text).to_string();
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\n' | '\t' => xml.push(c),
            '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            c if c.is_control() => xml.push('\u{fffd}'),
            c => xml.push(c),
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_for_xml() {
        assert_eq!(
            escaped("a<b> & \"c\"\n\u{85}\u{1b}[31md\u{1b}[0m ]]> é\u{ffff}"),
            "a&lt;b&gt; &amp; &quot;c&quot;\n\u{fffd}d ]]&gt; é\u{fffd}"
        );
    }
}
