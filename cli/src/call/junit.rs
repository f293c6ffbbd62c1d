//! Calls as a `JUnit` report, which CI systems show.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use offhook_simulator::{Report, Run};

use super::Called;

/// Writes a suite for each file and a case for each call.
pub(super) fn write(out: &mut impl Write, calls: &[Called]) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"offhook\" {}>", totals(calls))?;
    for of_file in calls.chunk_by(|one, next| one.report.file == next.report.file) {
        let name = of_file.first().map(|call| escaped(&call.report.file)).unwrap_or_default();
        writeln!(out, "  <testsuite name=\"{name}\" {}>", totals(of_file))?;
        for called in of_file {
            for (run, printed) in called.runs() {
                case(out, &called.report, run, printed)?;
            }
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn totals(calls: &[Called]) -> String {
    let runs: Vec<&Run> = calls.iter().flat_map(|call| &call.report.runs).collect();
    let failures = runs.iter().filter(|run| !run.passed()).count();
    let time = seconds(runs.iter().map(|run| run.took).sum());
    format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{time}\"", runs.len())
}

fn case(out: &mut impl Write, report: &Report, run: &Run, printed: &[String]) -> io::Result<()> {
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
    if run.passed() && run.findings.is_empty() && printed.is_empty() {
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
    let lines: Vec<String> = findings.chain(printed.iter().cloned()).collect();
    if !lines.is_empty() {
        writeln!(out, "      <system-out>{}</system-out>", escaped(&lines.join("\n")))?;
    }
    writeln!(out, "    </testcase>")
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

/// Text for an element or an attribute, without what XML has no room for.
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
    fn text_that_xml_would_misread() {
        assert_eq!(
            escaped("a<b> & \"c\"\n\u{85}\u{1b}[31md\u{1b}[0m ]]> é\u{ffff}"),
            "a&lt;b&gt; &amp; &quot;c&quot;\n\u{fffd}d ]]&gt; é\u{fffd}"
        );
    }
}
