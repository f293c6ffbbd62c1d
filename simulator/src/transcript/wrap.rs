//! Wraps text for a terminal.
//!
//! Depends on `unicode_width` for the width of characters.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the number of columns of `text`.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Replaces control characters and line separators by spaces, and removes marks of the writing
/// direction.
pub(super) fn clean(text: &str) -> String {
    let direction = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|c| !direction(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// Wraps `text` at `columns`, and cuts it after `max_lines`.
pub(super) fn wrap(text: &str, columns: usize, max_lines: usize) -> Vec<String> {
    let text = clean(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word, columns)),
        }
    }
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        let end = if text.trim_end().ends_with('"') { "…\"" } else { "…" };
        if let Some(last) = lines.last_mut() {
            cut(last, columns, end);
        }
    }
    lines
}

/// Cuts `text` to one line of at most `columns`.
pub(super) fn one_line(text: &str, columns: usize) -> String {
    wrap(text, columns, 1).pop().unwrap_or_default()
}

/// Splits a word that is too long for a line. Prefers to split a path after a slash, and an event's name after an
/// underscore.
fn pieces(word: &str, columns: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for c in word.chars() {
        if !piece.is_empty() && width(&piece) + c.width().unwrap_or(0) > columns {
            let sign =
                piece.rfind(['/', '_']).map(|sign| sign + 1).filter(|end| *end > columns / 2);
            let rest = piece.split_off(sign.unwrap_or(piece.len()));
            pieces.push(std::mem::replace(&mut piece, rest));
        }
        piece.push(c);
    }
    pieces.push(piece);
    pieces
}

/// Shortens a line to make room for `end` and appends it, preferably after a complete word.
fn cut(line: &mut String, columns: usize, end: &str) {
    let mut inside_a_word = false;
    while !line.is_empty() && width(line) + width(end) > columns {
        inside_a_word = line.pop().is_some_and(|c| c != ' ');
    }
    if let Some(space) = line.rfind(' ').filter(|space| inside_a_word && *space > columns / 2) {
        line.truncate(space);
    }
    line.truncate(line.trim_end().len());
    line.push_str(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_to_the_next_line() {
        assert_eq!(wrap("one two  three\nfour", 9, 3), ["one two", "three", "four"]);
        assert_eq!(wrap("", 9, 3), [""; 0]);
        assert_eq!(wrap("abcdefghij k", 4, 3), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("s3://bucket/key.wav", 14, 3), ["s3://bucket/", "key.wav"]);
    }

    #[test]
    fn text_that_does_not_fit_is_cut() {
        assert_eq!(wrap("\"one two three four\"", 9, 2), ["\"one two", "three…\""]);
        assert_eq!(one_line("abcdefghij", 4), "abc…");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("電話を切る", 5, 9), ["電話", "を切", "る"]);
        assert_eq!(wrap("電話", 1, 9), ["電", "話"]);
        assert_eq!(one_line("電話を切る", 6), "電話…");
        assert_eq!(wrap("e\u{301}e\u{301}e", 2, 9), ["e\u{301}e\u{301}", "e"]);
    }

    #[test]
    fn control_characters_are_removed() {
        assert_eq!(clean("a\x1b[31mb\u{202e}\u{9b}c\u{2028}d"), "a [31mb c d");
    }
}
