//! The words of a line, between or beside the lanes.

use super::super::line::{Lane, Line, Shape};
use super::super::wrap::{clean, width, wrap};
use super::{Drawing, WIDTH};

/// What takes more rows is cut: the JSON has it in full.
const MOST_ROWS: usize = 4;

impl Drawing {
    /// From which column on the words are written, and their rows.
    pub(super) fn words(&self, line: &Line) -> (usize, Vec<String>) {
        let between = |left, right| (self.column(left), self.column(right));
        let (left, right) = match line.shape {
            Shape::Link => between(Lane::Service, Lane::Lambda),
            Shape::Arrow(from, to) if from.max(to) == Lane::FarEnd => {
                between(Lane::Lambda, Lane::FarEnd)
            }
            Shape::Arrow(from, to) => between(from.min(to), from.max(to)),
            Shape::Note(beside, sign) => return self.note(beside, sign, &line.text),
        };
        // Between the lanes there are `── ` and ` ─►`.
        let columns = right - left - 7;
        (left + 4, paragraphs(&line.text, columns))
    }

    /// Notes stand beside their lane, on one row if need be across the next ones.
    fn note(&self, lane: Lane, sign: char, text: &[String]) -> (usize, Vec<String>) {
        let text = format!("{sign} {}", clean(&text.join(" ")));
        let own = self.column(lane);
        if lane == Lane::FarEnd {
            let rows = paragraph(&text, own - self.column(Lane::Lambda) - 4);
            let longest = rows.iter().map(|row| width(row)).max().unwrap_or(0);
            return (own - 1 - longest, rows);
        }
        let next = self.columns.into_iter().find(|column| *column > own).unwrap_or(WIDTH);
        let columns = next - own - 3;
        let columns = if width(&text) > columns { WIDTH - 1 - own - 3 } else { columns };
        (own + 2, paragraph(&text, columns))
    }
}

/// Paragraphs in rows; two short ones share a row unless they are items of a list.
fn paragraphs(text: &[String], columns: usize) -> Vec<String> {
    if let [first, second] = text {
        let both = format!("{first} {second}");
        if width(&both) <= columns && !first.starts_with('·') {
            return wrap(&both, columns, 1);
        }
    }
    text.iter().flat_map(|text| paragraph(text, columns)).collect()
}

/// A text in rows. What follows a sign and a space stays to the right of them.
fn paragraph(text: &str, columns: usize) -> Vec<String> {
    let sign = text.chars().next().filter(|sign| "·•×!".contains(*sign));
    let Some((sign, words)) = sign.zip(text.split_once(' ').map(|(_, words)| words)) else {
        return wrap(text, columns, MOST_ROWS);
    };
    let rows = wrap(words, columns - 2, MOST_ROWS).into_iter().enumerate();
    rows.map(|(row, words)| format!("{} {words}", if row == 0 { sign } else { ' ' })).collect()
}
