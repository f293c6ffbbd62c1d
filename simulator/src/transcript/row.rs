//! A row of terminal cells for drawing.
//!
//! Depends on `unicode_width` for the width of characters.

use std::fmt;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

/// A row of cells, one per column.
#[derive(Debug, Default)]
pub(super) struct Row(Vec<Cell>);

#[derive(Clone, Debug)]
struct Cell {
    /// A character with its combining marks. Empty for the right half of a wide character.
    text: String,
    style: Style,
}

const BLANK: Cell = Cell { text: String::new(), style: Style::new() };

impl Row {
    /// Writes `text` at a column, over earlier text.
    pub(super) fn put(&mut self, column: usize, text: &str, style: Style) {
        let mut at = column;
        for c in text.chars() {
            match (c.width().unwrap_or(0), at.checked_sub(1)) {
                (0, Some(before)) if at > column => {
                    if let Some(cell) = self.0.get_mut(before) {
                        cell.text.push(c);
                    }
                }
                (0, _) => {}
                (wide, _) => {
                    if self.0.len() < at + wide {
                        let blank = Cell { text: " ".to_owned(), ..BLANK };
                        self.0.resize(at + wide, blank);
                    }
                    self.0[at] = Cell { text: c.into(), style };
                    self.0[at + 1..at + wide].fill(Cell { style, ..BLANK });
                    at += wide;
                }
            }
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.iter().rposition(|cell| cell.text != " ").map_or(0, |last| last + 1);
        for run in self.0[..end].chunk_by(|one, next| one.style == next.style) {
            let style = run[0].style;
            write!(f, "{style}")?;
            run.iter().try_for_each(|cell| f.write_str(&cell.text))?;
            write!(f, "{style:#}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_text_replaces_earlier_text() {
        let mut row = Row::default();
        row.put(2, "│", Style::new());
        row.put(6, "│   ", Style::new());
        row.put(4, "電e\u{301}", Style::new());
        assert_eq!(row.to_string(), "  │ 電e\u{301}");
        row.put(0, "\u{301}", Style::new());
        assert_eq!(Row::default().to_string(), "");
    }

    #[test]
    fn style_is_written_once_per_run() {
        let mut row = Row::default();
        row.put(0, "ab", Style::new().bold());
        row.put(2, "c", Style::new());
        assert_eq!(row.to_string(), "\x1b[1mab\x1b[0mc");
    }
}
