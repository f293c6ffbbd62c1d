//! Renders a transcript as a Mermaid diagram for a README.
//!
//! Depends on [`Scene`] for arrows and texts.

use std::fmt::Write;
use std::time::Duration;

use super::Transcript;
use super::line::{Lane, Line, Scene, Shape, Tone};
use super::text::time;
use super::wrap::wrap;

/// Maximum length of a line, as Mermaid does not wrap texts.
const COLUMNS: usize = 40;
const MAX_LINES: usize = 4;
/// The time between two entries from which on a note shows it.
const WAIT: Duration = Duration::from_secs(1);

impl Transcript {
    /// Returns the transcript as a Mermaid sequence diagram, without a Markdown code fence. Met
    /// expectations are omitted.
    pub fn to_mermaid(&self) -> String {
        let scene = Scene::new(self);
        let mut out = "sequenceDiagram\n".to_owned();
        for (lane, party) in &scene.parties {
            let kind = match lane {
                Lane::Caller | Lane::FarEnd => "actor",
                Lane::Service | Lane::Lambda => "participant",
            };
            let name = text(&[party.title.to_owned(), party.name.clone()]);
            _ = writeln!(out, "    {kind} {} as {name}", id(*lane));
        }
        let last = scene.parties.last().map_or(Lane::Lambda, |(lane, _)| *lane);
        let mut before = None;
        for line in scene.lines.iter().filter(|line| line.tone != Tone::Good) {
            let passed = line.at.saturating_sub(before.unwrap_or(line.at));
            if passed >= WAIT {
                let tenths = u64::try_from((passed.as_millis() + 50) / 100).unwrap_or(u64::MAX);
                let passed = Duration::from_millis(tenths.saturating_mul(100));
                let words = text(&[format!("{} later", time(passed))]);
                _ = writeln!(out, "    Note over A,{}: {words}", id(last));
            }
            before = Some(line.at);
            _ = writeln!(out, "    {}: {}", head(line), text(&line.text));
        }
        out
    }
}

fn id(lane: Lane) -> char {
    match lane {
        Lane::Caller => 'A',
        Lane::Service => 'S',
        Lane::Lambda => 'L',
        Lane::FarEnd => 'B',
    }
}

/// Returns the part of a statement before its colon.
fn head(line: &Line) -> String {
    match line.shape {
        Shape::Arrow(from, to) => {
            let arrow = match line.tone {
                Tone::Reply => "-->>",
                Tone::Bad => "--x",
                _ => "->>",
            };
            format!("{}{arrow}{}", id(from), id(to))
        }
        Shape::Link => "Note over A,B".to_owned(),
        Shape::Note(beside, _) => format!("Note over {}", id(beside)),
    }
}

/// Wraps and escapes a text.
fn text(paragraphs: &[String]) -> String {
    let lines: Vec<_> = paragraphs.iter().flat_map(|text| wrap(text, COLUMNS, MAX_LINES)).collect();
    // Mermaid requires a text.
    if lines.is_empty() { "#160;".to_owned() } else { escaped(&lines.join("\n")) }
}

/// Escapes the characters with a meaning in Mermaid or in GitHub's Markdown: ends of statements,
/// comments, directives, HTML, formulas and `wrap:`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '#' | ';' | ':' | '"' | '\'' | '`' | '<' | '>' | '{' | '}' | '&' | '$' | '%' | '\\' => {
                _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::sample;

    // Mermaid's parser (11.17) accepts each of the samples.

    #[test]
    fn call_is_rendered_as_a_sequence_diagram() {
        let diagram = sample::bridged().to_mermaid();
        let lines: Vec<_> = diagram.lines().map(str::trim_start).collect();
        assert_eq!(
            lines[..13],
            [
                "sequenceDiagram",
                "actor A as Caller (LEG-A)<br/>+14255550199",
                "participant S as Audio service<br/>+12065550100",
                "participant L as Lambda",
                "actor B as Far end (LEG-B)<br/>+12065550123",
                "A->>S: dials +12065550100",
                "S->>L: 1 NEW_INBOUND_CALL",
                "L-->>S: SpeakAndGetDigits #34;Thanks for calling.<br/>Press 1 for sales.#34;, 1 digit, 3 attempts",
                "S->>A: answers",
                "S->>A: #34;Thanks for calling. Press 1 for sales.#34;",
                "Note over A,B: 2.5 s later",
                "A->>S: presses 1",
                "Note over A: cut short",
            ]
        );
        for line in ["Note over A,B: connected", "Note over A,B: 13.5 s later", "B->>S: hangs up"] {
            assert!(lines.contains(&line), "{line} is missing in\n{diagram}");
        }
        assert!(!diagram.contains("the caller hears"), "{diagram}");
    }

    #[test]
    fn failures_and_faults_are_rendered() {
        let diagram = sample::odd().to_mermaid();
        for line in [
            "Note over S: fault#58; slow_lambda\n",
            "S->>L: 1 NEW_OUTBOUND_CALL (attempt 2)<br/>arguments a=1\n",
            "L--xS: fails#58; Runtime.ExitError#58; exit status 1\n",
        ] {
            assert!(diagram.contains(line), "{line} is missing in\n{diagram}");
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(
            escaped("a; b #1 <b>\"c\"</b> {d}: %%e\nf $$g$$ &amp;"),
            "a#59; b #35;1 #60;b#62;#34;c#34;#60;/b#62; #123;d#125;#58; #37;#37;e<br/>f \
             #36;#36;g#36;#36; #38;amp#59;"
        );
        assert_eq!(text(&[]), "#160;");
        // Each line is one statement.
        let diagram = sample::texts().to_mermaid();
        assert_eq!(diagram.lines().count(), 4 + 4, "{diagram}");
        assert!(!diagram.contains('\x1b'), "{diagram}");
    }

    #[test]
    fn empty_transcript_shows_its_parties() {
        assert_eq!(sample::transcript(vec![]).to_mermaid().lines().count(), 4);
    }
}
