//! The terminal: styles, the width of ladders, and texts of others made safe for it.

use std::io;

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use offhook_simulator::{Ladder, Transcript};
use terminal_size::terminal_size_of;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// Number of columns where standard output is not a terminal.
const WIDTH: u16 = 100;
/// Number of turns at each end of a call that are shown.
const TURNS: usize = 25;

/// The options for ladders.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct View {
    /// Number of columns, at least 60 [default: those of the terminal, otherwise 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(60..))]
    width: Option<u16>,

    /// Show long texts in full, and every turn of a long call
    ///
    /// Without it, texts are cut after a few rows, and a call of more than 50 invocations shows its
    /// first and last 25. Errors are never cut.
    #[arg(long)]
    full: bool,
}

impl View {
    /// Returns the ladder of a transcript, with colours: the stream removes them if necessary.
    pub(crate) fn ladder(self, transcript: &Transcript) -> Ladder<'_> {
        let terminal = || terminal_size_of(io::stdout()).map(|(columns, _)| columns.0);
        let width = self.width.or_else(terminal).unwrap_or(WIDTH);
        let ladder = transcript.ladder().width(width.into()).coloured(true).full(self.full);
        if self.full { ladder } else { ladder.turns(TURNS) }
    }
}

/// Removes escape sequences, and replaces control characters by spaces: a text of a Lambda or a file
/// must not control the terminal.
pub(crate) fn clean(text: &str) -> String {
    // Marks of the writing direction can show a text in another order.
    let is_direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(|c: char| c.is_control() || is_direction(c)) {
        return text.to_owned();
    }
    let text = strip_str(text).to_string();
    let chars = text.chars().filter(|c| !is_direction(*c));
    chars.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Cleans each line of a text.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\nc\u{9b}\x07d\u{202e}e"), "ab c de");
        assert_eq!(clean_lines("a\x1b]0;title\x07b\r\nc"), "ab\nc");
    }
}
