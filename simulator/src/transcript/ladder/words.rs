//! Places the text of a line between or beside the lanes.
//!
//! Depends on [`wrap`](super::super::wrap) for line breaks.

use super::super::line::{Lane, Line, Shape, Tone};
use super::super::wrap::{clean, width, wrap};
use super::Drawing;

impl Drawing {
    /// Returns the first column and the rows of a line's text.
    pub(super) fn words(&self, line: &Line) -> (usize, Vec<String>) {
        // An error is never cut.
        let is_error = matches!(line.tone, Tone::Bad | Tone::Warning);
        let rows = if is_error { usize::MAX } else { self.layout.rows };
        let between = |left, right| (self.column(left), self.column(right));
        let (left, right) = match line.shape {
            Shape::Link => between(Lane::Service, Lane::Lambda),
            Shape::Arrow(from, to) if from.max(to) == Lane::FarEnd => {
                between(Lane::Lambda, Lane::FarEnd)
            }
            Shape::Arrow(from, to) => between(from.min(to), from.max(to)),
            Shape::Note(beside, sign) => return self.note(beside, sign, &line.text, rows),
        };
        // `── ` and ` ─►` surround the text.
        let columns = right - left - 7;
        (left + 4, paragraphs(&line.text, columns, rows))
    }

    /// Returns the place of a note beside its lane. A long note extends across the next lanes.
    fn note(
        &self,
        lane: Lane,
        sign: char,
        text: &[String],
        max_rows: usize,
    ) -> (usize, Vec<String>) {
        let text = format!("{sign} {}", clean(&text.join(" ")));
        let own = self.column(lane);
        if lane == Lane::FarEnd {
            let rows = paragraph(&text, own - self.column(Lane::Lambda) - 4, max_rows);
            let longest = rows.iter().map(|row| width(row)).max().unwrap_or(0);
            return (own - 1 - longest, rows);
        }
        let end = self.layout.width;
        let next = self.layout.columns.into_iter().find(|column| *column > own).unwrap_or(end);
        let columns = next - own - 3;
        let columns = if width(&text) > columns { end - 1 - own - 3 } else { columns };
        (own + 2, paragraph(&text, columns, max_rows))
    }
}

/// Wraps paragraphs. Two short ones share a row unless they are list items.
fn paragraphs(text: &[String], columns: usize, max_rows: usize) -> Vec<String> {
    if let [first, second] = text {
        let both = format!("{first} {second}");
        if width(&both) <= columns && !first.starts_with('·') {
            return wrap(&both, columns, 1);
        }
    }
    text.iter().flat_map(|text| paragraph(text, columns, max_rows)).collect()
}

/// Wraps a text. The text after a leading sign is indented.
fn paragraph(text: &str, columns: usize, max_rows: usize) -> Vec<String> {
    let sign = text.chars().next().filter(|sign| "·•×!".contains(*sign));
    let Some((sign, words)) = sign.zip(text.split_once(' ').map(|(_, words)| words)) else {
        return wrap(text, columns, max_rows);
    };
    let rows = wrap(words, columns - 2, max_rows).into_iter().enumerate();
    rows.map(|(row, words)| format!("{} {words}", if row == 0 { sign } else { ' ' })).collect()
}
